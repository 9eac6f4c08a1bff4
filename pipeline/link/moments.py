"""Find, for each two items that lie near each other, the passages that speak of the same. Decides nothing about showing them.

What speaks for two stretches is counted in nats: how unlikely it is that they share their telling words by chance (the
idf of BM25, added up; in seventy words counts say no more), less what chance gives among so many stretches; and how near
their passages lie in meaning, in themes and in time.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.link.cells import MEANING, SURE_THEME, THEME, Cells, compared, tries
from pipeline.link.evidence import Weighed, weighed
from pipeline.link.index import Index
from pipeline.link.memory import remembered
from pipeline.link.near import near, pairs

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


Found = dict[tuple[int, int], tuple[Moment, ...]]


def moments(index: Index, last: bytes | None = None) -> tuple[Found, list[Cells]]:
    """Return the best moments of each pair of near items (numbers, the smaller first), the best first, and their best cells.

    `last` is the memory of an earlier run; what it settles need not be found again.
    """
    wanted = {(item, other): None for item, others in pairs(index) for other in others}
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


def by_theme(index: Index, lonely: Sequence[int]) -> Found:
    """Return, for items that share no telling word with another, the passages that most surely carry the same theme."""
    found: Found = {}
    near_ones = near(index) if lonely else []
    for item in lonely:
        options = []
        for other in near_ones[item]:
            one, two = index.passage[index.span(item)], index.passage[index.span(other)]
            themes = (index.themes[one] @ index.themes[two].T).astype(np.float64) / SURE_THEME
            if not themes.any():
                continue
            near_in = index.meanings.cosines(item, [other])[np.ix_(one - one[0], two - two[0])] - index.meanings.usual
            scores = np.where(themes > 0, THEME * themes + MEANING * near_in, -np.inf).round(3)
            if scores.size and np.isfinite(scores.max()):
                down, across = divmod(int(scores.argmax()), scores.shape[1])
                options.append(
                    (float(scores[down, across]), -other, index.span(item).start + down, index.span(other).start + across)
                )
        if options:
            nats, other, here, there = max(options)
            pair = (min(item, -other), max(item, -other))
            found[pair] = (Moment(nats - tries(index), min(here, there), max(here, there), (), 0),)
    return found


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
