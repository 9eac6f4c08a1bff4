"""Find, for each two items that lie near each other, the passages that speak of the same. Decides nothing about showing them.

What speaks for two stretches is counted in nats: how unlikely it is that they share their telling words by chance (the
idf of BM25, added up; in seventy words counts say no more), less what chance gives among so many stretches; and how near
their passages lie in meaning, in themes and in time.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from pipeline.link.cells import MEANING, SURE_THEME, THEME, Cells, compared, tries
from pipeline.link.evidence import Weighed, weighed
from pipeline.link.index import Index
from pipeline.link.memory import Likest, Pair, likest, remembered
from pipeline.link.near import pairs

PER_PAIR = 2  # moments of two items, the second only where the first is strong
STRONG = 8.0  # nats
_LOOKED_AT = 3  # of the best cells of two items, closely
_LEAST = -20.0  # nats: what is less is nothing
_KEPT = (6, 96, 1 << 40)  # cells of two items, where fewer do not decide


@dataclass(frozen=True)
class Moment:
    """Two stretches, rows of the index, that share words; `nats` speak for them. `common` counts words that are no names."""

    nats: float
    one: int
    two: int
    words: tuple[int, ...]
    common: int


Near = Sequence[Sequence[int]]  # of each item, the others that are near it
Found = dict[tuple[int, int], tuple[Moment, ...]]


def moments(index: Index, near_ones: Near, last: bytes | None = None) -> tuple[Found, list[Cells]]:
    """Return the best moments of each pair of near items (numbers, the smaller first), the best first, and their best cells.

    `last` is the memory of an earlier run; what it settles need not be found again.
    """
    wanted = {(item, other): None for item, others in pairs(near_ones) for other in others}
    kept = {(cells.item, cells.other): cells for cells in remembered(last, index, wanted)}
    found: dict[tuple[int, int], tuple[Moment, ...]] = {}
    for most in (0, *_KEPT):
        cells = kept.values() if not most else _compared(index, wanted.keys() - found.keys(), most)
        for one in weighed(index, list(cells)):
            best = _chosen(index, one)
            if best is not None:
                found[one.cells.item, one.cells.other] = best
            if most in (0, _KEPT[0]):
                kept[one.cells.item, one.cells.other] = one.cells
    return {pair: found[pair] for pair in wanted if found.get(pair)}, [kept[pair] for pair in wanted if pair in kept]


def _compared(index: Index, wanted: Iterable[tuple[int, int]], most: int) -> Iterable[Cells]:
    others: dict[int, list[int]] = {}
    for item, other in sorted(wanted):
        others.setdefault(item, []).append(other)
    return (cells for item, own in others.items() for cells in compared(index, item, own, most))


def by_theme(index: Index, near_ones: Near, lonely: Sequence[int], last: bytes | None = None) -> tuple[Found, dict[Pair, Likest]]:
    """Return, for items that share no telling word with another, the passages that most surely carry the same theme.

    The likest passages of every two items that were looked at come along; what `last` remembers of them is not looked for again.
    """
    found: Found = {}
    pairs = {(item, other): None for item in lonely for other in near_ones[item]}
    compared = {pair: one for pair, one in likest(last, index).items() if pair in pairs}
    for item in lonely:
        compared.update(_likest(index, item, [other for other in near_ones[item] if (item, other) not in compared]))
        best = max(((compared[item, other].worth, -other) for other in near_ones[item]), default=(-math.inf, 0))
        if best[0] > -math.inf:
            other = -best[1]
            one, two = sorted((compared[item, other].one + index.firsts[item], compared[item, other].two + index.firsts[other]))
            nats = round(best[0] - MEANING * index.meanings.usual, 3) - tries(index)
            found[min(item, other), max(item, other)] = (Moment(nats, int(one), int(two), (), 0),)
    return found, compared


def _likest(index: Index, item: int, others: Sequence[int]) -> Iterator[tuple[Pair, Likest]]:
    """Yield, for an item and each of some others, their likest passages with a theme in common; of equal ones the first."""
    if not others:
        return
    begins, sides = index.readings.passages, [np.unique(index.passage[index.span(at)], return_index=True) for at in others]
    here, rows = np.unique(index.passage[index.span(item)], return_index=True)
    sizes = [int(begins[at + 1] - begins[at]) for at in others]
    columns = [own - begins[at] + offset for (own, _), at, offset in zip(sides, others, accumulate([0, *sizes]), strict=False)]
    there = np.concatenate([own for own, _ in sides])
    themes = index.themes[here] @ index.themes[there].T
    cosines = index.meanings.cosines(item, others)[np.ix_(here - begins[item], np.concatenate(columns))]
    worth = np.where(themes > 0, THEME / SURE_THEME * themes + MEANING * cosines, -np.inf).round(3)
    ends = accumulate(len(own) for own, _ in sides)
    for other, (_, theirs), end in zip(others, sides, ends, strict=True):
        block = worth[:, end - len(theirs) : end]
        at = int(block.argmax()) if block.size else 0
        down, across = divmod(at, max(1, len(theirs)))
        best = float(block[down, across]) if block.size else -math.inf
        known = best > -math.inf
        yield (item, other), Likest(best, int(rows[down]) if known else 0, int(theirs[across]) if known else 0)


def _chosen(index: Index, one: Weighed) -> tuple[Moment, ...] | None:
    """Return the best moments of two items, no passage twice; None where cells that are not here may be among them."""
    cells, found = one.cells, []
    left = [at for at, nats in enumerate(one.first) if nats > -math.inf]
    for _ in range(PER_PAIR):
        ordered = sorted((one.first[at] for at in left), reverse=True)[:_LOOKED_AT]
        least = max(ordered[-1] if len(ordered) == _LOOKED_AT else -math.inf, _LEAST)
        if cells.floor >= least:
            return None
        looked = [at for at in left if one.first[at] >= least][:_LOOKED_AT]
        if not looked:
            break
        best = max(looked, key=lambda at: (round(one.nats[at], 3), -int(cells.one[at]), -int(cells.two[at])))
        found.append(_moment(index, int(cells.one[best]), int(cells.two[best]), round(one.nats[best], 3)))
        if found[-1].nats < STRONG:
            break
        here, there = index.passage[cells.one], index.passage[cells.two]
        left = [at for at in left if here[at] != here[best] and there[at] != there[best]]
    return tuple(found)


def _moment(index: Index, one: int, two: int, nats: float) -> Moment:
    words = set(index.entries(one).tolist()) & set(index.entries(two).tolist())
    ordered = sorted(words, key=lambda word: (bool(index.proper[word]), -int(index.weights[word]), word))
    return Moment(nats, one, two, tuple(ordered), sum(not index.proper[word] for word in ordered))
