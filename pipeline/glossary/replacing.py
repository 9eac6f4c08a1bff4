"""Write the show's words where the engine surely misheard them. Guesses nothing, and reads no file."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

import msgspec

from pipeline.glossary.keys import key
from pipeline.glossary.matching import Match, matches
from pipeline.glossary.terms import Term
from pipeline.model import Segment, Transcript, Word

# Two halves of a name with a pause this long between them are no name.
PAUSE_SECONDS = 1.5


def replace(transcript: Transcript, terms: Iterable[Term]) -> Transcript:
    """Write each term where what was heard for it stands alone, also across two cues of one speaker.

    New words share the time of those they replace; where they are as many, each keeps its own. A segment without words is
    changed in its text. Languages written without blanks are matched from word to word, as the engine parts them.
    """
    glue = _glue(transcript.segments)
    table = _table(terms, glue)
    if not any(table.values()):
        return transcript
    segments = [segment for run in _runs(transcript.segments) for segment in _replaced(run, table, glue)]
    return msgspec.structs.replace(transcript, segments=tuple(segments))


def _glue(segments: Iterable[Segment]) -> str:
    """Return what stands between two words of a transcript: nothing, in languages that write no blanks."""
    return "" if any(len(one.words) > 1 and one.text == "".join(word.text for word in one.words) for one in segments) else " "


def _table(terms: Iterable[Term], glue: str) -> dict[str, str]:
    """Map what may be heard to what is written; to "" what is right already and must not be taken for a part of it."""
    terms = tuple(terms)
    right = {key(term.write, glue): "" for term in terms}
    return right | {key(heard, glue): term.write for term in terms for heard in term.heard}


def _runs(segments: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    """Part a transcript where the speaker changes or pauses."""
    begin = 0
    for index, (before, after) in enumerate(pairwise(segments), 1):
        if before.speaker != after.speaker or after.start - before.end >= PAUSE_SECONDS:
            yield tuple(segments[begin:index])
            begin = index
    if segments:
        yield tuple(segments[begin:])


def _replaced(run: tuple[Segment, ...], table: Mapping[str, str], glue: str) -> Iterator[Segment]:
    spoken = [one.words or _shared(one.text.split(), one.start, one.end) for one in run]
    words = [word for some in spoken for word in some]
    homes = [home for home, some in enumerate(spoken) for _ in some]
    found = list(matches([word.text for word in words], table, glue))
    if not found:
        yield from run
        return
    placed = list(_placed(words, homes, found, glue))
    for home, (segment, old) in enumerate(zip(run, spoken, strict=True)):
        new = tuple(word for _, word in placed[bisect_left(placed, home, key=_home) : bisect_right(placed, home, key=_home)])
        if new or not old:
            yield _refilled(segment, old, new, glue)


def _placed(words: Sequence[Word], homes: Sequence[int], found: Sequence[Match], glue: str) -> Iterator[tuple[int, Word]]:
    """Yield every word after replacing, with the number of its segment, in order."""
    done = 0
    for patch in _patches(found):
        yield from zip(homes[done : patch[0].first], words[done : patch[0].first], strict=True)
        yield from _written(patch, words, homes, glue)
        done = patch[-1].last + 1
    yield from zip(homes[done:], words[done:], strict=True)


def _home(placed: tuple[int, Word]) -> int:
    return placed[0]


def _refilled(segment: Segment, old: tuple[Word, ...], new: tuple[Word, ...], glue: str) -> Segment:
    """Give a segment its new words; its border moves where a term was put on one side of it."""
    if old == new:
        return segment
    text = glue.join(word.text for word in new)
    if not segment.words:
        return msgspec.structs.replace(segment, text=text)
    start = segment.start if new[0].start == old[0].start else new[0].start
    end = segment.end if new[-1].end == old[-1].end else new[-1].end
    return msgspec.structs.replace(segment, start=start, end=end, text=text, words=new)


def _patches(found: Sequence[Match]) -> Iterator[list[Match]]:
    """Put matches together that share a word, as two in "Anup-Anup" do."""
    held: list[Match] = []
    for match in found:
        if held and match.first > held[-1].last:
            yield held
            held = []
        held.append(match)
    yield held


def _written(patch: Sequence[Match], words: Sequence[Word], homes: Sequence[int], glue: str) -> list[tuple[int, Word]]:
    """Return the words that a patch puts in the place of old ones, each with its segment."""
    begin, end = patch[0].first, patch[-1].last + 1
    old = words[begin:end]
    offsets = [0, *accumulate(len(word.text) + len(glue) for word in old)]
    text = glue.join(word.text for word in old)
    for match in reversed(patch):
        left, right = offsets[match.first - begin] + match.start, offsets[match.last - begin] + match.end
        text = text[:left] + match.write + text[right:]
    texts = text.split() if glue else [text]
    if len(texts) == len(old):
        kept = [word if word.text == one else Word(word.start, word.end, one) for word, one in zip(old, texts, strict=True)]
        return list(zip(homes[begin:end], kept, strict=True))
    starts = [word.start for word in old]
    new = _shared(texts, old[0].start, old[-1].end)
    return [(homes[begin + max(0, bisect_right(starts, (word.start + word.end) / 2) - 1)], word) for word in new]


def _shared(texts: Sequence[str], start: float, end: float) -> tuple[Word, ...]:
    """Share a time between words by their characters."""
    marks = [0, *accumulate(map(len, texts))]
    times = [round(start + (end - start) * mark / max(1, marks[-1]), 3) for mark in marks]
    return tuple(Word(begin, until, text) for text, (begin, until) in zip(texts, pairwise(times), strict=True))
