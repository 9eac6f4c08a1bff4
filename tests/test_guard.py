from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Word
from pipeline.transcribe import guard
from pipeline.transcribe.base import Stretch
from tests.make import words


def text(kept: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in kept)


def test_words_in_silence_are_dropped() -> None:
    said = (*words("We met in spring.", 1.0), *words("You", 20.0))
    assert text(guard.within_speech(said, [Stretch(1.0, 2.4)])) == "We met in spring."


def test_without_speech_there_are_no_words() -> None:
    assert guard.within_speech(words("Thanks for watching!"), []) == ()


def test_a_word_that_only_begins_before_speech_is_kept_and_begins_with_it() -> None:
    speech = [Stretch(2.0, 3.0)]
    said = (Word(1.2, 2.4, "Well,"), Word(2.4, 3.0, "yes."))
    assert guard.within_speech(said, speech) == said
    assert guard.from_speech_on(said, speech)[0] == Word(2.0, 2.4, "Well,")


def test_a_phrase_said_forty_times_is_kept_once() -> None:
    kept, dropped = guard.without_loops(words("Fine. " + "Thanks for watching! " * 40 + "Bye."))
    assert text(kept) == "Fine. Thanks for watching! Bye."
    assert len(dropped) == 1


def test_a_loop_inside_a_sentence_is_kept_once() -> None:
    kept, _ = guard.without_loops(words("I am sorry " + "little bit of a " * 60))
    assert text(kept) == "I am sorry little bit of a"


def test_people_may_repeat_themselves() -> None:
    for said in ("no, no, no, no", "very, very, very good", "It was good. It was good.", "a lot, a lot, a lot"):
        assert text(guard.without_loops(words(said))[0]) == said


def test_a_sentence_replayed_faster_than_anybody_speaks_is_dropped() -> None:
    once = "and then everyone went back to work."
    said = (*words(once, 0.0), *words(once, 2.1, seconds=0.05))
    kept, dropped = guard.without_loops(said)
    assert text(kept) == once
    assert dropped == (Stretch(2.1, 2.45),)


def test_a_skipped_clause_is_a_gap() -> None:
    said = (*words("One two three", 0.0), *words("nine ten", 4.0))
    assert guard.gaps(said, [Stretch(0.0, 4.6)]) == (Stretch(0.9, 4.0),)


def test_a_word_stretched_over_a_skipped_clause_hides_no_gap() -> None:
    said = (*words("One two", 0.0), Word(0.6, 5.0, "three"), *words("nine", 5.0))
    (gap,) = guard.gaps(said, [Stretch(0.0, 5.3)])
    assert (round(gap.start, 3), gap.end) == (1.45, 5.0)


def test_a_pause_is_no_gap_and_a_breath_is_none() -> None:
    said = (*words("One two", 0.0), *words("three", 10.0), *words("four", 11.0))
    assert guard.gaps(said, [Stretch(0.0, 0.6), Stretch(10.0, 11.3)]) == ()


def test_speech_in_pieces_between_two_words_is_one_gap() -> None:
    said = (*words("One", 0.0), *words("two", 5.0))
    speech = [Stretch(0.0, 1.0), Stretch(1.5, 2.2), Stretch(5.0, 5.3)]
    assert guard.gaps(said, speech) == (Stretch(0.3, 2.2),)


def test_what_is_found_in_a_gap_is_put_in_without_what_its_neighbours_say() -> None:
    said = (*words("one two three", 0.0), *words("seven eight", 3.0))
    found = words("three four five six seven", 0.8, seconds=0.45)
    assert text(guard.inserted(said, found, Stretch(0.9, 3.0))) == "one two three four five six seven eight"


@given(st.lists(st.sampled_from(["a", "b", "no"]), max_size=60))
def test_dropping_loops_invents_nothing_and_needs_no_second_run(said: list[str]) -> None:
    kept, _ = guard.without_loops(words(" ".join(said)))
    assert set(kept) <= set(words(" ".join(said)))
    assert len(kept) <= len(said)
