"""Find the words of greetings and credits: three in a row as in many items, where items begin and end. Removes nothing."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.link.readings import Digests, Known, Readings, Whole, begins, distinct, often, spread

EDGE_WORDS = 100  # where greetings and credits stand
FORMULA_IN = (3, 0.05)  # items, and share of them, that have a formula
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)  # odd: no rows of words are alike but by chance


def formulas(readings: Readings) -> dict[int, Digests]:
    """Return, by stretch, the words (sorted) that belong to a greeting or a credit.

    Only the first and last 100 words of an item are looked at.
    """
    edges = _edges(readings)
    ends = readings.ends("said_ends", "said")
    starts = ends[readings.row_begins[edges]]
    sizes = ends[readings.row_ends[edges]] - starts
    owner = np.repeat(edges, sizes)
    words = readings.words(spread(starts, sizes))
    threes, known = _threes(words, owner)
    item = readings.item_of[owner[: len(threes)]]
    parts = begins(np.bincount(item[known], minlength=len(readings.keys)).tolist())
    kept = threes[known]
    own = [distinct(kept[one:end]) for one, end in pairwise(parts.tolist())]
    items = len(distinct(readings.item_of[edges]))
    many = often(own, max(FORMULA_IN[0], FORMULA_IN[1] * items))
    at = np.flatnonzero(known)[Known(many).places(kept)]
    found: dict[int, list[int]] = {}
    for place in at.tolist():
        found.setdefault(int(owner[place]), []).extend(words[place : place + 3].tolist())
    return {row: distinct(np.array(held, dtype=np.uint64)) for row, held in found.items()}


def _threes(words: Digests, owner: Whole) -> tuple[Digests, NDArray[np.bool_]]:
    """Return each three words in a row as one digest, and whether they are of one stretch."""
    if len(words) < len(_MIX) + 1:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.bool_)
    return words[:-2] * _MIX[0] + words[1:-1] * _MIX[1] + words[2:], owner[:-2] == owner[2:]


def _edges(readings: Readings) -> Whole:
    """Return the stretches with which items begin and end, in order."""
    lengths = readings.joined("lengths").astype(np.int64)
    before = np.concatenate([[0], np.cumsum(lengths)])
    first, last = before[readings.rows[readings.item_of]], before[readings.rows[readings.item_of + 1]]
    edge = (before[:-1] - first < EDGE_WORDS) | (last - before[1:] < EDGE_WORDS)
    return np.flatnonzero(edge)
