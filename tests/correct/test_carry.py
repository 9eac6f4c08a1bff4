import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pipeline.correct import Correction, carry, derive, open_doubts
from pipeline.model import Doubt, Origin, Segment, Transcript, Word
from tests.make import segment, transcript

ORIGIN = Origin("e", "1", "m", "s", "a", 2, {})
DRAFT = Transcript(
    "en",
    (segment("Today I talk with Anup.", 0.0), segment("Hello, thank you.", 2.0), segment("And so we start.", 4.0)),
    ORIGIN,
    (Doubt(0.0, 1.5, "unsure"), Doubt(4.0, 5.0, "unsure")),
)


def edited(*cues: Segment) -> Transcript:
    """Take the words away, as a parsed VTT has none."""
    return transcript(*(Segment(cue.start, cue.end, cue.text, cue.speaker) for cue in cues))


def test_an_untouched_transcript_keeps_all_word_times() -> None:
    assert carry(edited(*DRAFT.segments), DRAFT) == DRAFT


def test_a_corrected_name_keeps_the_moment_at_which_it_was_said() -> None:
    fixed = edited(segment("Today I talk with Anoop.", 0.0), *DRAFT.segments[1:])
    words = carry(fixed, DRAFT).segments[0].words
    assert [word.text for word in words] == ["Today", "I", "talk", "with", "Anoop."]
    assert (words[-1].start, words[-1].end) == (DRAFT.segments[0].words[-1].start, DRAFT.segments[0].words[-1].end)


def test_the_editors_text_speaker_and_times_are_the_truth() -> None:
    mine = Segment(1.9, 2.6, "Hello, dear Mira, thank you.", "Anoop")
    carried = carry(transcript(mine), DRAFT).segments[0]
    assert (carried.start, carried.end, carried.text, carried.speaker) == (1.9, 2.6, mine.text, "Anoop")
    assert [word.text for word in carried.words] == mine.text.split()
    assert carried.words[0].start == 2.0
    assert carried.words[-1].end <= 2.6


def test_without_a_draft_words_share_the_time_of_their_cue() -> None:
    carried = carry(transcript(Segment(10.0, 12.0, "ab abcdef")), None)
    assert carried.segments[0].words == (Word(10.0, 10.5, "ab"), Word(10.5, 12.0, "abcdef"))
    assert carried.origin is None


def test_a_doubt_goes_when_somebody_changes_what_was_doubted() -> None:
    fixed = edited(segment("Today I talk with Anoop.", 0.0), *DRAFT.segments[1:])
    assert carry(fixed, DRAFT).doubts == (Doubt(4.0, 5.0, "unsure"),)


word = st.text("abcXY,.", min_size=1, max_size=8)


@given(st.lists(word, min_size=1, max_size=12), st.lists(word, max_size=12), st.integers(0, 3000), st.integers(1, 9000))
def test_carried_words_are_the_cues_words_in_order_and_inside_it(
    after: list[str], before: list[str], start: int, length: int
) -> None:
    draft = transcript(*([segment(" ".join(before), 0.5)] if before else []))
    cue = Segment(start / 1000, (start + length) / 1000, " ".join(after))
    words = carry(transcript(cue), draft).segments[0].words
    assert [item.text for item in words] == after
    times = [seconds for item in words for seconds in (item.start, item.end)]
    assert times == sorted(times)
    assert times[0] >= cue.start
    assert times[-1] <= cue.end


def test_a_long_transcript_is_carried_in_seconds() -> None:
    draft = transcript(*(segment("and so we go on and on with the same words", 4.0 * index) for index in range(2000)))
    fixed = edited(*(Segment(cue.start, cue.end, cue.text + " yes") for cue in draft.segments))
    assert len(carry(fixed, draft).segments) == 2000
    assert len(derive(draft, fixed)) == 2000


def test_importing_it_stays_light() -> None:
    code = "import sys, pipeline.correct; print([name for name in ('numpy', 'av', 'faster_whisper') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_doubt_of_the_whole_recording_stays_whatever_is_changed_inside() -> None:
    language = Doubt(0.0, 300.0, 'this sounds like "en"')
    assert open_doubts((language,), (Correction(4.0, 4.3, "Anup", "Anoop"),)) == (language,)
