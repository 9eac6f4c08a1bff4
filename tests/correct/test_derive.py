from hypothesis import given
from hypothesis import strategies as st

from pipeline.correct import Correction, apply, derive
from pipeline.model import Segment, Transcript, Word
from tests.make import segment, transcript

DRAFT = transcript(segment("Today I talk with Anup.", 0.0), segment("Hello, thank you.", 2.0), segment("And so we start.", 4.0))


def edited(*cues: Segment) -> Transcript:
    """Take the words away, as a parsed VTT has none."""
    return transcript(*(Segment(cue.start, cue.end, cue.text, cue.speaker) for cue in cues))


def test_a_correction_has_time_words_and_the_words_around_it() -> None:
    fixed = edited(segment("Today I talk with Anoop.", 0.0), segment("Hello, thank you, Mira.", 2.0), DRAFT.segments[2])
    assert derive(DRAFT, fixed) == (
        Correction(1.2, 1.5, "Anup.", "Anoop.", left="I talk with", right="Hello, thank you,"),
        Correction(2.6, 2.9, "you.", "you, Mira.", left="Anoop. Hello, thank", right="And so we"),
    )


def test_a_named_speaker_is_a_correction_once_for_a_run_of_cues() -> None:
    named = edited(*(Segment(cue.start, cue.end, cue.text, "Mira") for cue in DRAFT.segments))
    assert derive(DRAFT, named) == (Correction(0.0, DRAFT.segments[-1].end, "", "Mira", "speaker"),)


def test_a_speaker_who_is_changed_in_a_cue_with_other_words_is_a_correction_of_its_own() -> None:
    mine = edited(Segment(0.0, 1.5, "Today I talk with Anoop.", "Mira"), *DRAFT.segments[1:])
    assert [(one.what, one.after) for one in derive(DRAFT, mine)] == [("speaker", "Mira"), ("words", "Anoop.")]


def test_removed_and_added_cues_are_corrections() -> None:
    (gone,) = derive(DRAFT, edited(*DRAFT.segments[:2]))
    assert (gone.start, gone.before, gone.after) == (4.0, "And so we start.", "")
    (new,) = derive(transcript(), edited(DRAFT.segments[1]))
    assert (new.start, new.before, new.after) == (2.0, "", "Hello, thank you.")


def test_an_untouched_transcript_has_no_corrections() -> None:
    assert derive(DRAFT, edited(*DRAFT.segments)) == ()


def test_cues_cut_otherwise_are_no_correction() -> None:
    whole = Segment(0.0, 2.9, "Today I talk with Anup. Hello, thank you.")
    assert derive(DRAFT, edited(whole, DRAFT.segments[2])) == ()


sentence = st.lists(st.sampled_from(["yes", "no", "we", "Anup", "trust", "the", "the"]), min_size=1, max_size=7)


@given(st.lists(st.tuples(sentence, sentence), min_size=1, max_size=6))
def test_what_was_derived_makes_the_same_words_of_the_same_draft(cues: list[tuple[list[str], list[str]]]) -> None:
    draft = transcript(*(segment(" ".join(old), 4.0 * number) for number, (old, _) in enumerate(cues)))
    ends = [cue.end for cue in draft.segments]
    hers = transcript(*(Segment(4.0 * at, ends[at], " ".join(new)) for at, (_, new) in enumerate(cues)))
    done = apply(draft, derive(draft, hers))
    if not done.orphans and all(one.before for one in derive(draft, hers)):
        assert " ".join(cue.text for cue in done.transcript.segments) == " ".join(cue.text for cue in hers.segments)
    times = [seconds for cue in done.transcript.segments for word in cue.words for seconds in (word.start, word.end)]
    assert times == sorted(times)


def test_added_words_get_a_time_between_their_neighbours() -> None:
    draft = transcript(Segment(0.0, 3.0, "we go", words=(Word(0.0, 0.5, "we"), Word(2.0, 3.0, "go"))))
    (one,) = derive(draft, transcript(Segment(0.0, 3.0, "we never go")))
    assert (one.start, one.end, one.before, one.after) == (0.5, 2.0, "", "never")
