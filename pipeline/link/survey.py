"""Find the few lines in which something may be named, by the words of all items. Judges none of them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipeline.link.lines import Items, Key, Line
from pipeline.link.phrases import Phrases
from pipeline.link.reading import Reading, digest
from pipeline.link.readings import Digests, Readings, Repeated, Whole, among, distinct
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
    words, said, ends = readings.begins("words"), readings.begins("said"), readings.begins("said_ends")
    every = begin.flags(readings.digests("words"))
    digests, places, stops = readings.digests("words"), readings.joined("said"), readings.joined("said_ends")
    for at, (key, own) in enumerate(zip(readings.keys, readings.own, strict=True)):
        flags = every[words[at] : words[at + 1]]
        found = begin.found(digests[words[at] : words[at + 1]], flags, places[said[at] : said[at + 1]])
        lines = np.searchsorted(stops[ends[at] : ends[at + 1]], found, "right").tolist()
        if numbers := {*lines, *own.marked}:
            yield key, own, numbers


class _Beginnings:
    """The first words of phrases, as digests."""

    def __init__(self, sought: Phrases) -> None:
        flags: dict[int, int] = {}
        for words in sought.starts:
            for word, flag in zip(words, (_ONE,) if len(words) == 1 else (_FIRST, _SECOND), strict=True):
                flags[digest(word)] = flags.get(digest(word), 0) | flag
        self._known = np.array(sorted(flags), dtype=np.uint64)
        self._flags = np.array([flags[one] for one in sorted(flags)] or [0], dtype=np.uint8)
        firsts, seconds = ([digest(words[at]) for words in sought.starts if len(words) > 1] for at in (0, 1))
        self._pairs = distinct(_mixed(np.array(firsts, dtype=np.uint64), np.array(seconds, dtype=np.uint64)))

    def flags(self, words: Digests) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
        """Say of each word what it is to a phrase."""
        if not len(self._known):
            return np.zeros(len(words), dtype=np.uint8)
        at = np.minimum(np.searchsorted(self._known, words), len(self._known) - 1)
        return np.where(self._known[at] == words, self._flags[at], 0).astype(np.uint8)

    def found(self, words: Digests, flags: "np.ndarray[tuple[int], np.dtype[np.uint8]]", said: Whole) -> Whole:
        """Return the places in an item where a phrase may begin."""
        if not flags.any():
            return np.zeros(0, dtype=np.int64)
        here = flags[said]
        two = np.flatnonzero((here[:-1] & _FIRST > 0) & (here[1:] & _SECOND > 0))
        two = two[among(_mixed(words[said[two]], words[said[two + 1]]), self._pairs)]
        return np.concatenate([np.flatnonzero(here & _ONE), two])


def _mixed(one: Digests, two: Digests) -> Digests:
    return one * _MIX + two
