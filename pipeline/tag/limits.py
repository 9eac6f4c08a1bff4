"""Choose from left-out scores where a theme starts to count, and where it is strong. Sees no passage."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_GRID = np.arange(6, 90) / 100.0
_SMOOTH = 3  # grid steps to each side: the peak of 250 lines is jagged, its neighbourhood is not
_FALSE_POSITIVE_COST = 0.1  # macro-F1 that one may lose for every false positive on a line without theme
_STRONG_PRECISION = 0.98  # left out; the limit then held .96 on the development lines and .85 on the demo episodes


@dataclass(frozen=True)
class Limits:
    """A score above `likely` gives the theme; above `strong`, all but two of a hundred such tags were right."""

    likely: float
    strong: float

    def times(self, factor: float) -> "Limits":
        """Return both limits scaled."""
        return Limits(self.likely * factor, self.strong * factor)

    def strength(self, score: float) -> str:
        """Return "strong", "likely", or "" for a score that gives nothing."""
        if score <= self.likely:
            return ""
        return "strong" if score > self.strong else "likely"


def choose(scores: Matrix, answers: Matrix) -> Limits:
    """Choose one pair of limits for all columns.

    One for all, because a limit for each theme gained nothing out of fold (macro-F1 .840 against .842 on the development lines)
    and is drawn from some thirty lines.
    """
    worth = np.array([_worth(scores > limit, answers > 0) for limit in _GRID])
    padded = np.pad(worth, _SMOOTH, mode="edge")
    smooth = np.convolve(padded, np.ones(2 * _SMOOTH + 1) / (2 * _SMOOTH + 1), mode="valid")
    likely = float(_GRID[int(np.argmax(np.round(smooth, 9)))])
    return Limits(likely, _strong(scores, answers > 0, likely))


def _worth(given: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    hits = (given & gold).sum(axis=0)
    f1 = 2 * hits / np.maximum(given.sum(axis=0) + gold.sum(axis=0), 1)
    themeless = ~gold.any(axis=1)
    false = given[themeless].any(axis=1).mean() if themeless.any() else 0.0
    return float(f1.mean() - _FALSE_POSITIVE_COST * false)


def _strong(scores: Matrix, gold: NDArray[np.bool_], likely: float) -> float:
    for limit in _GRID:
        given = scores > limit
        if limit > likely and given.any() and gold[given].mean() >= _STRONG_PRECISION:
            return float(limit)
    return 1.0
