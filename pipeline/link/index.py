"""Put stretches of text into rows of numbers: telling words, vectors, themes. Ranks nothing.

All sums are of whole numbers, so that they come out alike in whatever order they are added.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipeline import sums
from pipeline.link.formulas import formulas
from pipeline.link.lines import Items, Key
from pipeline.link.prints import prints
from pipeline.link.readings import Readings, Whole, among, distinct, spread
from pipeline.link.stretches import Stretch
from pipeline.link.texts import Texts
from pipeline.link.tokens import Hushed, Tokens, listed, tokens
from pipeline.link.vectors import Meanings, Vectors
from pipeline.link.words import Reader
from pipeline.model import Library

FINENESS = 16  # weights are kept as sixteenths
COMMON = (4, 0.2, 400)  # a word is telling in 4 stretches, or a fifth of them, but never in more than 400
PROPER = 0.5
SMALLEST = 100  # stretches; a smaller library is read as if the rest of a hundred were about other things


@dataclass(frozen=True)
class Index:
    """Every stretch (row) with its telling words; `firsts` are the first rows of the items, and one more for the end.

    `words` and `starts` are a sparse matrix: the words of row r are words[starts[r]:starts[r + 1]], as numbers; `said` is the
    same for lines. `weights` are sixteenths of a nat, how seldom a word is; `proper` words never stand in small letters;
    `values` are nats. `passage` gives a row's passage, `themes` (passages x themes) are hundredths. `prints` are digests of
    all that decides how an item compares with another.
    """

    keys: tuple[Key, ...]
    readings: Readings
    texts: Texts
    firsts: Whole
    starts: Whole
    words: Whole
    said: tuple[Whole, Whole]
    weights: Whole
    values: NDArray[np.float64]
    proper: NDArray[np.bool_]
    lengths: Whole
    passage: Whole
    meanings: Meanings
    themes: NDArray[np.float32]
    days: Whole
    reader: Reader
    known: dict[int, int]
    prints: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.starts) - 1

    def span(self, item: int) -> slice:
        """Return the rows of an item."""
        return slice(int(self.firsts[item]), int(self.firsts[item + 1]))

    def item(self, row: int) -> int:
        """Return the item of a row."""
        return int(self.readings.item_of[row])

    def stretch(self, row: int) -> Stretch:
        """Return the text of a row."""
        return self.texts.stretch(*self._where(row))

    def fetch(self, rows: Iterable[int]) -> None:
        """Read the text of rows that will be asked for."""
        self.texts.fetch(map(self._where, rows))

    def _where(self, row: int) -> tuple[Key, int, int]:
        item, lines = self.item(row), self.lines(row)
        base = int(self.readings.lines[item])
        return self.keys[item], lines.start - base, lines.stop - base

    def entries(self, row: int) -> Whole:
        """Return the telling words of a row."""
        return self.words[self.starts[row] : self.starts[row + 1]]

    def counts(self, item: int) -> tuple[Whole, Whole]:
        """Return the telling words of an item, sorted, and in how many of its rows each is."""
        words, counts = np.unique(
            self.words[self.starts[self.firsts[item]] : self.starts[self.firsts[item + 1]]], return_counts=True
        )
        return words, counts.astype(np.int64)

    def lines(self, row: int) -> range:
        """Return the lines of a row."""
        return range(int(self.readings.row_begins[row]), int(self.readings.row_ends[row]))

    def spoken(self, lines: range) -> Whole:
        """Return the telling words of lines that follow each other, line by line, those of greetings too."""
        starts, words = self.said
        return words[starts[lines.start] : starts[lines.stop]]

    def held(self, item: int, stretches: Iterable[Stretch], wanted: Collection[int]) -> dict[int, str]:
        """Return telling words of some text of an item, each as it is first written there, until all wanted ones are found."""
        found: dict[int, str] = {}
        left = set(wanted)
        for number, word in self.reader.words(item, " ".join(one.text for own in stretches for one in own.sentences)):
            if number not in found:
                found[number] = word
                left.discard(number)
                if not left:
                    break
        return found

    def worth(self, row: int, words: Collection[int]) -> list[float]:
        """Return what each sentence of a row says by those of some words that stand in it, in nats.

        Names of whatever it be say half, as who writes it is not the subject.
        """
        nats = {word: float(self.values[word]) for word in words}
        return [sum(nats.get(word, 0.0) for word in self.spoken(range(at, at + 1)).tolist()) for at in self.lines(row)]


def index(
    library: Library,
    items: Items,
    readings: Readings,
    texts: Texts,
    hushed: Hushed,
    vectors: Vectors,
    themes: NDArray[np.float32],
) -> Index:
    """Return the index of a library; a passage without a vector has zeros. `themes` is as in `Index`."""
    sums.alike()
    rows = len(readings.row_ends)
    heard = tokens(readings, hushed)
    row_of, spoken = _rows(readings, heard)
    numbers, weights = _telling(readings, row_of, spoken)
    starts, words = _matrix(row_of, numbers[spoken.stems], len(weights), rows)
    said = _matrix(heard.lines, numbers[heard.stems], len(weights), int(readings.lines[-1]))
    proper = np.ones(len(weights), dtype=np.bool_)
    small = numbers[spoken.stems[spoken.small]]
    proper[small[small >= 0]] = False
    if library.show.language.startswith("de"):
        proper[:] = False  # every noun has its capital there
    kept = np.flatnonzero(numbers >= 0)
    known = dict(zip(heard.known[kept].tolist(), numbers[kept].tolist(), strict=True))
    return Index(
        keys=readings.keys,
        readings=readings,
        texts=texts,
        firsts=readings.rows,
        starts=starts,
        words=words,
        said=said,
        weights=weights,
        values=weights * np.where(proper, PROPER, 1.0) / FINENESS,
        proper=proper,
        lengths=readings.joined("lengths").astype(np.int64),
        passage=readings.counted("inside", readings.passages),
        meanings=Meanings(readings, vectors),
        themes=themes,
        days=np.array([date.fromisoformat(items[key].date).toordinal() for key in readings.keys], dtype=np.int64),
        reader=Reader(readings, known, hushed),
        known=known,
        prints=tuple(prints(readings, heard, row_of, spoken, themes)),
    )


def _rows(readings: Readings, heard: Tokens) -> tuple[Whole, Tokens]:
    """Return the words that count for their stretches, with these: at most 200 of a sentence, none of a greeting."""
    sizes = readings.row_ends - readings.row_begins
    row_of = np.full(int(readings.lines[-1]), -1, dtype=np.int64)
    row_of[spread(readings.row_begins, sizes)] = np.repeat(np.arange(len(sizes)), sizes)
    spoken = heard.short()
    rows, forms, greetings = row_of[spoken.lines], readings.digests("forms"), formulas(readings)
    kept, edges = rows >= 0, np.array([*greetings], dtype=np.int64)
    # Numbers of one kind with the lines: of another, the search copies two million lines each time.
    bounds = (np.searchsorted(spoken.lines, at[edges].astype(np.int32)) for at in (readings.row_begins, readings.row_ends))
    for words, begin, end in zip(greetings.values(), *bounds, strict=True):
        kept[begin:end] &= ~among(forms[spoken.forms[begin:end]], words)
    return rows[kept], spoken.kept(kept)


def _telling(readings: Readings, rows: Whole, spoken: Tokens) -> tuple[Whole, Whole]:
    """Return the number of each stem, -1 for what is too common or in one item only, and the weights of those kept.

    They are numbered in the order in which they are first said.
    """
    size, count = len(spoken.known), len(readings.row_ends)
    first = np.full(size, len(spoken.stems), dtype=np.int64)
    first[spoken.stems[::-1]] = np.arange(len(spoken.stems))[::-1]
    of_rows = distinct(rows * max(1, size) + spoken.stems)
    row, stems = of_rows // max(1, size), of_rows % max(1, size)
    of_items = distinct(readings.item_of[row] * max(1, size) + stems)
    inside, items = np.bincount(stems, minlength=size), np.bincount(of_items % max(1, size), minlength=size)
    least, share, most = COMMON
    kept = np.flatnonzero((items > 1) & (inside <= max(least, min(share * count, most))))
    kept = kept[np.argsort(first[kept])]
    numbers = np.full(size, -1, dtype=np.int64)
    numbers[kept] = np.arange(len(kept))
    nats = [max(1, round(FINENESS * math.log(max(count, SMALLEST) / times))) for times in inside[kept].tolist()]
    return numbers, np.array(nats, dtype=np.int64)


def _matrix(rows: "Whole | NDArray[np.int32]", words: Whole, size: int, count: int) -> tuple[Whole, Whole]:
    return listed(rows[words >= 0].astype(np.int64), words[words >= 0], size, count)
