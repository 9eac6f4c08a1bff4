"""Compare the stretches of two items: which share words, and how near they lie. Chooses none.

A cell is a stretch of one item beside one of another. Of two items the best few cells are kept, with a floor: no other is better.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.link.index import SMALLEST, Index
from pipeline.link.readings import Whole, spread
from pipeline.link.vectors import Floats

MEANING = 8.0  # nats for a cosine of 1 above what passages of this show have on average
THEME = 1.5  # nats for a theme that both surely carry
SEASON = (1.0, 60)  # nats for the same day, and days in which that halves
SURE_THEME = 100.0 * 100.0


class Cells(NamedTuple):
    """The best cells of pairs of items, pair by pair, those of a pair in the order of their rows.

    `pairs` (pairs x 2) are numbers of items, the smaller first; each has `sizes` cells, and `floors` (nats) bound all that
    were left out. Of each cell there are the two rows, the cosine of their passages, and how surely these carry one theme.
    """

    pairs: Whole
    sizes: Whole
    floors: Floats
    one: Whole
    two: Whole
    cosines: Floats
    themes: Floats

    @property
    def pair(self) -> Whole:
        """Return the place of the pair of each cell."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def taken(self, places: "Whole | NDArray[np.bool_]") -> "Cells":
        """Return the cells of some pairs, in their order."""
        own = spread((np.cumsum(self.sizes) - self.sizes)[places], self.sizes[places])
        pairs, sizes, floors = self.pairs[places], self.sizes[places], self.floors[places]
        return Cells(pairs, sizes, floors, self.one[own], self.two[own], self.cosines[own], self.themes[own])


_WHOLE, _FLOAT = np.zeros(0, np.int64), np.zeros(0)
_NONE = Cells(_WHOLE.reshape(-1, 2), _WHOLE, _FLOAT, _WHOLE, _WHOLE, _FLOAT, _FLOAT)


def joined(parts: Iterable[Cells]) -> Cells:
    """Return the cells of all parts, one after the other."""
    return Cells(*map(np.concatenate, zip(_NONE, *parts, strict=True)))


def tries(index: Index) -> float:
    """Return the nats that two stretches gain by being the best of so many."""
    return math.log(max(index.size, SMALLEST))


def kin(index: Index, cosines: Floats, themes: Floats) -> Floats:
    """Return what meaning and themes say for cells, in nats; a cosine of 0 is that of a missing vector, which says nothing."""
    usual = index.meanings.usual
    return MEANING * (np.where(cosines == 0.0, usual, cosines) - usual) + THEME * np.minimum(themes, 1.0)


def seasons(index: Index, pairs: Whole) -> Floats:
    """Return what the days of two items say, in nats, for pairs of items (down)."""
    nats, half = SEASON
    apart, places = np.unique(np.abs(index.days[pairs[:, 0]] - index.days[pairs[:, 1]]), return_inverse=True)
    worth: Floats = np.array([nats * math.pow(2.0, -days / half) for days in apart.tolist()])[places]
    return worth


def compared(index: Index, item: int, others: Sequence[int], most: int) -> Cells:
    """Return the best cells of an item with each other item, at most so many of each."""
    own = index.span(item)
    counts = np.diff(index.firsts)[others]
    rows = spread(index.firsts[others], counts)
    if not len(rows) or own.start == own.stop:
        return _NONE
    words = _words(index, own, rows)
    down, across = np.nonzero(words)
    order = np.argsort(np.repeat(np.arange(len(others)), counts)[across], kind="stable")
    down, across = down[order], across[order]
    cosines, themes = _likeness(index, item, others, rows, down, across)
    two, pairs = rows[across], np.array([(item, other) for other in others], dtype=np.int64)
    ends = np.searchsorted(two, index.firsts[pairs[:, 1] + 1], "left")
    sizes = np.diff(ends, prepend=0)
    nats = words[down, across] - tries(index) + kin(index, cosines, themes) + np.repeat(seasons(index, pairs), sizes)
    found = [best(part, most) for part in np.split(np.round(nats, 3), ends[:-1])]
    kept = np.concatenate([places + begin for (places, _), begin in zip(found, ends - sizes, strict=True)])
    floors = np.array([floor for _, floor in found])
    return Cells(pairs, np.minimum(sizes, most), floors, own.start + down[kept], two[kept], cosines[kept], themes[kept])


def best(nats: Floats, most: int) -> tuple[Whole, float]:
    """Return the places of the best, in order, the first of equal ones, and the best of the others."""
    if len(nats) <= most:
        return np.arange(len(nats)), -math.inf
    floor = -np.partition(-nats, most)[most]
    better, equal = np.flatnonzero(nats > floor), np.flatnonzero(nats == floor)
    return np.sort(np.concatenate([better, equal[: most - len(better)]])), float(floor)


def _likeness(index: Index, item: int, others: Sequence[int], rows: Whole, down: Whole, across: Whole) -> tuple[Floats, Floats]:
    """Return the cosines of the passages of cells, and how surely both carry the same themes, at most 1 for each theme."""
    passages = index.readings.passages
    there = spread(passages[others], np.diff(passages)[others])
    themes = (index.themes[passages[item] : passages[item + 1]] @ index.themes[there].T).astype(np.float64) / SURE_THEME
    own = (index.passage[index.span(item)] - passages[item])[down]
    theirs = np.searchsorted(there, index.passage[rows])[across]
    return index.meanings.cosines(item, others)[own, theirs], themes[own, theirs]


def _words(index: Index, own: slice, rows: Whole) -> Floats:
    """Return the weight of the telling words that each two rows share."""
    mine = index.words[index.starts[own.start] : index.starts[own.stop]]
    rows_of_mine = np.repeat(np.arange(own.stop - own.start), np.diff(index.starts[own.start : own.stop + 1]))
    rows_of_mine = rows_of_mine[np.argsort(mine, kind="stable")]
    held = np.bincount(mine, minlength=len(index.weights))
    counts = index.starts[rows + 1] - index.starts[rows]
    theirs = index.words[spread(index.starts[rows], counts)]
    times = held[theirs]
    pairs = rows_of_mine[spread((np.cumsum(held) - held)[theirs], times)] * len(rows)
    pairs += np.repeat(np.repeat(np.arange(len(rows)), counts), times)
    nats = np.repeat(index.values[theirs], times)
    shared = np.bincount(pairs, nats, (own.stop - own.start) * len(rows))
    return shared.astype(np.float64).reshape(-1, len(rows))
