"""Choose the items that are worth comparing with each other, passage by passage: a few for each. Judges no passage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.link.index import Index
from pipeline.link.readings import Whole, distinct

NEAR = 16  # items that are compared with each
_CHUNK = 4096
_UNIT = 127 * 127

Floats = NDArray[np.float64]


def pairs(near_ones: Sequence[Sequence[int]]) -> Whole:
    """Return each item beside those after it that are near it, or to which it is near, in order (pairs x 2)."""
    size = max(1, len(near_ones))
    both = np.array([sorted((item, other)) for item, others in enumerate(near_ones) for other in others], dtype=np.int64)
    return np.stack(np.divmod(distinct(numbered(both.reshape(-1, 2), size)), size), axis=1)


def numbered(pairs: Whole, size: int) -> Whole:
    """Return pairs of so many items as numbers, in the order of the pairs."""
    return pairs[:, 0] * size + pairs[:, 1]


def near(index: Index) -> list[list[int]]:
    """Return, for each item, the others that share its telling words and lie near it in meaning, the nearest first."""
    likeness = _standard(_shared(index)) + _standard(_means(index))
    np.fill_diagonal(likeness, -np.inf)
    return [_first(row, min(NEAR, len(row) - 1)) for row in np.round(likeness, 6)]


def _first(row: Floats, count: int) -> list[int]:
    """Return the places of the highest, the highest first; of equal ones the first."""
    if not count:
        return []
    places = np.flatnonzero(row >= np.partition(row, -count)[-count])
    found: list[int] = places[np.argsort(-row[places], kind="stable")][:count].tolist()
    return found


def _shared(index: Index) -> Floats:
    """Return for each two items the weight of the telling words that both hold, by the length of the two."""
    size, words = len(index.keys), len(index.weights)
    item = np.repeat(np.arange(size), np.diff(index.starts[index.firsts]))
    pairs = distinct(index.words * max(1, size) + item)
    held = np.zeros((size, size))
    for begin in range(0, words, _CHUNK):
        part = pairs[np.searchsorted(pairs, begin * size) : np.searchsorted(pairs, (begin + _CHUNK) * size)]
        block = np.zeros((size, min(_CHUNK, words - begin)), dtype=np.float32)
        block[part % size, part // size - begin] = np.rint(np.sqrt(index.weights[part // size]))
        held += block @ block.T
    lengths = np.sqrt(np.maximum(1, np.diff(index.firsts)))
    shared: Floats = held / np.outer(lengths, lengths)
    return shared


def _means(index: Index) -> Floats:
    """Return the cosines of the items' mean vectors."""
    rows = index.meanings.sums("mean")
    norms = np.sqrt(np.square(rows).sum(axis=1))
    whole = np.rint(rows / np.maximum(norms, 1)[:, None] * _UNIT)
    cosines: Floats = (whole @ whole.T) / _UNIT**2
    return cosines


def _standard(matrix: Floats) -> Floats:
    spread = float(matrix.std()) if matrix.size else 0.0
    standard: Floats = (matrix - matrix.mean()) / spread if spread else np.zeros_like(matrix)
    return standard
