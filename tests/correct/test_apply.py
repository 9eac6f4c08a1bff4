"""A better model says most things otherwise; a person's word still counts, and stands nowhere else."""

import pytest

from pipeline.correct import Correction, apply, derive
from pipeline.model import Segment, Transcript, Word
from tests.make import segment, transcript

DRAFT = transcript(
    segment("My guest today is Callum Odria from Leeds.", 0.0),
    segment("He counts what people do when the trust is there.", 4.0),
    segment("We start with the bread and the numbers.", 9.0),
)


def mend(cue: int, old: str, new: str, draft: Transcript = DRAFT) -> tuple[Correction, ...]:
    segments = [
        Segment(one.start, one.end, one.text.replace(old, new) if at == cue else one.text) for at, one in enumerate(draft.segments)
    ]
    return derive(draft, transcript(*segments))


def text(result: Transcript) -> str:
    return " ".join(cue.text for cue in result.segments)


def heard_as(*texts: str, shift: float = 0.0) -> Transcript:
    return transcript(*(segment(words, at + shift) for words, at in zip(texts, (0.0, 4.0, 9.0), strict=False)))


SAME = [cue.text for cue in DRAFT.segments]


@pytest.mark.parametrize(
    "name",
    ["Odria", "O'Dria", "Oduya", "a dreary", "Adria,"],
)
def test_a_corrected_name_survives_whatever_the_next_model_makes_of_it(name: str) -> None:
    other = heard_as(f"My guest today is Callum {name} from Leeds.", *SAME[1:], shift=0.2)
    done = apply(other, mend(0, "Odria", "Oduya"))
    assert done.orphans == ()
    assert done.transcript.segments[0].text == "My guest today is Callum Oduya from Leeds."


def test_a_name_that_the_next_model_left_out_is_put_in_between_its_neighbours() -> None:
    done = apply(heard_as("My guest today is Callum from Leeds.", *SAME[1:]), mend(0, "Odria", "Oduya"))
    assert text(done.transcript).startswith("My guest today is Callum Oduya from Leeds.")


def test_words_taken_out_stay_out_and_words_put_in_stay_in() -> None:
    other = heard_as(*SAME, shift=0.3)
    assert "the trust" not in text(apply(other, mend(1, "the trust", "trust")).transcript)
    assert "what good people do" in text(apply(other, mend(1, "what people", "what good people")).transcript)


def test_of_two_equal_words_the_one_at_that_time_is_changed() -> None:
    done = apply(heard_as(*SAME, shift=0.2), mend(2, "the numbers", "our numbers"))
    assert done.transcript.segments[2].text == "We start with the bread and our numbers."


def test_what_the_next_model_says_by_itself_counts_as_applied() -> None:
    other = heard_as("My guest today is Callum Oduya from Leeds.", *SAME[1:])
    assert apply(other, mend(0, "Odria", "Oduya")) == (other, ())


def test_a_correction_whose_words_are_gone_is_an_orphan_and_harms_nothing() -> None:
    other = transcript(segment("Something else is said by somebody else in this place.", 0.0), *DRAFT.segments[1:])
    done = apply(other, mend(0, "Odria", "Oduya"))
    assert done.transcript == other
    assert [one.after for one in done.orphans] == ["Oduya"]


def test_an_intro_that_was_cut_off_moves_the_corrections_along() -> None:
    other = transcript(*(segment(cue.text, cue.start + 42.0) for cue in DRAFT.segments))
    done = apply(other, mend(0, "Odria", "Oduya"))
    assert "Callum Oduya from" in text(done.transcript)


def test_the_same_words_far_away_are_not_taken_where_they_stand_twice() -> None:
    twice = [segment(cue.text, cue.start + shift) for shift in (42.0, 84.0) for cue in DRAFT.segments]
    done = apply(transcript(*twice), mend(0, "Odria", "Oduya"))
    assert "Oduya" not in text(done.transcript)
    assert len(done.orphans) == 1


def test_a_sentence_that_she_added_is_not_added_twice() -> None:
    longer = mend(0, "Leeds.", "Leeds. He bakes bread at night.")
    other = heard_as("My guest today is Callum Odria from Leeds. He bakes bread at night.", *SAME[1:])
    assert text(apply(other, longer).transcript).count("bakes") == 1


def test_put_in_words_have_times_in_order() -> None:
    done = apply(heard_as(*SAME), mend(1, "what people do", "all the good and small things that people do"))
    words = [word for cue in done.transcript.segments for word in cue.words]
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(word.end > word.start for word in words)
    assert all(cue.start <= cue.words[0].start and cue.words[-1].end <= cue.end for cue in done.transcript.segments)


def test_a_speaker_that_she_named_is_named_again_and_a_cue_is_cut_where_the_voice_changes() -> None:
    named = transcript(*(Segment(cue.start, cue.end, cue.text, "Mira" if cue.start < 9 else "Callum") for cue in DRAFT.segments))
    words = tuple(word for cue in DRAFT.segments[1:] for word in cue.words)
    one_cue = Segment(4.0, words[-1].end, " ".join(word.text for word in words), words=words)
    done = apply(transcript(DRAFT.segments[0], one_cue), derive(DRAFT, named))
    assert [(cue.speaker, cue.text.split()[0]) for cue in done.transcript.segments] == [
        ("Mira", "My"),
        ("Mira", "He"),
        ("Callum", "We"),
    ]


def test_languages_without_blanks_stay_without() -> None:
    words = tuple(Word(0.1 * at, 0.1 * at + 0.1, sign) for at, sign in enumerate("信頼は測れます"))
    draft = transcript(Segment(0.0, 0.7, "信頼は測れます", words=words))
    done = apply(draft, (Correction(0.0, 0.2, "信 頼", "関 係", right="は"),))
    assert text(done.transcript) == "関係は測れます"


def test_a_cue_that_she_added_is_a_cue_of_its_own_again_at_her_time_and_by_her_speaker() -> None:
    added = Segment(7.5, 8.4, "Thank you for listening.", "Ada Byron")
    fixes = derive(DRAFT, transcript(*DRAFT.segments[:2], added, DRAFT.segments[2]))
    other = heard_as("My guest today is Callum Oduya from Leeds.", *SAME[1:], shift=0.1)
    done = apply(other, fixes)
    assert done.orphans == ()
    cues = [(cue.start, cue.end, cue.text, cue.speaker) for cue in done.transcript.segments]
    assert (7.5, 8.4, "Thank you for listening.", "Ada Byron") in cues
    assert [cue.start for cue in done.transcript.segments] == sorted(cue.start for cue in done.transcript.segments)


def test_a_cue_that_she_added_at_the_end_is_there_again() -> None:
    added = Segment(15.0, 16.5, "Goodbye.", "Ada Byron")
    done = apply(heard_as(*SAME), derive(DRAFT, transcript(*DRAFT.segments, added)))
    assert done.transcript.segments[-1].text == "Goodbye."
    assert done.transcript.segments[-1].speaker == "Ada Byron"
