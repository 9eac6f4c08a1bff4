"""Part a conversation where its subject changes: between turns only, by what is said and by the themes that come up."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.reading import Text
from pipeline.tag.tagger import Tagger

Matrix = NDArray[np.float64]

# From bench/topics.py --sweep: Pk was .23 to .26 all over the middle, .27 on the mean of all weights from 1 to 4 and prices from
# 8 to 50. These two were chosen on four talks; chosen on three of them and judged on the fourth they gave .30.
THEME_WEIGHT = 2.5
TOPIC_PRICE = 20.0
WORDS_AT_LEAST = 30


def topics(tagger: Tagger, turns: Text, theme_weight: float = THEME_WEIGHT, price: float = TOPIC_PRICE) -> tuple[int, ...]:
    """Return the number of each turn with which a topic begins, 0 the first; () where nothing is said.

    Turns are given as their sentences. One stands for half itself and half what is said around it: "Yes." has no subject
    of its own.
    """
    if not turns:
        return ()
    read = tagger.read([[turn] for turn in turns])
    features = (_features(tagger, *read.alone(), theme_weight) + _features(tagger, *read.around(1), theme_weight)) / 2
    words = [sum(len(sentence.split()) for sentence in turn) for turn in turns]
    return cut(features, [max(1, count) for count in words], price)


def cut(features: Matrix, words: Sequence[int], price: float, least: int = WORDS_AT_LEAST) -> tuple[int, ...]:
    """Cut turns (rows, with so many words each) so that the words of a part lie near its mean, at a price for each part.

    The exact least sum of squares, by dynamic programming over all cuts, as in Utiyama and Isahara, "A statistical model for
    domain-independent text segmentation", ACL 2001, with distances in place of word counts. No part but a single one has
    fewer than `least` words.
    """
    weights = np.array(words, dtype=np.float64)
    told = np.concatenate([[0.0], np.cumsum(weights)])
    sums = np.vstack([np.zeros(features.shape[1]), np.cumsum(features * weights[:, None], axis=0)])
    squares = np.concatenate([[0.0], np.cumsum(weights * np.square(features).sum(axis=1))])
    best = np.full(len(words) + 1, np.inf)
    best[0] = 0.0
    before = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        inside = told[end] - told[:end]
        spread = squares[end] - squares[:end] - np.square(sums[end] - sums[:end]).sum(axis=1) / inside
        costs = np.where(inside < least, np.inf, best[:end] + spread + price)
        before[end] = int(costs.argmin())
        best[end] = costs[before[end]]
    return _starts(before) if np.isfinite(best[-1]) else (0,)


def _features(tagger: Tagger, vectors: Matrix, hits: Matrix, theme_weight: float) -> Matrix:
    return np.hstack([vectors, theme_weight * tagger.judge(vectors, hits)])


def _starts(before: Sequence[int]) -> tuple[int, ...]:
    at = len(before) - 1
    starts = []
    while at:
        at = before[at]
        starts.append(at)
    return tuple(reversed(starts))
