"""Words of a cue and their times: what a word is called, and when it is said where nobody measured it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from pipeline.model import Segment, Word

SHORTEST_WORD_SECONDS = 0.02


def said(segment: Segment) -> tuple[Word, ...]:
    """Return the words of a segment; those of an edited one share its time."""
    return segment.words or timed(segment)


def timed(segment: Segment, heard: Sequence[Word] = ()) -> tuple[Word, ...]:
    """Time the words of a segment by the draft words around it; without any they share its time by characters."""
    texts = segment.text.split()
    spans: list[Word | None] = [None] * len(texts)
    matcher = SequenceMatcher(None, [key(word.text) for word in heard], [key(text) for text in texts], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        # A word put in the place of another was spoken at the same time, so a misheard name keeps its moment.
        if tag == "equal" or (tag == "replace" and a2 - a1 == b2 - b1):
            for a, b in zip(range(a1, a2), range(b1, b2), strict=True):
                sure = heard[a].probability if tag == "equal" else 1.0
                spans[b] = _clipped(Word(heard[a].start, heard[a].end, texts[b], sure), segment)
    return filled(texts, spans, segment)


def key(text: str) -> str:
    """Return what two spellings of a word share: its letters and digits, in lower case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text


def _clipped(word: Word, segment: Segment) -> Word | None:
    start, end = max(word.start, segment.start), min(word.end, segment.end)
    return Word(start, end, word.text, word.probability) if end - start >= SHORTEST_WORD_SECONDS else None


def _roomy(spans: list[Word | None], segment: Segment, texts: list[str]) -> list[Word | None]:
    """Shorten a neighbour by its share of characters where words without a time have no room beside it."""
    roomy = list(spans)
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


def filled(texts: list[str], spans: list[Word | None], segment: Segment) -> tuple[Word, ...]:
    """Give the words without a time the time that lies free around them, shared out by characters."""
    spans = _roomy(spans, segment, texts)
    filled = list(spans)
    for begin, end, left, right in _runs(spans, segment):
        total = sum(len(text) for text in texts[begin:end])
        done = 0
        for index in range(begin, end):
            start = left + (right - left) * done / total
            done += len(texts[index])
            filled[index] = Word(round(start, 3), round(left + (right - left) * done / total, 3), texts[index])
    return tuple(word for word in filled if word is not None)
