"""Find, for each two items that lie near each other, the passages that speak of the same. Decides nothing about showing them.

What speaks for two stretches is counted in nats: how unlikely it is that they share their telling words by chance (the
idf of BM25, added up; in seventy words counts say no more), less what chance gives among so many stretches; and how near
their passages lie in meaning, in themes and in time.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.link.index import FINENESS, PROPER, SMALLEST, Index, Whole
from pipeline.link.near import near, pairs

PER_PAIR = 2  # moments of two items, the second only where the first is strong
STRONG = 8.0  # nats
MEANING = 8.0  # nats for a cosine of 1 above what passages of this show have on average
THEME = 1.5  # nats for a theme that both surely carry
SEASON = (1.0, 60)  # nats for the same day, and days in which that halves
SCATTERED = 0.5  # what shared words say that do not stand in one sentence on each side
_LOOKED_AT = 3  # of the best pairs of stretches of two items, closely
_KEPT = 4096  # rows whose sentences are remembered
_UNIT = 127 * 127
_SURE_THEME = 100.0 * 100.0

_LEAST = -20.0  # nats: what is less is nothing

Floats = NDArray[np.float64]
Sentences = Callable[[int], tuple[frozenset[int], ...]]


@dataclass(frozen=True)
class Moment:
    """Two stretches, rows of the index, that share words; `nats` speak for them. `common` counts words that are no names."""

    nats: float
    one: int
    two: int
    words: tuple[int, ...]
    common: int


Found = dict[tuple[int, int], tuple[Moment, ...]]


def moments(index: Index) -> Found:
    """Return the best moments of each pair of near items (numbers, the smaller first), the best first."""
    usual, sentences = _usual(index), _sentences(index)
    found: Found = {}
    for item, others in pairs(index):
        for other, scores in _compared(index, item, others, usual):
            if best := tuple(_best(index, item, other, scores, sentences)):
                found[item, other] = best
    return found


def by_theme(index: Index, lonely: Sequence[int]) -> Found:
    """Return, for items that share no telling word with another, the passages that most surely carry the same theme."""
    found: Found = {}
    usual = _usual(index)
    near_ones = near(index) if lonely else []
    for item in lonely:
        options = []
        for other in near_ones[item]:
            one, two = index.passage[index.span(item)], index.passage[index.span(other)]
            themes = (index.themes[one] @ index.themes[two].T).astype(np.float64) / _SURE_THEME
            scores = np.where(themes > 0, THEME * themes + MEANING * (index.cosines(one, two) - usual), -np.inf).round(3)
            if scores.size and np.isfinite(scores.max()):
                down, across = divmod(int(scores.argmax()), scores.shape[1])
                options.append(
                    (float(scores[down, across]), -other, index.span(item).start + down, index.span(other).start + across)
                )
        if options:
            nats, other, here, there = max(options)
            pair = (min(item, -other), max(item, -other))
            found[pair] = (Moment(nats - _tries(index), min(here, there), max(here, there), (), 0),)
    return found


def _tries(index: Index) -> float:
    """Return the nats that two stretches gain by being the best of so many."""
    return math.log(max(len(index.rows), SMALLEST))


def _usual(index: Index) -> float:
    """Return the mean cosine of two passages, as that of the mean with itself."""
    if not len(index.vectors):
        return 0.0
    total = index.vectors.sum(axis=0, dtype=np.float64)
    return float(np.dot(total, total)) / float(_UNIT * len(index.vectors) ** 2)


def _compared(index: Index, item: int, others: list[int], usual: float) -> Iterator[tuple[int, Floats]]:
    """Yield the scores of the rows of an item (down) with those of each other item (across), in nats."""
    own = index.span(item)
    rows = np.concatenate([np.arange(index.span(other).start, index.span(other).stop) for other in others])
    if not len(rows) or own.start == own.stop:
        return
    words = _words(index, own, rows)
    here, there = index.passage[own], index.passage[rows]
    first, last = np.unique(here, return_inverse=True), np.unique(there, return_inverse=True)
    cosines = index.cosines(first[0], last[0])
    cosines[cosines == 0.0] = usual  # no vector says nothing
    themes = (index.themes[first[0]] @ index.themes[last[0]].T).astype(np.float64) / _SURE_THEME
    kin = MEANING * (cosines - usual) + THEME * np.minimum(themes, 1.0)
    scores = words - _tries(index) + kin[np.ix_(first[1], last[1])]
    scores[words == 0.0] = -np.inf
    begin = 0
    for other in others:
        size = index.span(other).stop - index.span(other).start
        yield other, scores[:, begin : begin + size] + _season(index, item, other)
        begin += size


def _words(index: Index, own: slice, rows: Whole) -> Floats:
    """Return the weight of the telling words that each two rows share."""
    mine = index.words[index.starts[own.start] : index.starts[own.stop]]
    rows_of_mine = np.repeat(np.arange(own.stop - own.start), np.diff(index.starts[own.start : own.stop + 1]))
    order = np.argsort(mine, kind="stable")
    mine, rows_of_mine = mine[order], rows_of_mine[order]
    counts = index.starts[rows + 1] - index.starts[rows]
    theirs = index.words[_ranges(index.starts[rows], counts)]
    rows_of_theirs = np.repeat(np.arange(len(rows)), counts)
    begin, end = np.searchsorted(mine, theirs, "left"), np.searchsorted(mine, theirs, "right")
    times = end - begin
    pairs = rows_of_mine[_ranges(begin, times)] * len(rows) + np.repeat(rows_of_theirs, times)
    held = np.repeat(index.weights[theirs] * np.where(index.proper[theirs], PROPER, 1.0), times)
    shared: Floats = np.bincount(pairs, held, (own.stop - own.start) * len(rows)).reshape(-1, len(rows)) / FINENESS
    return shared


def _ranges(starts: Whole, counts: Whole) -> Whole:
    """Return the numbers of all ranges, one after the other."""
    if not counts.sum():
        return np.zeros(0, dtype=np.int64)
    firsts = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return firsts + np.arange(int(counts.sum()))


def _season(index: Index, one: int, two: int) -> float:
    nats, half = SEASON
    return nats * math.pow(2.0, -abs(int(index.days[one] - index.days[two])) / half)


def _best(index: Index, item: int, other: int, scores: Floats, sentences: Sentences) -> Iterator[Moment]:
    """Yield the best moments of two items, no passage twice."""
    one, two = index.span(item), index.span(other)
    for _ in range(PER_PAIR):
        found = [_moment(index, one.start + down, two.start + across, nats, sentences) for down, across, nats in _top(scores)]
        if not found:
            return
        best = max(found, key=lambda moment: (moment.nats, -moment.one, -moment.two))
        yield best
        if best.nats < STRONG:
            return
        scores[index.passage[one] == index.passage[best.one]] = -np.inf
        scores[:, index.passage[two] == index.passage[best.two]] = -np.inf


def _top(scores: Floats) -> Iterator[tuple[int, int, float]]:
    """Yield the places of the highest scores, with the scores."""
    flat = np.round(scores.ravel(), 3)
    if flat.size:
        least = np.partition(flat, -min(_LOOKED_AT, flat.size))[-min(_LOOKED_AT, flat.size)]
        for at in np.flatnonzero(flat >= max(least, _LEAST))[:_LOOKED_AT].tolist():
            yield *divmod(at, scores.shape[1]), float(flat[at])


def _moment(index: Index, one: int, two: int, nats: float, sentences: Sentences) -> Moment:
    words = _evidence(index, one, two)
    together = max((index.worth(here & there) for here in sentences(one) for there in sentences(two)), default=0.0)
    nats -= (1 - SCATTERED) * (index.worth(words) - together)
    return Moment(round(nats, 3), one, two, words, sum(not index.proper[word] for word in words))


def _sentences(index: Index) -> Sentences:
    """Return what gives the telling words of each sentence of a row, read once."""
    return lru_cache(_KEPT)(lambda row: tuple(frozenset(index.held(one.text)) for one in index.rows[row].sentences))


def _evidence(index: Index, one: int, two: int) -> tuple[int, ...]:
    """Return the words that two rows share, those that say most first."""
    words = set(index.entries(one).tolist()) & set(index.entries(two).tolist())
    return tuple(sorted(words, key=lambda word: (bool(index.proper[word]), -int(index.weights[word]), word)))
