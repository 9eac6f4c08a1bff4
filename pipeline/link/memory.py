"""Remember the best cells of each two items from one run to the next, as a hint. Never decides: whoever has none finds the same.

One more item changes how seldom every word is, but by little. How much a cell can gain by that is bounded; only where a cell
that was left out could now be among the best are two items compared again.
"""

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.link.cells import MEANING, Cells, joined, tries
from pipeline.link.index import Index
from pipeline.link.near import numbered
from pipeline.link.readings import Digests, Whole, among
from pipeline.link.vectors import Floats
from pipeline.model import UNREAD, Fact

FORM = 2  # of the records; others are not read
_JUMP = 0.25  # nats: two items that share a word whose worth grew by more are compared again
_MOST_JUMPS = 4096  # words; with more, all are compared again
_SLACK = 0.01  # nats, for rounding


class Memory(Fact, frozen=True):
    """The best cells of the last run: rows by their number in their item; words with their worth (nats) at that time."""

    form: int = 0
    prints: dict[str, bytes] = {}  # by item key: a digest of all that its cells are made of
    known: bytes = b""  # u8, sorted
    values: bytes = b""  # f8 a word
    tries: float = 0.0
    usual: float = 0.0
    pairs: bytes = b""  # i4 x 2: items, by their place in `prints`
    sizes: bytes = b""  # i4 a pair: how many cells
    floors: bytes = b""  # f8 a pair
    one: bytes = b""  # i4 a cell
    two: bytes = b""
    cosines: bytes = b""  # f8 a cell
    themes: bytes = b""
    ways: bytes = b""  # i4 x 4: two items, and the rows of their likest passages
    worth: bytes = b""  # f8 each, without what passages have in common on average


class Likest(NamedTuple):
    """The likest passages of pairs of items that share a theme; `worth` is -inf where there are none.

    `pairs` (pairs x 2) are numbers of items, the lonely one first. `rows` (pairs x 2), counted from the first of their items,
    are those with which the passages begin.
    """

    pairs: Whole
    rows: Whole
    worth: Floats


class _Gain(NamedTuple):
    """How much more words say now: at most so much in any row of an item, but for words that jumped, which items hold (bits)."""

    of_items: Floats
    jumped: NDArray[np.uint8]

    def bounded(self, pairs: Whole) -> NDArray[np.bool_]:
        """Say of pairs of items (down) whether they share no word that jumped."""
        return np.asarray(~(self.jumped[pairs[:, 0]] & self.jumped[pairs[:, 1]]).any(axis=1))

    def of(self, pairs: Whole) -> Floats:
        """Return by how much cells of such pairs may have gained."""
        return np.minimum(self.of_items[pairs[:, 0]], self.of_items[pairs[:, 1]])


def packed(index: Index, cells: Cells, ways: Likest) -> bytes:
    """Return the cells of a run and the likest passages of lonely items as bytes."""
    digests = np.array(sorted(index.known), dtype=np.uint64)
    begins = index.firsts[cells.pairs[cells.pair]]
    memory = Memory(
        form=FORM,
        prints=dict(zip(("/".join(key) for key in index.keys), index.prints, strict=True)),
        known=digests.astype("<u8").tobytes(),
        values=index.values[[index.known[one] for one in digests.tolist()]].astype("<f8").tobytes(),
        tries=tries(index),
        usual=index.meanings.usual,
        pairs=cells.pairs.astype("<i4").tobytes(),
        sizes=cells.sizes.astype("<i4").tobytes(),
        floors=cells.floors.astype("<f8").tobytes(),
        one=(cells.one - begins[:, 0]).astype("<i4").tobytes(),
        two=(cells.two - begins[:, 1]).astype("<i4").tobytes(),
        cosines=cells.cosines.astype("<f8").tobytes(),
        themes=cells.themes.astype("<f8").tobytes(),
        ways=np.concatenate([ways.pairs, ways.rows], axis=1).astype("<i4").tobytes(),
        worth=ways.worth.astype("<f8").tobytes(),
    )
    return msgspec.msgpack.encode(memory)


