"""Say how near passages lie in meaning, and which themes they carry. Knows no words.

Vectors are unit vectors times 127, as 512 signed bytes; those of an item are read when they are asked for.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.link.reading import DIMENSIONS, vectors
from pipeline.link.readings import Readings
from pipeline.model import Library

Vectors = Mapping[str, Mapping[str, bytes]]
Floats = NDArray[np.float64]
_UNIT = 127 * 127
_PERCENT = 100
_KEPT = 1 << 12  # items whose vectors are remembered


class Meanings:
    """The vectors of a library's passages. `usual` is the mean cosine of two passages, as that of the mean with itself."""

    def __init__(self, readings: Readings, known: Vectors) -> None:
        self._readings = readings
        self._known = known
        self._read = lru_cache(_KEPT)(self._vectors)
        total = self.sums("total").sum(axis=0)
        passages = int(readings.passages[-1])
        self.usual = float(np.dot(total, total)) / float(_UNIT * passages**2) if passages else 0.0

    def of(self, item: int) -> NDArray[np.int8]:
        """Return the vectors of an item's passages."""
        return self._read(item)

    def sums(self, name: str) -> Floats:
        """Return the added vectors of each item: "mean" of its stretches, "opening" of the first, "total" of its passages."""
        return self._readings.joined(name).astype(np.float64).reshape(-1, DIMENSIONS)

    def cosines(self, one: int, others: Sequence[int]) -> Floats:
        """Return the cosines of an item's passages (down) with those of others (across); 32 bits hold the whole sums."""
        here = self.of(one).astype(np.float32)
        there = np.concatenate([self.of(other) for other in others]).astype(np.float32)
        return np.clip((here @ there.T).astype(np.float64) / _UNIT, -1.0, 1.0)

    def _vectors(self, item: int) -> NDArray[np.int8]:
        key = "/".join(self._readings.keys[item])
        return vectors(self._readings.own[item].passages, self._known.get(key, {}))


def carried(readings: Readings, library: Library, known: Mapping[str, bytes]) -> NDArray[np.float32]:
    """Return how strongly each passage carries each theme, in hundredths (passages x themes).

    The rows of items that are `known`, by their keys, are taken from there.
    """
    columns = {theme.slug: at for at, theme in enumerate(library.themes)}
    found = np.zeros((int(readings.passages[-1]), len(columns)), dtype=np.float32)
    for at, (key, own) in enumerate(zip(map("/".join, readings.keys), readings.own, strict=True)):
        rows = found[readings.passages[at] : readings.passages[at + 1]]
        if key in known and len(known[key]) == rows.nbytes:
            rows[:] = np.frombuffer(known[key], dtype="<f4").reshape(rows.shape)
            continue
        mentions = library.mentions.get(key, ())
        place = {name: number for number, name in enumerate(own.passages)} if mentions else {}
        for mention in mentions:
            if mention.passage in place and mention.theme in columns:
                rows[place[mention.passage], columns[mention.theme]] = round(_PERCENT * mention.score)
    return found
