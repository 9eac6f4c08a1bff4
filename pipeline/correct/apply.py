"""Put a person's corrections into another transcript of the same speech. Puts none where it is not sure of the place.

A better model says most things otherwise: other cues, other times by a few tenths of a second, other mistakes. A place is
known by its time, by the words around it and by what stands there, two of the three at least.
"""

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from pipeline.correct.derive import Correction
from pipeline.correct.words import filled, key, said
from pipeline.model import Segment, Transcript, Word

# Two models put the same word at most this far apart, nearly always (tests/test_demo.py compares base with tiny.en).
NEAR_SECONDS = 2.0
WINDOW_SECONDS = 4.0
TICK_SECONDS = 0.002
# Words that are spelled this alike are taken for two hearings of one.
ALIKE = 0.6
SAME = 0.99
# A context found elsewhere must be this long to be believed, and stand there once.
FAR_CONTEXT_WORDS = 5
# Whatever stands between so many words of the context, with some on either side, was said where the person wrote.
SURE_CONTEXT_WORDS = 3


class Applied(NamedTuple):
    """A transcript with the corrections in it, and those whose place was not found."""

    transcript: Transcript
    orphans: tuple[Correction, ...]


class _Token(NamedTuple):
    """A word as it stands now: `segment` is the number of its segment, `word` its time, None where it was put in."""

    text: str
    segment: int
    start: float
    end: float
    word: Word | None


class _Place(NamedTuple):
    """Words from one number up to another, and how well they fit: the more the better."""

    first: int
    last: int
    fit: float


def apply(transcript: Transcript, corrections: Sequence[Correction]) -> Applied:
    """Put corrections in, in order of time; each makes the next one's surroundings surer."""
    tokens = [
        _Token(word.text, number, word.start, word.end, word)
        for number, segment in enumerate(transcript.segments)
        for word in said(segment)
    ]
    waiting = sorted((one for one in corrections if one.what == "words"), key=lambda one: one.start)
    touched: set[int] = set()
    segments = list(transcript.segments)
    for _ in range(2):  # what stood beside another's mistake is found once that one is mended
        waiting = [one for one in waiting if not _put(tokens, one, segments, touched)]
    segments = _rebuilt(segments, tokens, touched)
    named = [one for one in corrections if one.what == "speaker"]
    orphans = [*waiting, *(one for one in named if not _spoken_in(segments, one))]
    for one in named:
        segments = [part for segment in segments for part in _named(segment, one)]
    orphans.sort(key=lambda one: one.start)
    return Applied(Transcript(transcript.language, tuple(segments), transcript.origin, transcript.doubts), tuple(orphans))


# ---- words


def _put(tokens: list[_Token], one: Correction, segments: list[Segment], touched: set[int]) -> bool:
    """Replace the words that a correction is about; say whether their place is sure. A cue that she added is one again."""
    place = _exact(tokens, one) or _near(tokens, one) or _far(tokens, one)
    if place is None:
        return False
    old, after = tokens[place.first : place.last], one.after.split()
    if [token.text for token in old] == after:
        return True
    beside = old or tokens[max(0, place.first - 1) : place.first] or tokens[:1]
    if not beside:
        return False
    start, end = (old[0].start, old[-1].end) if old else (one.start, one.end)
    number = beside[0].segment
    if not old and _between(tokens, place.first, one, segments):
        number = len(segments)
        segments.append(Segment(one.start, one.end, one.after))
    if len(old) == len(after):
        new = [
            token._replace(text=text, word=Word(token.word.start, token.word.end, text) if token.word else None)
            for token, text in zip(old, after, strict=True)
        ]
    else:
        new = [_Token(text, number, start, end, None) for text in after]
    touched.update(token.segment for token in (*old, *new))
    tokens[place.first : place.last] = new
    return True


def _exact(tokens: Sequence[_Token], one: Correction) -> _Place | None:
    """Return the place at which the very words stand at the very times, as where only a glossary changed."""
    first = bisect_left(tokens, one.start - TICK_SECONDS, key=lambda token: token.start)
    last = first + len(one.before.split())
    inside = tokens[first:last]
    if not inside or [token.text for token in inside] != one.before.split():
        return None
    return _Place(first, last, 0.0) if abs(inside[0].start - one.start) + abs(inside[-1].end - one.end) < TICK_SECONDS else None


def _near(tokens: Sequence[_Token], one: Correction) -> _Place | None:
    """Return the best place around the time of a correction."""
    starts = [token.start for token in tokens]
    low = bisect_left(starts, one.start - WINDOW_SECONDS)
    high = bisect_left(starts, one.end + WINDOW_SECONDS)
    longest = max(len(one.before.split()), len(one.after.split())) + 2
    measure = _Measure(tokens, one)
    best: _Place | None = None
    for first in range(low, high + 1):
        for last in range(first, min(high, first + longest) + 1):
            fit = measure.fit(first, last)
            if fit is not None and (best is None or fit > best.fit):
                best = _Place(first, last, fit)
    return best


