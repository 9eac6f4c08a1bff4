from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench import topics as measure
from pipeline import settings, tag
from pipeline.tag import topics
from pipeline.tag.tagger import Tagger
from tests.tag.make import ROOT

TALK = (
    "Welcome back to the programme, it is a grey morning here and the kettle is on.",
    "Good morning, thank you for having me.",
    "How do you measure whether two companies trust each other? Do you count anything?",
    "We ask both teams twice a year, with five questions, and compare the scores on a dashboard quarter by quarter.",
    "And the numbers moved?",
    "The index fell before the results did, so the metric warned us early and we could act upon the figures.",
    "Let us talk about salespeople. Why do they and alliance managers misunderstand each other?",
    "A salesperson wants the order this quarter; a partnership pays in three years, and commission rewards only the first.",
)


def tagger() -> Tagger:
    return tag.train(settings.themes(ROOT / "content/themes.toml"))


def test_a_talk_is_parted_where_its_subject_changes() -> None:
    small_talk, numbers, sales = topics.topics(tagger(), [(turn,) for turn in TALK])
    assert (small_talk, sales) == (0, 6)
    assert numbers in {2, 3}  # the question may go with what comes before it


def test_one_subject_is_one_topic_and_silence_none() -> None:
    assert topics.topics(tagger(), [(turn,) for turn in TALK[2:6]]) == (0,)
    assert topics.topics(tagger(), ()) == ()
    assert topics.topics(tagger(), [("",)]) == (0,)


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])), min_size=1, max_size=14))
def test_cuts_are_in_order_and_no_part_is_too_short(turns: list[tuple[int, tuple[float, float]]]) -> None:
    words = [count for count, _ in turns]
    starts = topics.cut(np.array([place for _, place in turns]), words, price=5.0, least=30)
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    parts = [sum(words[begin:end]) for begin, end in zip(starts, (*starts[1:], len(words)), strict=True)]
    assert sum(parts) == sum(words)
    assert len(parts) == 1 or min(parts) >= 30


def test_a_cut_costs_less_than_what_it_keeps_apart() -> None:
    apart = np.array([[0.0], [0.0], [1.0], [1.0]])
    assert topics.cut(apart, [40] * 4, price=5.0) == (0, 2)
    assert topics.cut(apart, [40] * 4, price=50.0) == (0,)


def test_labelled_talks_are_parted_nearly_where_people_parted_them() -> None:
    # Reached: .242, where one part each has .376 and a part for every turn .370; .25 is the mean of the middle of the table that
    # `bench/topics.py tests/data/truth --sweep` prints. Weight and price were chosen on these four talks: chosen on three and
    # judged on the fourth they give .30, so this floor holds these talks and promises no other.
    rows = measure.rows(tagger(), measure.read(ROOT / "tests/data/truth"))
    assert len(rows) == 4
    found, none, every = (sum(row[name] for row in rows) / len(rows) for name in ("pk", "none", "every"))
    assert found <= 0.26
    assert found <= min(none, every) - 0.1
    themes = sum((row["tally"] for row in rows), Counter())
    assert 2 * themes["hits"] / (themes["given"] + themes["gold"]) >= 0.65  # reached: .673, turn by turn


def test_pk_counts_pairs_that_are_wrongly_parted_or_joined() -> None:
    assert measure.pk([0, 0, 1, 1], [0, 0, 1, 1]) == 0
    assert measure.pk([0, 0, 1, 1], [0, 0, 0, 0]) == 1 / 3
    assert measure.pk([0, 0, 1, 1], [0, 1, 1, 2]) == 1


def test_a_choice_is_judged_on_the_talk_that_it_was_not_made_on() -> None:
    rates = [[[0.1, 0.4], [0.3, 0.2]]]  # one weight, two prices, two talks: each price is good for one talk only
    assert measure.left_out(rates) == [(0, 1, 0.3), (0, 0, 0.4)]
