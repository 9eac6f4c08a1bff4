"""What nobody would call a passage has a clear outcome: no theme, no error, no long wait."""

import pytest

from pipeline import tag
from pipeline.tag import encode
from tests.tag.make import HOUSEKEEPING, MULTI, passage, themes

LONG = " ".join(["we measure trust with the partner twice a year and plot both scores"] * 770)
GERMAN = (
    "Wir messen Vertrauen: Viermal im Jahr f\u00fcllen beide Partner denselben Fragebogen aus und bewerten, wie offen die "
    "andere Seite schlechte Nachrichten teilt."
)
THEMELESS = (
    "",
    " \n\t ",
    "?! \u2026 --",
    "\U0001f600\U0001f389 \U0001f44d\U0001f3fd\U0001f1f3\U0001f1f1 \u2764\ufe0f" * 40,
    "\u200b\u200d\ufeff",
    "\x00 \x00",
)


@pytest.fixture(scope="module")
def tagger() -> tag.Tagger:
    return tag.train(themes())


@pytest.mark.parametrize("text", THEMELESS)
def test_a_passage_without_words_has_no_theme(tagger: tag.Tagger, text: str) -> None:
    assert tagger.explain(text) == ()
    assert tagger.tag([passage(text)]) == ()


@pytest.mark.parametrize("text", THEMELESS)
def test_a_passage_without_words_takes_nothing_from_its_neighbours(tagger: tag.Tagger, text: str) -> None:
    mentions = tagger.tag([passage(MULTI, "t-1", 1.0), passage(text, "t-2", 2.0), passage(MULTI, "t-3", 3.0)])
    assert {mention.passage for mention in mentions} == {"t-1", "t-3"}


def test_ten_thousand_words_in_one_sentence_are_tagged_by_their_beginning(tagger: tag.Tagger) -> None:
    assert len(LONG.split()) > 10_000 - 770
    (first, *_) = tagger.tag([passage(LONG)])
    assert first.theme == "measurement"
    assert first.evidence.sentence == LONG
    (gist,) = tagger.vectors.read([(LONG,)])
    assert int(gist.pieces.sum()) <= 2 * encode.MOST_WORDS


def test_a_long_passage_does_not_change_what_its_neighbours_are_alone(tagger: tag.Tagger) -> None:
    (vector, _) = encode.vectors([MULTI, LONG])
    assert (vector == encode.vectors([MULTI])[0]).all()


def test_another_language_is_tagged_or_not_and_never_an_error(tagger: tag.Tagger) -> None:
    # The encoder knows sixteen languages, the lexicon the show's own: what is found is the theme that was meant.
    found = {finding.theme for finding in tagger.explain(GERMAN)}
    assert found <= {"measurement", "trust-communication"}
    assert "measurement" in found
    for text in (
        "\u6211\u4eec\u6bcf\u5e74\u4e24\u6b21\u8861\u91cf\u4fe1\u4efb\u3002" * 10,
        "\u0646\u0642\u064a\u0633 \u0627\u0644\u062b\u0642\u0629 " * 20,
        "\u4fe1\u983c " * 3,
    ):
        assert all(finding.evidence[0].sentence in text for finding in tagger.explain(text))


def test_a_passage_whose_sentences_are_missing_is_its_own_evidence(tagger: tag.Tagger) -> None:
    from pipeline.model import Passage

    for mention in tagger.tag([Passage("p-1", MULTI, ())]):
        assert mention.evidence.sentence == MULTI


def test_a_sentence_without_words_carries_nothing(tagger: tag.Tagger) -> None:
    found = tagger.explain(f"\u2026! {MULTI} ?!")
    assert found
    assert all(len(finding.evidence[0].sentence.split()) > 5 for finding in found)


def test_a_theme_with_one_example_is_not_found_everywhere(tagger: tag.Tagger) -> None:
    from pipeline.model import Theme

    rare = Theme(slug="tides", name="Tides")
    taught = tag.train((*themes(), rare), [tag.Example(text="The ferry waits for the tide, and so do we.", themes=("tides",))])
    assert {finding.theme for finding in taught.explain(MULTI)} == {finding.theme for finding in tagger.explain(MULTI)}
    assert taught.explain(HOUSEKEEPING) == ()
    (only,) = taught.explain("The ferry waits for the tide, and so do we.")
    assert (only.theme, only.strength) == ("tides", "strong")
    assert only.evidence[0].examples == ("The ferry waits for the tide, and so do we.",)