def _far(tokens: Sequence[_Token], one: Correction) -> _Place | None:
    """Return the only place in the whole transcript with all these words around it: an intro may have been cut off."""
    keys = [key(token.text) for token in tokens]
    left, right = _keys(one.left), _keys(one.right)
    found: list[_Place] = []
    for inside in {tuple(_keys(one.before)), tuple(_keys(one.after))}:
        wanted = [*left, *inside, *right]
        if len(wanted) < FAR_CONTEXT_WORDS or not inside:
            continue
        begins = (at + len(left) for at in range(len(keys) - len(wanted) + 1) if keys[at : at + len(wanted)] == wanted)
        found += [_Place(begin, begin + len(inside), 0.0) for begin in begins]
    return found[0] if len(found) == 1 else None


class _Measure:
    """Weighs places for one correction."""

    def __init__(self, tokens: Sequence[_Token], one: Correction) -> None:
        self._tokens = tokens
        self._middle = (one.start + one.end) / 2
        self._seconds = one.end - one.start
        self._forms = ("".join(_keys(one.before)), "".join(_keys(one.after)))
        self._left, self._right = _keys(one.left)[::-1], _keys(one.right)

    def fit(self, first: int, last: int) -> float | None:
        """Return how well the words from `first` up to `last` fit, None where that place is not sure."""
        apart = abs(self._time(first, last) - self._middle)
        if apart > NEAR_SECONDS or self._longer(first, last) > 2 * NEAR_SECONDS:
            return None
        left = self._beside(self._left, range(first - 1, -1, -1))
        right = self._beside(self._right, range(last, len(self._tokens)))
        alike = self._alike("".join(key(token.text) for token in self._tokens[first:last]))
        both, either = min(left, right) >= 1, max(left, right) >= 1
        sure = (
            (left + right >= SURE_CONTEXT_WORDS and both and apart <= 1.0)
            or (both and alike >= ALIKE)
            or (alike >= SAME and last > first and (either or apart <= 0.4))
            or (alike >= ALIKE and last > first and either and apart <= 0.6)
        )
        return 3 * alike + left + right - apart if sure else None

    def _time(self, first: int, last: int) -> float:
        if first < last:
            return (self._tokens[first].start + self._tokens[last - 1].end) / 2
        # Between two words any moment of the pause will do.
        before = self._tokens[first - 1].end if first else 0.0
        after = self._tokens[last].start if last < len(self._tokens) else max(before, self._middle)
        return min(max(self._middle, before), max(before, after))

    def _longer(self, first: int, last: int) -> float:
        """Return by how many seconds the words there last longer than those that she changed."""
        return self._tokens[last - 1].end - self._tokens[first].start - self._seconds if first < last else 0.0

    def _beside(self, wanted: Sequence[str], numbers: range) -> float:
        """Count the words of the context that stand there, outwards; the next one is needed."""
        found = 0.0
        for word, number in zip(wanted, numbers, strict=False):
            if key(self._tokens[number].text) != word:
                break
            found += 1.0
        at_edge = not wanted and not len(numbers)
        return 1.0 if at_edge else found

    def _alike(self, inside: str) -> float:
        return max(SequenceMatcher(None, inside, form, autojunk=False).ratio() for form in self._forms)


def _keys(text: str) -> list[str]:
    return [key(word) for word in text.split()]


def _between(tokens: Sequence[_Token], at: int, one: Correction, segments: Sequence[Segment]) -> bool:
    """Say whether added words were said between two cues, outside both."""
    before = segments[tokens[at - 1].segment].end if at else 0.0
    after = segments[tokens[at].segment].start if at < len(tokens) else one.end
    return before - TICK_SECONDS <= one.start < one.end <= after + TICK_SECONDS


def _rebuilt(segments: Sequence[Segment], tokens: Sequence[_Token], touched: set[int]) -> list[Segment]:
    """Write the segments anew that were touched; one that lost all its words is gone."""
    glue = "" if any(len(segment.words) > 1 and " " not in segment.text for segment in segments) else " "
    rebuilt = []
    for number, group in groupby(tokens, key=lambda token: token.segment):
        segment, inside = segments[number], list(group)
        if number not in touched:
            rebuilt.append(segment)
            continue
        texts = [token.text for token in inside]
        known = [token.word for token in inside if token.word]
        start = min([segment.start, *(word.start for word in known[:1])])  # words of the next cue may have come to this one
        end = max([segment.end, *(word.end for word in known[-1:])])
        whole = Segment(start, end, glue.join(texts), segment.speaker)
        rebuilt.append(Segment(start, end, whole.text, whole.speaker, filled(texts, [token.word for token in inside], whole)))
    return rebuilt


# ---- speakers


def _spoken_in(segments: Sequence[Segment], one: Correction) -> bool:
    return any(one.start <= (word.start + word.end) / 2 <= one.end for segment in segments for word in said(segment))


def _named(segment: Segment, one: Correction) -> list[Segment]:
    """Give the words of a segment that lie inside a correction to its speaker; cut the segment where not all do."""
    if segment.end <= one.start or segment.start >= one.end or segment.speaker == one.after:
        return [segment]
    runs = [
        (inside, list(group))
        for inside, group in groupby(said(segment), key=lambda word: one.start <= (word.start + word.end) / 2 <= one.end)
    ]
    if len(runs) == 1:
        speaker = one.after if runs[0][0] else segment.speaker
        return [Segment(segment.start, segment.end, segment.text, speaker, segment.words)]
    glue = " " if " " in segment.text else ""
    return [
        Segment(
            words[0].start,
            words[-1].end,
            glue.join(word.text for word in words),
            one.after if inside else segment.speaker,
            tuple(words),
        )
        for inside, words in runs
    ]
