import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Word
from pipeline.transcribe import hints
from tests.make import words


def unsure(text: str, *doubtful: str) -> tuple[Word, ...]:
    return tuple(Word(word.start, word.end, word.text, 0.4 if word.text in doubtful else 0.95) for word in words(text))


def test_an_unsure_word_that_looks_like_a_name_is_a_candidate() -> None:
    said = unsure("joins me Callum Odria to talk", "Callum", "Odria")
    first, *_ = hints.candidates(said, ["Callum Oduya"])
    assert (first.first, first.last, first.name) == (2, 4, "Callum Oduya")


def test_a_sure_word_is_none_however_alike() -> None:
    assert hints.candidates(unsure("a calm day for Kallum"), ["Callum Oduya"]) == ()


def test_a_name_that_is_written_right_is_none() -> None:
    said = unsure("and Callum Oduya, again", "Callum", "Oduya,")
    assert hints.candidates(said, ["Callum Oduya"]) == ()


def test_a_name_heard_as_several_words_is_found() -> None:
    said = unsure("here is in escaldera for you", "in", "escaldera")
    first, *_ = hints.candidates(said, ["Ines Caldeira"])
    assert (first.first, first.last, first.name) == (2, 4, "Ines Caldeira")


def test_a_proved_name_takes_the_time_and_the_last_sign_of_what_it_replaces() -> None:
    said = unsure("with Odria, who", "Odria,")
    (one,) = hints.candidates(said, ["Oduya"])
    told = (Word(0.32, 0.58, "Oduya", 0.8),)
    (name,) = hints.proved(said, one, told)
    assert (name.text, name.start, name.end) == ("Oduya,", said[1].start, said[1].end)


def test_a_name_that_is_not_written_when_told_or_elsewhere_is_not_proved() -> None:
    said = unsure("with Odria, who", "Odria,")
    (one,) = hints.candidates(said, ["Oduya"])
    assert hints.proved(said, one, words("with Odria who")) == ()
    assert hints.proved(said, one, (Word(5.0, 5.4, "Oduya", 0.9),)) == ()


@pytest.mark.parametrize(("left", "right"), [("Caldeira", "kaldeira"), ("Phillip", "Filip"), ("Jost", "Yost"), ("Mira's", "mira")])
def test_spellings_of_one_sound_fold_alike(left: str, right: str) -> None:
    assert hints.sound(left) == hints.sound(right)


@given(st.lists(st.sampled_from(["Odria", "callum", "and", "calm", "in", "escaldera", "the"]), max_size=25))
def test_candidates_never_overlap(said: list[str]) -> None:
    found = hints.candidates(unsure(" ".join(said), *said), ["Callum Oduya", "Ines Caldeira"])
    places = [place for one in found for place in range(one.first, one.last)]
    assert len(places) == len(set(places))
