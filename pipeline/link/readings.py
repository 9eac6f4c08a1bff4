"""Lay the readings of all items side by side as long rows of numbers, and find out what is repeated. Reads no text.

Lines, stretches, passages, words and forms are numbered through, in the order of the items' keys.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.link.lines import SHORT, Key
from pipeline.link.reading import FLAGS, Reading, digest, wide

Whole = NDArray[np.int64]
Digests = NDArray[np.uint64]
Numbers = TypeVar("Numbers", Whole, Digests)
_TAIL = np.uint64(48)  # bits
MANY = 3  # items that say a sentence word for word
_KINDS = {"plain": "<u8", "texts": "<u8", "words": "<u8", "forms": "<u8", "stems": "<u8", "mean": "<i4", "opening": "<i4"}
_KINDS |= {"total": "<i4"}
_NUMBERING = {"said": ("words", 0), "written": ("forms", FLAGS)}


class Readings:
    """The readings of a library; `lines`, `rows` and `passages` hold where those of each item begin, and one more for the end.

    `item_of` is the item of each row, which is a stretch.
    """

    def __init__(self, readings: Mapping[Key, Reading]) -> None:
        self.keys = tuple(sorted(readings))
        self.own = tuple(readings[key] for key in self.keys)
        self.lines = self.begins("plain")
        self.rows = self.begins("stretches")
        self.item_of = np.repeat(np.arange(len(self.own)), np.diff(self.rows))
        self.passages = begins([len(one.passages) for one in self.own])
        self.row_ends = self.counted("stretches", self.lines)
        self.row_begins = self.row_ends - np.diff(self.row_ends, prepend=0)
        self.row_begins[self.rows[:-1][np.diff(self.rows) > 0]] = self.lines[:-1][np.diff(self.rows) > 0]

    def joined(self, name: str) -> NDArray[Any]:
        """Return a field of all readings, one after the other."""
        if name in _NUMBERING:
            return np.concatenate([np.zeros(0, dtype=np.uint32), *(self.field(name, at) for at in range(len(self.own)))])
        return np.frombuffer(b"".join(getattr(one, name) for one in self.own), dtype=_KINDS.get(name, "<u4"))

    def field(self, name: str, at: int) -> NDArray[Any]:
        """Return a field of one item."""
        return np.frombuffer(getattr(self.own[at], name), dtype=_kind(self.own[at], name))

    def words(self, places: Whole) -> Digests:
        """Return the words that stand at some places of all that is said; places are sorted."""
        begin = self.begins("said")
        cuts = np.searchsorted(places, begin)
        parts = [
            self.field("words", at)[self.field("said", at)[places[cuts[at] : cuts[at + 1]] - begin[at]]]
            for at in range(len(self.own))
        ]
        return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])

    def digests(self, name: str) -> Digests:
        """Return such a field of digests."""
        return self.joined(name).astype(np.uint64, copy=False)

    def begins(self, name: str) -> Whole:
        """Return where a field of each item begins, and its end."""
        return begins([len(getattr(one, name)) // np.dtype(_kind(one, name)).itemsize for one in self.own])

    def counted(self, name: str, base: Whole) -> Whole:
        """Return a field of numbers that begin anew with each item as numbers of the library; `base` are those of the items."""
        return self.joined(name).astype(np.int64) + np.repeat(base[:-1], np.diff(self.begins(name)))

    def ends(self, name: str, of: str) -> Whole:
        """Return where each line ends in another field, with a 0 before them."""
        return np.concatenate([[0], self.counted(name, self.begins(of))]).astype(np.int64)


class Known:
    """Some digests, sorted, that are looked for among many: their first 16 bits tell nearly all that are none of them."""

    def __init__(self, digests: Digests) -> None:
        self.digests = distinct(digests)
        self._heads = np.zeros(1 << 16, dtype=np.bool_)
        self._heads[self.digests >> _TAIL] = True

    def places(self, among_these: Digests) -> Whole:
        """Return where known ones stand."""
        likely = np.flatnonzero(self._heads[among_these >> _TAIL])
        return likely[among(among_these[likely], self.digests)]

    def without(self, these: Digests) -> NDArray[np.bool_]:
        """Say of each digest whether it is unknown."""
        found = np.ones(len(these), dtype=np.bool_)
        found[self.places(these)] = False
        return found


class Repeated:
    """Knows the sentences that stand word for word in three items or more."""

    def __init__(self, readings: Readings) -> None:
        plain, begin = readings.digests("plain"), readings.lines
        own = [distinct(plain[begin[at] : begin[at] + sum(one.lines)]) for at, one in enumerate(readings.own)]
        self.digests = often(own, MANY)
        self._known = frozenset(self.digests.tolist())

    def __contains__(self, plain: object) -> bool:
        """Say whether a folded sentence is such a one."""
        return isinstance(plain, str) and plain.count(" ") > SHORT and digest(plain) in self._known


def _kind(one: Reading, name: str) -> str:
    of, bits = _NUMBERING.get(name, ("", 0))
    return wide(len(getattr(one, of)) // 8 << bits) if of else _KINDS.get(name, "<u4")


def begins(sizes: list[int]) -> Whole:
    """Return where each of some parts begins, and the end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers sorted, each once; many times as fast as `np.unique`."""
    ordered: Numbers = np.sort(numbers)
    if len(ordered):
        ordered = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return ordered


def often(parts: list[Digests], least: float) -> Digests:
    """Return, sorted, the digests but 0 that are in so many of some parts, in each of which a digest stands once."""
    ordered = np.sort(np.concatenate([*parts, np.zeros(0, np.uint64)]))
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else np.zeros(0, np.int64)
    found = ordered[starts[np.diff(np.append(starts, len(ordered))) >= least]]
    return np.asarray(found[found != 0], dtype=np.uint64)


def among(numbers: Numbers, known: Numbers) -> NDArray[np.bool_]:
    """Say of each number whether it is among known ones, which are sorted."""
    if not len(known):
        return np.zeros(len(numbers), dtype=np.bool_)
    return np.asarray(known[np.minimum(np.searchsorted(known, numbers), len(known) - 1)] == numbers)


def spread(starts: Whole, counts: Whole) -> Whole:
    """Return the numbers of all ranges, one after the other."""
    if not counts.sum():
        return np.zeros(0, dtype=np.int64)
    firsts = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return firsts + np.arange(int(counts.sum()))
