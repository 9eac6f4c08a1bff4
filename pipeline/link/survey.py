"""Find the few lines in which something may be named, by the words of all items. Judges none of them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipeline.link.lines import Items, Key, Line
from pipeline.link.phrases import Phrases
from pipeline.link.reading import Reading, digest
from pipeline.link.readings import Digests, Known, Readings, Repeated, Whole, among, distinct
from pipeline.link.texts import Texts

_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two pairs of words are alike but by chance
_ONE, _FIRST, _SECOND = 1, 2, 4  # a phrase by itself; its first word; its second


class Survey(NamedTuple):
    """The lines that hold a mark or a phrase, what is repeated in the library, and the items without any capital."""

    lines: tuple[Line, ...]
    repeated: Repeated
    flat: frozenset[Key]

    def telling(self) -> Iterator[Line]:
        """Yield the lines that are no credit."""
        return (line for line in self.lines if line.plain not in self.repeated)


def survey(items: Items, readings: Readings, texts: Texts, sought: Phrases) -> Survey:
    """Return the lines that hold a mark or a phrase: those of passages by the items' keys, then those of notes."""
    said, noted = [], {}
    for key, own, numbers in _places(readings, sought):
        lines = texts.lines(key, numbers)
        kept = [(at, line) for at, line in lines.items() if at in own.marked or any(sought.inside(line))]
        said += [line for at, line in kept if at < own.lines[0]]
        noted[key] = [line for at, line in kept if at >= own.lines[0]]
    flat = frozenset(key for key, own in zip(readings.keys, readings.own, strict=True) if own.flat)
    return Survey((*said, *(line for key in items for line in noted.get(key, ()))), Repeated(readings), flat)


def _places(readings: Readings, sought: Phrases) -> Iterator[tuple[Key, Reading, set[int]]]:
    """Yield the items with the lines that have a mark or the first words of a phrase."""
    begin = _Beginnings(sought)
    for at, (key, own) in enumerate(zip(readings.keys, readings.own, strict=True)):
        found = begin.found(readings.field("words", at), readings.field("said", at))
        lines = np.searchsorted(readings.field("said_ends", at), found, "right").tolist()
        if numbers := {*lines, *own.marked}:
            yield key, own, numbers


class _Beginnings:
    """The first words of phrases, as digests."""

    def __init__(self, sought: Phrases) -> None:
        flags: dict[int, int] = {}
        for words in sought.starts:
            for word, flag in zip(words, (_ONE,) if len(words) == 1 else (_FIRST, _SECOND), strict=True):
                flags[digest(word)] = flags.get(digest(word), 0) | flag
        self._known = Known(np.array([*flags], dtype=np.uint64))
        self._flags = np.array([flags[one] for one in self._known.digests.tolist()], dtype=np.uint8)
        firsts, seconds = ([digest(words[at]) for words in sought.starts if len(words) > 1] for at in (0, 1))
        self._pairs = distinct(_mixed(np.array(firsts, dtype=np.uint64), np.array(seconds, dtype=np.uint64)))

    def found(self, words: Digests, said: Whole) -> Whole:
        """Return the places in an item where a phrase may begin; `words` are its words, and `said` their numbers in its text."""
        at = self._known.places(words)
        flags = np.zeros(len(words), dtype=np.uint8)
        flags[at] = self._flags[np.searchsorted(self._known.digests, words[at])]
        if not len(at):
            return np.zeros(0, dtype=np.int64)
        here = flags[said]
        two = np.flatnonzero((here[:-1] & _FIRST > 0) & (here[1:] & _SECOND > 0))
        two = two[among(_mixed(words[said[two]], words[said[two + 1]]), self._pairs)]
        return np.concatenate([np.flatnonzero(here & _ONE), two])


def _mixed(one: Digests, two: Digests) -> Digests:
    return one * _MIX + two
