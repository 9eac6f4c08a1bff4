"""Find, for each two items that lie near each other, the passages that speak of the same. Decides nothing about showing them.

What speaks for two stretches is counted in nats: how unlikely it is that they share their telling words by chance (the
idf of BM25, added up; in seventy words counts say no more), less what chance gives among so many stretches; and how near
their passages lie in meaning, in themes and in time.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.link.cells import MEANING, SURE_THEME, THEME, Cells, compared, joined, tries
from pipeline.link.evidence import shared, weighed
from pipeline.link.index import Index
from pipeline.link.memory import Likest, likest, remembered
from pipeline.link.near import numbered, pairs
from pipeline.link.readings import Whole, among, distinct
from pipeline.link.vectors import Floats

PER_PAIR = 2  # moments of two items, the second only where the first is strong
STRONG = 8.0  # nats
_LOOKED_AT = 3  # of the best cells of two items, closely
_LEAST = -20.0  # nats: what is less is nothing
_KEPT = (6, 96, 1 << 40)  # cells of two items, where fewer do not decide


class Moment(NamedTuple):
    """Two stretches, rows of the index, that share words; `nats` speak for them. `common` counts words that are no names."""

    nats: float
    one: int
    two: int
    words: tuple[int, ...]
    common: int


Near = Sequence[Sequence[int]]  # of each item, the others that are near it
Found = dict[tuple[int, int], tuple[Moment, ...]]


def moments(index: Index, near_ones: Near, last: bytes | None = None) -> tuple[Found, Cells]:
    """Return the best moments of each pair of near items (numbers, the smaller first), the best first, and their best cells.

    `last` is the memory of an earlier run; what it settles need not be found again.
    """
    wanted, size = pairs(near_ones), len(index.keys)
    cells = remembered(last, index, wanted)
    found, settled = _chosen(index, cells)
    kept = cells.taken(settled)
    for most in _KEPT:
        wanted = wanted[~among(numbered(wanted, size), numbered(cells.pairs[settled], size))]
        cells = _compared(index, wanted, most)
        best, settled = _chosen(index, cells)
        found |= best
        if most == _KEPT[0]:
            kept = joined((kept, cells))
    return dict(sorted(found.items())), kept.taken(np.argsort(numbered(kept.pairs, size)))


def _compared(index: Index, wanted: Whole, most: int) -> Cells:
    others: dict[int, list[int]] = {}
    for item, other in wanted.tolist():
        others.setdefault(item, []).append(other)
    return joined(compared(index, item, own, most) for item, own in others.items())


def by_theme(index: Index, near_ones: Near, lonely: Sequence[int], last: bytes | None = None) -> tuple[Found, Likest]:
    """Return, for items that share no telling word with another, the passages that most surely carry the same theme.

    The likest passages of every two items that were looked at come along; what `last` remembers of them is not looked for again.
    """
    found: Found = {}
    ways = _ways(index, near_ones, lonely, last)
    (item, other), firsts = ways.pairs.T, ways.rows + index.firsts[ways.pairs]
    order = np.lexsort((other, -ways.worth, item))
    best = order[_rank(item[order]) == 0]
    for at in best[ways.worth[best] > -math.inf].tolist():
        nats = round(float(ways.worth[at]) - MEANING * index.meanings.usual, 3) - tries(index)
        one, two = sorted(firsts[at].tolist())
        here, there = sorted(ways.pairs[at].tolist())
        found[here, there] = (Moment(nats, one, two, (), 0),)
    return found, ways


def _ways(index: Index, near_ones: Near, lonely: Sequence[int], last: bytes | None) -> Likest:
    """Return the likest passages of each lonely item and of those near it, remembered or looked for."""
    known, size = likest(last, index), len(index.keys)
    pairs = np.array([(item, other) for item in lonely for other in near_ones[item]], dtype=np.int64).reshape(-1, 2)
    numbers, remembered_ones = numbered(pairs, size), numbered(known.pairs, size)
    told = among(numbers, remembered_ones)
    places = np.searchsorted(remembered_ones, numbers[told])
    rows, worth = np.zeros_like(pairs), np.zeros(len(pairs))
    rows[told], worth[told] = known.rows[places], known.worth[places]
    for item in distinct(pairs[~told, 0]).tolist():
        new = np.flatnonzero(~told & (pairs[:, 0] == item))
        for at, (nats, one, two) in zip(new.tolist(), _likest(index, item, pairs[new, 1].tolist()), strict=True):
            rows[at], worth[at] = (one, two), nats
    return Likest(pairs, rows, worth)


def _likest(index: Index, item: int, others: Sequence[int]) -> Iterator[tuple[float, int, int]]:
    """Yield, for an item and each of some others, how like their likest passages with a theme in common are, and their rows.

    Of equal ones it is the first.
    """
    begins, sides = index.readings.passages, [np.unique(index.passage[index.span(at)], return_index=True) for at in others]
    here, rows = np.unique(index.passage[index.span(item)], return_index=True)
    sizes = [int(begins[at + 1] - begins[at]) for at in others]
    columns = [own - begins[at] + offset for (own, _), at, offset in zip(sides, others, accumulate([0, *sizes]), strict=False)]
    there = np.concatenate([own for own, _ in sides])
    themes = index.themes[here] @ index.themes[there].T
    cosines = index.meanings.cosines(item, others)[np.ix_(here - begins[item], np.concatenate(columns))]
    worth = np.where(themes > 0, THEME / SURE_THEME * themes + MEANING * cosines, -np.inf).round(3)
    ends = accumulate(len(own) for own, _ in sides)
    for (_, theirs), end in zip(sides, ends, strict=True):
        block = worth[:, end - len(theirs) : end]
        at = int(block.argmax()) if block.size else 0
        down, across = divmod(at, max(1, len(theirs)))
        best = float(block[down, across]) if block.size else -math.inf
        known = best > -math.inf
        yield best, int(rows[down]) if known else 0, int(theirs[across]) if known else 0


def _chosen(index: Index, cells: Cells) -> tuple[Found, NDArray[np.bool_]]:
    """Return the best moments of pairs of items, no passage twice, and which pairs these settle.

    The others are those where cells that are not here may be among the best.
    """
    first, nats = weighed(index, cells)
    pair, sides = cells.pair, (index.passage[cells.one], index.passage[cells.two])
    left, best = first > -math.inf, np.zeros(len(cells.pairs), dtype=np.int64)
    going, settled = (np.ones(len(cells.pairs), dtype=np.bool_) for _ in range(2))
    rounds: list[tuple[Whole, Floats]] = []
    for _ in range(PER_PAIR):
        at = np.flatnonzero(left)
        looked, least = _looked_at(first[at], pair[at], len(going))
        settled &= ~going | (cells.floors < least)
        looked = at[looked]
        worth = np.array([round(one, 3) for one in nats[looked].tolist()])
        order = np.lexsort((cells.two[looked], cells.one[looked], -worth, pair[looked]))
        order = order[_rank(pair[looked][order]) == 0]
        chosen, worth = looked[order], worth[order]
        rounds.append((chosen, worth))
        best[pair[chosen]], going = chosen, np.zeros_like(going)
        going[pair[chosen[worth >= STRONG]]] = True
        left &= going[pair]
        for side in sides:
            left &= side != side[best[pair]]
    every = np.concatenate([one for one, _ in rounds])
    known = settled[pair[every]]
    moments_ = _moments(index, cells, every[known], np.concatenate([nats for _, nats in rounds])[known])
    found: Found = {}
    for (item, other), moment in zip(cells.pairs[pair[every[known]]].tolist(), moments_, strict=True):
        found[item, other] = (*found.get((item, other), ()), moment)
    return found, settled


def _looked_at(first: Floats, pair: Whole, count: int) -> tuple[Whole, Floats]:
    """Return, of cells, the first few that are as good as the third best of their pair, and of each pair how good that is."""
    sizes = np.bincount(pair, minlength=count)
    many, thirds = sizes >= _LOOKED_AT, np.cumsum(sizes) - sizes + _LOOKED_AT - 1
    least = np.full(count, _LEAST)
    least[many] = np.maximum(first[np.lexsort((-first, pair))[thirds[many]]], _LEAST)
    good = np.flatnonzero(first >= least[pair])
    return good[_rank(pair[good]) < _LOOKED_AT], least


def _rank(groups: Whole) -> Whole:
    """Return the place of each in its group; groups are sorted."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def _moments(index: Index, cells: Cells, chosen: Whole, worth: Floats) -> Iterator[Moment]:
    """Yield the moments of cells, with the words that say most first, names after all others."""
    one, two = cells.one[chosen], cells.two[chosen]
    cell, words = shared(index, one, two)
    order = np.lexsort((words, -index.weights[words], index.proper[words], cell))
    common = np.bincount(cell[~index.proper[words]], minlength=len(chosen))
    ordered, ends = words[order].tolist(), np.cumsum(np.bincount(cell, minlength=len(chosen))).tolist()
    rows = zip(worth.tolist(), one.tolist(), two.tolist(), [0, *ends], ends, common.tolist(), strict=False)
    yield from (Moment(nats, here, there, tuple(ordered[begin:end]), names) for nats, here, there, begin, end, names in rows)
