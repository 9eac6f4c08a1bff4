"""Choose the items that are worth comparing with each other, passage by passage: a few for each. Judges no passage."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.link.index import Index

NEAR = 16  # items that are compared with each
_CHUNK = 4096
_UNIT = 127 * 127

Floats = NDArray[np.float64]


def pairs(index: Index) -> Iterator[tuple[int, list[int]]]:
    """Yield each item with those after it that are near it, or to which it is near."""
    both: dict[int, set[int]] = {}
    for item, others in enumerate(near(index)):
        for other in others:
            both.setdefault(min(item, other), set()).add(max(item, other))
    yield from ((item, sorted(others)) for item, others in sorted(both.items()))


def near(index: Index) -> list[list[int]]:
    """Return, for each item, the others that share its telling words and lie near it in meaning, the nearest first."""
    size = len(index.keys)
    likeness = _standard(_shared(index)) + _standard(_means(index))
    np.fill_diagonal(likeness, -np.inf)
    order = np.argsort(-np.round(likeness, 6), axis=1, kind="stable")
    return [[int(other) for other in row[: min(NEAR, size - 1)]] for row in order]


def _shared(index: Index) -> Floats:
    """Return for each two items the weight of the telling words that both hold, by the length of the two."""
    size, words = len(index.keys), len(index.weights)
    item = np.repeat(np.arange(size), [int(index.starts[end] - index.starts[begin]) for begin, end in _spans(index)])
    pairs = np.unique(index.words * max(1, size) + item)
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
    size = len(index.keys)
    rows = np.zeros((size, index.vectors.shape[1]))
    for item, (begin, end) in enumerate(_spans(index)):
        rows[item] = index.vectors[index.passage[begin:end]].sum(axis=0, dtype=np.float64)
    norms = np.sqrt(np.square(rows).sum(axis=1))
    whole = np.rint(rows / np.maximum(norms, 1)[:, None] * _UNIT)
    cosines: Floats = (whole @ whole.T) / _UNIT**2
    return cosines


def _standard(matrix: Floats) -> Floats:
    spread = float(matrix.std()) if matrix.size else 0.0
    standard: Floats = (matrix - matrix.mean()) / spread if spread else np.zeros_like(matrix)
    return standard


def _spans(index: Index) -> Iterator[tuple[int, int]]:
    yield from zip(index.firsts[:-1].tolist(), index.firsts[1:].tolist(), strict=True)
