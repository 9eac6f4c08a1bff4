"""Phrases match by stem, as whole words, and are shown as they were said."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Theme
from pipeline.tag import lexicon

WORDS = lexicon.phrases(Theme(slug="a", name="A", words=("measure", "health check", "don't know", "")))


def test_endings_do_not_matter() -> None:
    assert lexicon.hits("They MEASURED it, and measuring goes on.", [WORDS]) == (1,)


def test_a_phrase_of_two_words_matches_only_together() -> None:
    assert lexicon.hits("Two health checks a year.", [WORDS]) == (1,)
    assert lexicon.hits("Check your health.", [WORDS]) == (0,)


def test_curly_and_straight_apostrophes_are_one() -> None:
    assert lexicon.hits("We don\u2019t know.", [WORDS]) == (1,)


def test_matched_words_are_shown_as_they_stand() -> None:
    assert lexicon.matched("Health-Checks are measured. Health checks, measured!", WORDS) == (
        "health-checks",
        "measured",
        "health checks",
    )


def test_a_phrase_is_found_as_a_recogniser_miswrites_it_and_shown_as_it_stands() -> None:
    own = lexicon.phrases(Theme(slug="a", name="A", words=("strategic alliance", "partner", "sales quota")))
    heard = "our strategic a lions with the part her was no appliance, it was about the sails quoter"
    assert lexicon.hits(heard, [own]) == (3,)
    assert lexicon.matched(heard, own) == ("strategic a lions", "part her", "sails quoter")


def test_a_word_that_is_a_theme_of_its_own_is_not_taken_for_another() -> None:
    boats = lexicon.phrases(Theme(slug="a", name="A", words=("sails", "sales")))
    assert lexicon.hits("she mended the sails", [boats]) == (1,)


def test_a_theme_without_words_matches_nothing() -> None:
    assert lexicon.hits("measure", [frozenset()]) == (0,)
    assert lexicon.matched("measure", frozenset()) == ()


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    (count,) = lexicon.hits(text, [WORDS])
    assert bool(count) == bool(lexicon.matched(text, WORDS))
