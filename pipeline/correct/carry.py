"""Carry word times into a transcript that a person edited. Never decides who is right.

Her text, speakers and cue times are the truth; the machine's draft only lends the times of the words that both have.
"""

from pipeline.correct.derive import Correction, derive
from pipeline.correct.words import timed
from pipeline.model import Doubt, Segment, Transcript, Word

# Draft words this far outside an edited cue may still be its words: people nudge cue times by fractions of a second.
SLACK_SECONDS = 0.5
# A longer doubt is of the whole recording: its language, or how many voices it holds.
LONG_DOUBT_SECONDS = 60.0


def carry(edited: Transcript, draft: Transcript | None) -> Transcript:
    """Give each edited segment words with times, from the draft where both say the same.

    Words of the draft keep their times, clipped to the cue; the others share the time between them by characters.
    Doubts stay until somebody changes something inside them.
    """
    known = {(segment.start, segment.end, segment.text): segment.words for segment in draft.segments} if draft else {}
    heard = [word for segment in draft.segments for word in segment.words] if draft else []
    segments = []
    first = 0
    for segment in edited.segments:
        words = known.get((segment.start, segment.end, segment.text), ())
        if not words:
            while first < len(heard) and heard[first].end < segment.start - SLACK_SECONDS:
                first += 1
            words = timed(segment, _near(heard, first, segment))
        segments.append(Segment(segment.start, segment.end, segment.text, segment.speaker, words))
    return Transcript(
        language=edited.language or (draft.language if draft else ""),
        segments=tuple(segments),
        origin=draft.origin if draft else None,
        doubts=open_doubts(draft.doubts, derive(draft, edited)) if draft and draft.doubts else (),
    )


def open_doubts(doubts: tuple[Doubt, ...], corrections: tuple[Correction, ...]) -> tuple[Doubt, ...]:
    """Return the doubts inside which nobody changed anything; of a long one, a word more or less mends nothing."""
    changed = [correction.start for correction in corrections]
    return tuple(
        doubt
        for doubt in doubts
        if doubt.end - doubt.start > LONG_DOUBT_SECONDS or not any(doubt.start <= seconds <= doubt.end for seconds in changed)
    )


def _near(heard: list[Word], first: int, segment: Segment) -> list[Word]:
    """Pick the draft words in or around a cue; `heard[:first]` are known to be earlier."""
    last = first
    while last < len(heard) and heard[last].start <= segment.end + SLACK_SECONDS:
        last += 1
    return heard[first:last]
