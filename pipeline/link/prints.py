"""Tell by a digest whether an item compares with others as it did: by its words, vectors and themes. Keeps nothing."""

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.link.readings import Readings, Whole
from pipeline.link.tokens import Tokens


def prints(readings: Readings, heard: Tokens, rows: Whole, spoken: Tokens, themes: NDArray[np.float32]) -> Iterator[bytes]:
    """Yield the digest of each item.

    `heard` are the words of its lines, `spoken` those that count for the stretches `rows`: which ones do is also decided by
    other items. `themes` (passages x themes) are those of all passages.
    """
    sentences, stretches = (_parts(tokens, at, base) for tokens, at, base in _both(readings, heard, rows, spoken))
    for at, (own, *words) in enumerate(zip(readings.own, sentences, stretches, strict=True)):
        carried = themes[readings.passages[at] : readings.passages[at + 1]].tobytes()
        found = blake2b(digest_size=16)
        for part in (own.meant, own.stretches, own.inside, *words, carried):
            found.update(len(part).to_bytes(8, "little") + part)
        yield found.digest()


def _both(readings: Readings, heard: Tokens, rows: Whole, spoken: Tokens) -> Iterator[tuple[Tokens, Whole, Whole]]:
    yield heard, heard.lines.astype(np.int64), readings.lines
    yield spoken, rows, readings.rows


def _parts(tokens: Tokens, places: Whole, begins: Whole) -> Iterator[bytes]:
    """Yield, item by item, the words with their places in the item."""
    ends = np.searchsorted(places, begins).tolist()
    for begin, end, base in zip(ends[:-1], ends[1:], begins[:-1].tolist(), strict=True):
        words = tokens.known[tokens.stems[begin:end]].astype("<u8").tobytes()
        yield words + (places[begin:end] - base).astype("<i4").tobytes()
