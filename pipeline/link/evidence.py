"""Weigh cells by the words that both stretches share, and by those that two sentences share. Chooses none.

All cells are weighed at once: words are numbers, and what stands in both of two sorted lists of numbers is found by one sort.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.link.cells import Cells, kin, season, tries
from pipeline.link.index import Index
from pipeline.link.readings import Whole, among, distinct, spread
from pipeline.link.vectors import Floats

SCATTERED = 0.5  # what shared words say that do not stand in one sentence on each side
_AT_ONCE = 1 << 14  # cells
_BITS = 24  # of the number of a sentence in its stretch


class Weighed(NamedTuple):
    """Cells with their nats: at first sight (-inf without a shared word), and by what two sentences share."""

    cells: Cells
    first: list[float]
    nats: list[float]


def weighed(index: Index, every: Sequence[Cells]) -> Iterator[Weighed]:
    """Yield all cells with their weights, in order."""
    if not every:
        return
    one, two = (np.concatenate([getattr(cells, name) for cells in every]) for name in ("one", "two"))
    sizes = [len(cells.one) for cells in every]
    seasons = np.repeat([season(index, cells.item, cells.other) for cells in every], sizes)
    near = kin(index, np.concatenate([cells.cosines for cells in every]), np.concatenate([cells.themes for cells in every]))
    parts = [_shared(index, one[at : at + _AT_ONCE], two[at : at + _AT_ONCE]) for at in range(0, len(one), _AT_ONCE)]
    worth, together = (np.concatenate([part[at] for part in parts] or [np.zeros(0)]) for at in (0, 1))
    first = np.where(worth > 0, np.round(worth - tries(index) + near + seasons, 3), -np.inf)
    nats = first - (1 - SCATTERED) * (worth - together)
    begin = 0
    for cells, size in zip(every, sizes, strict=True):
        yield Weighed(cells, first[begin : begin + size].tolist(), nats[begin : begin + size].tolist())
        begin += size


def _shared(index: Index, one: Whole, two: Whole) -> tuple[Floats, Floats]:
    """Return what the words say that each cell shares, and the most that those say that two of its sentences share."""
    size = max(1, len(index.weights))
    here, there = (_keys(index.starts, index.words, rows, size) for rows in (one, two))
    both = _common(here, there)
    worth = np.bincount(both // size, index.values[both % size], len(one))
    return worth.astype(np.float64), _together(index, one, two, size)


def _together(index: Index, one: Whole, two: Whole, size: int) -> Floats:
    here, there = (_sentences(index, rows, size) for rows in (one, two))
    both = _common(distinct(here[0]), distinct(there[0]))
    (mine, my), (theirs, their) = (_sorted(keys, lines, both) for keys, lines in (here, there))
    begin, end = np.searchsorted(theirs, mine, "left"), np.searchsorted(theirs, mine, "right")
    times = end - begin
    groups = ((np.repeat(mine // size, times) << _BITS) + np.repeat(my, times) << _BITS) + their[spread(begin, times)]
    pairs, places = np.unique(groups, return_inverse=True)
    sums = np.bincount(places, index.values[np.repeat(mine % size, times)], len(pairs))
    found = np.zeros(len(one))
    np.maximum.at(found, pairs >> 2 * _BITS, sums)
    return found


def _keys(starts: Whole, words: Whole, rows: Whole, size: int) -> Whole:
    """Return the words of some rows as numbers: the place of the row times `size`, and the word."""
    counts = starts[rows + 1] - starts[rows]
    return np.repeat(np.arange(len(rows)) * size, counts) + words[spread(starts[rows], counts)]


def _sentences(index: Index, rows: Whole, size: int) -> tuple[Whole, Whole]:
    """Return the words of the sentences of some rows, as numbers by row, and the number of each sentence in its row."""
    readings = index.readings
    begins, counts = readings.row_begins[rows], (readings.row_ends - readings.row_begins)[rows]
    lines, starts = spread(begins, counts), index.said[0]
    words = starts[lines + 1] - starts[lines]
    held = index.said[1][spread(starts[lines], words)]
    row, line = np.repeat(np.arange(len(rows)) * size, counts), lines - np.repeat(begins, counts)
    return np.repeat(row, words) + held, np.repeat(line, words)


def _common(one: Whole, two: Whole) -> Whole:
    """Return what stands in both of two lists that hold each number once, sorted."""
    every = np.sort(np.concatenate([one, two]))
    return np.asarray(every[:-1][every[1:] == every[:-1]])


def _sorted(keys: Whole, lines: Whole, both: Whole) -> tuple[Whole, Whole]:
    kept = among(keys, both)
    order = np.argsort(keys[kept], kind="stable")
    return keys[kept][order], lines[kept][order]
