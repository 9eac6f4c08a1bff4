"""What is quoted of a passage: one person's words, from a second at which they are said."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.quotes import LONG, quotation, spot
from tests import make

TALK = make.conversation(
    10.0,
    ("Mira", "How do you know that they trust you. Is there a number."),
    ("Ines", "Yes. We count the days until somebody senior picks up the phone. It goes down when trust goes up."),
    ("Mira", "Yes. And then."),
)


def test_a_quote_is_what_the_speaker_of_the_wanted_sentence_says_in_one_go() -> None:
    quote = quotation(TALK, "It goes down when trust goes up.")
    assert quote.text == "Yes. We count the days until somebody senior picks up the phone. It goes down when trust goes up."
    assert (quote.speaker, quote.start, quote.line.id) == ("Ines", 20.0, "t-20")


def test_a_quote_too_long_for_its_card_begins_with_the_wanted_sentence() -> None:
    quote = quotation(TALK, "It goes down when trust goes up.", limit=60)
    assert (quote.text, quote.speaker) == ("It goes down when trust goes up.", "Ines")
    assert quote.start == TALK.sentences[4].start


def test_where_nothing_is_wanted_the_longest_speech_is_quoted() -> None:
    assert quotation(TALK).speaker == "Ines"
    assert quotation(TALK, "Nobody says this here.").speaker == "Ines"


def test_somebodys_own_words_are_quoted_even_where_another_says_the_wanted_sentence() -> None:
    quote = quotation(TALK, "It goes down when trust goes up.", by="Mira")
    assert quote.text == "How do you know that they trust you. Is there a number."
    assert (quote.speaker, quote.start) == ("Mira", 10.0)


def test_a_quote_at_a_second_begins_with_the_sentence_that_is_said_then() -> None:
    quote = quotation(TALK, 24.0)
    assert quote.text.startswith("We count the days")
    assert (quote.speaker, quote.line.id) == ("Ines", "t-20")


def test_a_sentence_is_found_where_it_stands_whole_and_not_where_a_short_one_is_part_of_it() -> None:
    found = spot(TALK, "We count the days until somebody senior picks up the phone.")
    assert found is not None
    assert found.start == TALK.sentences[3].start
    assert spot(TALK, "Nobody says this here.") is None


def test_a_passage_without_words_is_one_empty_line_and_an_empty_quote() -> None:
    silent = make.written(1, "")
    assert [line.id for line in silent.turns] == ["p-1"]
    assert quotation(silent, "anything").text == ""


WORD = st.sampled_from(["tea", "clock", "bond", "phone", "longer and longer and longer still"])
SPEECH = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


@given(
    st.lists(st.tuples(st.sampled_from(["Ada", "Grace", ""]), st.lists(SPEECH, min_size=1, max_size=5)), min_size=1, max_size=6),
    st.data(),
)
def test_no_quote_puts_words_into_anothers_mouth(turns: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    said = [(who, " ".join(f"{who or 'Nobody'} says {text}." for text in texts)) for who, texts in turns]
    passage = make.conversation(0.0, *said)
    heard = [sentence.text for sentence in passage.sentences]
    wanted = data.draw(st.sampled_from(["", "Something that nobody said.", *heard]))
    limit = data.draw(st.sampled_from([40, 170, LONG]))
    quote = quotation(passage, wanted, limit)
    others = {"Ada", "Grace", "Nobody"} - {quote.speaker or "Nobody"}
    assert len(quote.text) <= limit
    assert quote.line.speaker == quote.speaker
    assert not any(name in quote.text for name in others)
