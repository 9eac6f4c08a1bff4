"""The old tagger stays where decisions would make it worse, also in a show with themes of its own."""

import pytest

from pipeline import decisions
from pipeline.decisions import Decision
from pipeline.model import Theme
from tests.tag.make import themes
from tests.tag.test_other_shows import Show, show, with_examples


def decided(number: int, text: str, theme: str, beside: set[str]) -> Decision:
    return Decision(f"issue/letter-{number}", "p-1", theme, decisions.ADD, text, beside=tuple(sorted(beside - {theme})))


def right(own: Show) -> tuple[Decision, ...]:
    """Return what a host says who gives every passage its themes."""
    return tuple(decided(at, line.text, theme, set(line.themes)) for at, line in enumerate(own.held) for theme in line.themes)


def wrong(own: Show, known: tuple[Theme, ...]) -> tuple[Decision, ...]:
    """Return what a host says who gives forty passages every theme."""
    every = {theme.slug for theme in known}
    return tuple(decided(at, line.text, slug, every) for at, line in enumerate(own.held + own.example) for slug in sorted(every))


@pytest.mark.parametrize(("name", "other"), [("cooking", "chess"), ("chess", "cooking")])
def test_a_show_of_its_own_themes_does_not_learn_to_give_every_theme(name: str, other: str) -> None:
    known = with_examples(show(name))
    lesson = decisions.learn(known, wrong(show(other), known))
    # Reached: .97 to .46 and .66 to .16.
    assert lesson.refused
    assert lesson.before is not None
    assert lesson.after is not None
    assert lesson.before - lesson.after > 0.3
    texts = [line.text for line in show(name).held]
    assert lesson.tagger.found(texts) == decisions.learn(known, ()).tagger.found(texts)


@pytest.mark.parametrize("name", ["cooking", "chess"])
def test_a_show_of_its_own_themes_learns_what_is_right(name: str) -> None:
    known = with_examples(show(name))
    for said in (right(show(name)), right(show(name))[:3]):
        lesson = decisions.learn(known, said)
        assert lesson.before is not None
        assert not lesson.refused, (lesson.before, lesson.after)


def test_a_show_of_house_themes_and_its_own_is_judged_by_both() -> None:
    known = (*themes(), *with_examples(show("cooking")))
    assert decisions.learn(known, wrong(show("chess"), known)).refused
    assert not decisions.learn(known, right(show("cooking"))).refused


def test_without_examples_besides_the_decisions_nothing_is_measured_and_nothing_refused() -> None:
    known = with_examples(show("cooking"), 4)
    lesson = decisions.learn(known, right(show("cooking")))
    assert (lesson.before, lesson.after, lesson.refused) == (None, None, False)
    assert lesson.examples == len({one.quote for one in right(show("cooking"))})
