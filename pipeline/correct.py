"""Carry word times into a transcript that a person edited, and list her changes. Never decides who is right.

Her text, speakers and cue times are the truth; the machine's draft only lends the times of the words that both have.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

from pipeline.model import Doubt, Fact, Segment, Transcript, Word

# Draft words this far outside an edited cue may still be its words: people nudge cue times by fractions of a second.
SLACK_SECONDS = 0.5
SHORTEST_WORD_SECONDS = 0.02


class Change(Fact, frozen=True):
    """What a person changed at a time: `what` is "words" or "speaker"; "" before or after means added or removed."""

    start: float
    before: str
    after: str
    what: str = "words"


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
            words = _timed(segment, _near(heard, first, segment))
        segments.append(Segment(segment.start, segment.end, segment.text, segment.speaker, words))
    return Transcript(
        language=edited.language or (draft.language if draft else ""),
        segments=tuple(segments),
        origin=draft.origin if draft else None,
        doubts=_open_doubts(draft, edited) if draft else (),
    )


def changes(draft: Transcript, edited: Transcript) -> tuple[Change, ...]:
    """List what a person changed in a draft, in order of time."""
    before = [segment.text for segment in draft.segments]
    after = [segment.text for segment in edited.segments]
    found: list[Change] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _speaker_changes(draft.segments[a1:a2], edited.segments[b1:b2])
        else:
            for old, new in _met(draft.segments[a1:a2], edited.segments[b1:b2]):
                found += _word_changes(old, new)
    return tuple(sorted(found, key=lambda change: change.start))


def _speaker_changes(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> Iterator[Change]:
    """List changed speakers, one change for a run of cues."""
    pairs = ((old.speaker, new.speaker, new.start) for old, new in zip(before, after, strict=True))
    for (old, new), run in groupby(pairs, key=lambda pair: pair[:2]):
        if old != new:
            yield Change(next(run)[2], old, new, "speaker")


def _met(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> Iterator[tuple[tuple[Segment, ...], tuple[Segment, ...]]]:
    """Group the cues of both sides that meet in time: comparing words is quadratic, and these groups are small."""
    a = b = 0
    while a < len(before) or b < len(after):
        first_a, first_b = a, b
        end = min(segment.end for segment in (*before[a : a + 1], *after[b : b + 1]))
        while True:
            if a < len(before) and before[a].start < end:
                end, a = max(end, before[a].end), a + 1
            elif b < len(after) and after[b].start < end:
                end, b = max(end, after[b].end), b + 1
            else:
                break
        yield before[first_a:a], after[first_b:b]


def _word_changes(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> Iterator[Change]:
    old = [word for segment in before for word in _words(segment)]
    new = [word for segment in after for word in _words(segment)]
    said = ([word.text for word in old], [word.text for word in new])
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, *said, autojunk=False).get_opcodes():
        if tag != "equal":
            start = old[a1].start if a1 < a2 else new[b1].start
            yield Change(start, " ".join(said[0][a1:a2]), " ".join(said[1][b1:b2]))
    speakers = ({segment.speaker for segment in before}, {segment.speaker for segment in after})
    if before and after and speakers[0] != speakers[1]:
        yield Change(after[0].start, ", ".join(sorted(speakers[0])), ", ".join(sorted(speakers[1])), "speaker")


def _words(segment: Segment) -> tuple[Word, ...]:
    return segment.words or _timed(segment, [])


def _open_doubts(draft: Transcript, edited: Transcript) -> tuple[Doubt, ...]:
    changed = [change.start for change in changes(draft, edited)] if draft.doubts else []
    return tuple(doubt for doubt in draft.doubts if not any(doubt.start <= seconds <= doubt.end for seconds in changed))


def _near(heard: list[Word], first: int, segment: Segment) -> list[Word]:
    """Pick the draft words in or around a cue; `heard[:first]` are known to be earlier."""
    last = first
    while last < len(heard) and heard[last].start <= segment.end + SLACK_SECONDS:
        last += 1
    return heard[first:last]


def _timed(segment: Segment, heard: list[Word]) -> tuple[Word, ...]:
    """Time the words of a segment by the draft words around it."""
    texts = segment.text.split()
    spans: list[Word | None] = [None] * len(texts)
    matcher = SequenceMatcher(None, [_key(word.text) for word in heard], [_key(text) for text in texts], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        # A word put in the place of another was spoken at the same time, so a misheard name keeps its moment.
        if tag == "equal" or (tag == "replace" and a2 - a1 == b2 - b1):
            for a, b in zip(range(a1, a2), range(b1, b2), strict=True):
                sure = heard[a].probability if tag == "equal" else 1.0
                spans[b] = _clipped(Word(heard[a].start, heard[a].end, texts[b], sure), segment)
    return tuple(_filled(texts, _roomy(spans, segment), segment))


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text


def _clipped(word: Word, segment: Segment) -> Word | None:
    start, end = max(word.start, segment.start), min(word.end, segment.end)
    return Word(start, end, word.text, word.probability) if end - start >= SHORTEST_WORD_SECONDS else None


def _roomy(spans: list[Word | None], segment: Segment) -> list[Word | None]:
    """Shorten a neighbour by its share of characters where words without a time have no room beside it."""
    roomy = list(spans)
    texts = segment.text.split()
    for begin, end, left, right in list(_runs(spans, segment)):
        before = roomy[begin - 1] if begin else None
        after = spans[end] if end < len(spans) else None
        if right - left >= SHORTEST_WORD_SECONDS * (end - begin):
            continue
        total = sum(len(text) for text in texts[begin:end])
        if before:
            share = (right - before.start) * len(before.text) / (len(before.text) + total)
            roomy[begin - 1] = Word(before.start, round(before.start + share, 3), before.text, before.probability)
        elif after:
            share = (after.end - left) * len(after.text) / (len(after.text) + total)
            roomy[end] = Word(round(after.end - share, 3), after.end, after.text, after.probability)
    return roomy


def _runs(spans: list[Word | None], segment: Segment) -> Iterator[tuple[int, int, float, float]]:
    """Yield the runs of words without a time, with the time that lies free for them."""
    for missing, group in groupby(range(len(spans)), key=lambda index: spans[index] is None):
        indexes = list(group)
        if missing:
            before = spans[indexes[0] - 1] if indexes[0] else None
            after = spans[indexes[-1] + 1] if indexes[-1] + 1 < len(spans) else None
            left = before.end if before else segment.start
            yield indexes[0], indexes[-1] + 1, left, after.start if after else segment.end


def _filled(texts: list[str], spans: list[Word | None], segment: Segment) -> Iterator[Word]:
    filled = list(spans)
    for begin, end, left, right in _runs(spans, segment):
        total = sum(len(text) for text in texts[begin:end])
        done = 0
        for index in range(begin, end):
            start = left + (right - left) * done / total
            done += len(texts[index])
            filled[index] = Word(round(start, 3), round(left + (right - left) * done / total, 3), texts[index])
    return (word for word in filled if word is not None)