def remembered(data: bytes | None, index: Index, wanted: Whole) -> Cells:
    """Return the cells of those of the wanted pairs whose items are as they were, with floors that hold now."""
    memory = _read(data)
    gain = _gain(memory, index) if memory else None
    if memory is None or gain is None:
        return joined(())
    pairs = _here(memory, index)[np.frombuffer(memory.pairs, "<i4").reshape(-1, 2)]
    cells = Cells(
        pairs=pairs,
        sizes=np.frombuffer(memory.sizes, "<i4").astype(np.int64),
        floors=np.frombuffer(memory.floors, "<f8"),
        one=np.frombuffer(memory.one, "<i4").astype(np.int64),
        two=np.frombuffer(memory.two, "<i4").astype(np.int64),
        cosines=np.frombuffer(memory.cosines, "<f8"),
        themes=np.frombuffer(memory.themes, "<f8"),
    )
    size = len(index.keys)
    here = np.flatnonzero((pairs.min(axis=1) >= 0) & among(numbered(pairs, size), numbered(wanted, size)))
    cells = cells.taken(here[gain.bounded(pairs[here])])
    more = memory.tries - tries(index) + max(0.0, MEANING * (memory.usual - index.meanings.usual)) + _SLACK
    begins = index.firsts[cells.pairs[cells.pair]]
    return cells._replace(
        floors=cells.floors + gain.of(cells.pairs) + more, one=cells.one + begins[:, 0], two=cells.two + begins[:, 1]
    )


def likest(data: bytes | None, index: Index) -> Likest:
    """Return what is remembered of items that are as they were, in the order of the pairs."""
    memory = _read(data) or Memory()
    ways = np.frombuffer(memory.ways, "<i4").astype(np.int64).reshape(-1, 4)
    pairs = _here(memory, index)[ways[:, :2]]
    here = np.flatnonzero(pairs.min(axis=1) >= 0)
    here = here[np.argsort(numbered(pairs[here], len(index.keys)))]
    return Likest(pairs[here], ways[here, 2:], np.frombuffer(memory.worth, "<f8")[here])


def _here(memory: Memory, index: Index) -> Whole:
    """Return the number of each item that is remembered, -1 where it is not as it was."""
    numbers = {"/".join(key): at for at, key in enumerate(index.keys)}
    here = (numbers[key] if key in numbers and index.prints[numbers[key]] == own else -1 for key, own in memory.prints.items())
    return np.array(list(here), dtype=np.int64)


def _read(data: bytes | None) -> Memory | None:
    try:
        memory = msgspec.msgpack.decode(data or b"", type=Memory)
    except UNREAD:
        return None  # of another version
    return memory if memory.form == FORM else None


def _gain(memory: Memory, index: Index) -> _Gain | None:
    """Return how much words have gained since; None where too many jumped."""
    known, before = np.frombuffer(memory.known, "<u8").astype(np.uint64), np.frombuffer(memory.values, "<f8")
    gains = index.values - _before(known, before, index)
    row = np.repeat(np.arange(index.size), np.diff(index.starts))
    jumped = np.flatnonzero(gains > _JUMP)
    if len(jumped) > _MOST_JUMPS:
        return None
    held = np.zeros((len(index.keys), len(jumped)), dtype=np.bool_)
    chosen = np.isin(index.words, jumped)
    held[index.readings.item_of[row[chosen]], np.searchsorted(jumped, index.words[chosen])] = True
    small = np.where((gains > 0) & (gains <= _JUMP), gains, 0.0)[index.words]
    rows = np.bincount(row, small, index.size)
    most = np.zeros(len(index.keys))
    np.maximum.at(most, index.readings.item_of, rows)
    return _Gain(most, np.packbits(held, axis=1))


def _before(known: Digests, values: Floats, index: Index) -> Floats:
    """Return what the words of an index were worth before, 0 for those that said nothing."""
    digests = np.array(list(index.known), dtype=np.uint64)
    numbers = np.fromiter(index.known.values(), dtype=np.int64, count=len(index.known))
    found = np.zeros(len(index.values))
    if len(known):
        at = np.minimum(np.searchsorted(known, digests), len(known) - 1)
        found[numbers] = np.where(known[at] == digests, values[at], 0.0)
    return found
