"""Find what a person changed in a transcript, each change with its time and the words around it. Applies nothing."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from pipeline.correct.words import said
from pipeline.model import Fact, Segment, Transcript, Word

# So many words on each side tell one "the" from the next; more would be other corrections more often than help.
CONTEXT_WORDS = 3


class Correction(Fact, frozen=True):
    """What a person changed between two moments: `what` is "words" or "speaker"; "" before or after means added or removed.

    `left` and `right` are the words around it, as she left them.
    """

    start: float
    end: float
    before: str
    after: str
    what: str = "words"
    left: str = ""
    right: str = ""


class _Spoken(NamedTuple):
    """A word, who says it, and whether it begins or ends a cue."""

    word: Word
    speaker: str
    first: bool = False
    last: bool = False


def derive(draft: Transcript, edited: Transcript) -> tuple[Correction, ...]:
    """List what a person changed in a draft, in order of time."""
    before = [segment.text for segment in draft.segments]
    after = [segment.text for segment in edited.segments]
    hers = [word.text for segment in edited.segments for word in said(segment)]
    firsts = _firsts(edited.segments)
    found: list[Correction] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _speakers(_same(draft.segments[a1:a2], edited.segments[b1:b2]))
            continue
        for (a3, a4), (b3, b4) in _met(draft.segments, (a1, a2), edited.segments, (b1, b2)):
            old, new = _spoken(draft.segments[a3:a4]), _spoken(edited.segments[b3:b4])
            found += _differences(old, new, hers, firsts[b3])
    return tuple(sorted(found, key=lambda one: (one.start, one.what)))


def _firsts(segments: Sequence[Segment]) -> list[int]:
    """Return the number of the first word of each segment, and of the end."""
    firsts = [0]
    for segment in segments:
        firsts.append(firsts[-1] + len(said(segment)))
    return firsts


def _spoken(segments: Sequence[Segment]) -> list[_Spoken]:
    return [
        _Spoken(word, segment.speaker, at == 0, at == len(words) - 1)
        for segment in segments
        for words in (said(segment),)
        for at, word in enumerate(words)
    ]


def _same(before: Sequence[Segment], after: Sequence[Segment]) -> Iterator[tuple[_Spoken, str]]:
    """Pair the speaker of each segment with the new one, where the text is the same."""
    for old, new in zip(before, after, strict=True):
        yield _Spoken(Word(old.start, old.end, old.text), old.speaker), new.speaker


def _speakers(pairs: Iterator[tuple[_Spoken, str]]) -> Iterator[Correction]:
    """List changed speakers, one change for a run."""
    for (old, new), run in groupby(pairs, key=lambda pair: (pair[0].speaker, pair[1])):
        words = [spoken.word for spoken, _ in run]
        if old != new:
            yield Correction(words[0].start, words[-1].end, old, new, "speaker")


def _met(
    before: Sequence[Segment], a: tuple[int, int], after: Sequence[Segment], b: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Group the cues of both sides that meet in time: comparing words is quadratic, and these groups are small."""
    (at_a, end_a), (at_b, end_b) = a, b
    while at_a < end_a or at_b < end_b:
        first_a, first_b = at_a, at_b
        end = min(segment.end for segment in (*before[at_a:end_a][:1], *after[at_b:end_b][:1]))
        while True:
            if at_a < end_a and before[at_a].start < end:
                end, at_a = max(end, before[at_a].end), at_a + 1
            elif at_b < end_b and after[at_b].start < end:
                end, at_b = max(end, after[at_b].end), at_b + 1
            else:
                break
        yield (first_a, at_a), (first_b, at_b)


def _differences(old: list[_Spoken], new: list[_Spoken], hers: Sequence[str], first: int) -> Iterator[Correction]:
    texts = [one.word.text for one in old], [one.word.text for one in new]
    kept: list[tuple[_Spoken, str]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and a2 - a1 == b2 - b1):
            kept += zip(old[a1:a2], (one.speaker for one in new[b1:b2]), strict=True)
        if tag != "equal":
            start, end = _span(old, a1, a2, new[b1:b2])
            around = hers[max(0, first + b1 - CONTEXT_WORDS) : first + b1], hers[first + b2 : first + b2 + CONTEXT_WORDS]
            before, after, left, right = (" ".join(part) for part in (texts[0][a1:a2], texts[1][b1:b2], *around))
            yield Correction(start, end, before, after, left=left, right=right)
            if tag == "insert" and _whole(new[b1:b2]) and new[b1].speaker:
                yield Correction(start, end, "", new[b1].speaker, "speaker")
    yield from _speakers(iter(kept))


def _span(old: list[_Spoken], a1: int, a2: int, new: list[_Spoken]) -> tuple[float, float]:
    """Return when the old words were said; for added ones, the time between their neighbours, else their own."""
    if a1 < a2:
        return old[a1].word.start, old[a2 - 1].word.end
    begin, until = new[0].word.start, new[-1].word.end
    before = old[a1 - 1].word.end if a1 else min(begin, old[a1].word.start) if a1 < len(old) else begin
    after = old[a1].word.start if a1 < len(old) else max(until, before)
    if _whole(new):  # a cue of her own has times of her own
        before = min(max(before, begin), after)
        after = max(min(after, until), before)
    return before, max(before, after)


def _whole(new: list[_Spoken]) -> bool:
    """Say whether words are whole cues by one person."""
    return new[0].first and new[-1].last and len({one.speaker for one in new}) == 1
