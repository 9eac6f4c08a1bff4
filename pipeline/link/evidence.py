"""Weigh cells by the words that both stretches share, and by those that two sentences share. Chooses none.

All cells are weighed at once: words are numbers, and what stands in both of two sorted lists of numbers is found by one sort.
"""

import numpy as np

from pipeline.link.cells import Cells, kin, seasons, tries
from pipeline.link.index import Index
from pipeline.link.readings import Whole, among, distinct, spread
from pipeline.link.vectors import Floats

SCATTERED = 0.5  # what shared words say that do not stand in one sentence on each side
_AT_ONCE = 1 << 14  # cells
_BITS = 24  # of the number of a sentence in its stretch


def weighed(index: Index, cells: Cells) -> tuple[Floats, Floats]:
    """Return the nats of cells at first sight (-inf without a shared word), and by what two sentences share."""
    every, one, two = range(0, len(cells.one), _AT_ONCE), cells.one, cells.two
    parts = [_shared(index, one[at : at + _AT_ONCE], two[at : at + _AT_ONCE]) for at in every]
    worth, together = (np.concatenate([np.zeros(0), *(part[at] for part in parts)]) for at in (0, 1))
    nats = worth - tries(index) + kin(index, cells.cosines, cells.themes) + seasons(index, cells.pairs)[cells.pair]
    first = np.where(worth > 0, np.round(nats, 3), -np.inf)
    return first, first - (1 - SCATTERED) * (worth - together)


def shared(index: Index, one: Whole, two: Whole) -> tuple[Whole, Whole]:
    """Return the words that each two rows share, sorted, and before them the places of these rows."""
    size = max(1, len(index.weights))
    here, there = (_keys(index.starts, index.words, rows, size) for rows in (one, two))
    return np.divmod(_common(here, there), size)


def _shared(index: Index, one: Whole, two: Whole) -> tuple[Floats, Floats]:
    """Return what the words say that each cell shares, and the most that those say that two of its sentences share."""
    cell, words = shared(index, one, two)
    worth = np.bincount(cell, index.values[words], len(one))
    return worth.astype(np.float64), _together(index, one, two, max(1, len(index.weights)))


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
