"""Compare the stretches of two items: which share words, and how near they lie. Chooses none.

A cell is a stretch of one item beside one of another. Of two items the best few cells are kept, with a floor: no other is better.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.link.index import SMALLEST, Index
from pipeline.link.readings import Whole, spread
from pipeline.link.vectors import Floats

MEANING = 8.0  # nats for a cosine of 1 above what passages of this show have on average
THEME = 1.5  # nats for a theme that both surely carry
SEASON = (1.0, 60)  # nats for the same day, and days in which that halves
SURE_THEME = 100.0 * 100.0


class Cells(NamedTuple):
    """Rows of an item beside rows of another (numbers, the smaller first), in their order; `floor` (nats) bounds all left out."""

    item: int
    other: int
    one: Whole
    two: Whole
    cosines: Floats
    themes: Floats
    floor: float = -math.inf


def tries(index: Index) -> float:
    """Return the nats that two stretches gain by being the best of so many."""
    return math.log(max(index.size, SMALLEST))


def kin(index: Index, cosines: Floats, themes: Floats) -> Floats:
    """Return what meaning and themes say for cells, in nats; a cosine of 0 is that of a missing vector, which says nothing."""
    usual = index.meanings.usual
    return MEANING * (np.where(cosines == 0.0, usual, cosines) - usual) + THEME * np.minimum(themes, 1.0)


def season(index: Index, one: int, two: int) -> float:
    """Return what the days of two items say, in nats."""
    nats, half = SEASON
    return nats * math.pow(2.0, -abs(int(index.days[one] - index.days[two])) / half)


def compared(index: Index, item: int, others: Sequence[int], most: int) -> Iterator[Cells]:
    """Yield the best cells of an item with each other item, at most so many of each."""
    own = index.span(item)
    counts = np.diff(index.firsts)[others]
    rows = spread(index.firsts[others], counts)
    if not len(rows) or own.start == own.stop:
        return
    words = _words(index, own, rows)
    down, across = np.nonzero(words)
    order = np.argsort(np.repeat(np.arange(len(others)), counts)[across], kind="stable")
    down, across = down[order], across[order]
    cosines, themes = _likeness(index, item, others, rows, down, across)
    scores = words[down, across] - tries(index) + kin(index, cosines, themes)
    two = rows[across]
    ends = np.searchsorted(two, index.firsts[np.array(others) + 1], "left").tolist()
    for other, begin, end in zip(others, [0, *ends], ends, strict=False):
        nats = np.round(scores[begin:end] + season(index, item, other), 3)
        best, floor = _best(nats, most)
        kept = best + begin
        yield Cells(item, other, own.start + down[kept], two[kept], cosines[kept], themes[kept], floor)


def _best(nats: Floats, most: int) -> tuple[Whole, float]:
    """Return the places of the best, in order, and the best of the others."""
    if len(nats) <= most:
        return np.arange(len(nats)), -math.inf
    order = np.argsort(-nats, kind="stable")
    return np.sort(order[:most]), float(nats[order[most]])


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
