"""Put stretches of text into rows of numbers: telling words, vectors, themes. Ranks nothing.

All sums are of whole numbers, so that they come out alike in whatever order they are added.
"""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

import numpy as np
from numpy.typing import NDArray

from pipeline import sums
from pipeline.link.lines import Items, Key
from pipeline.link.stretches import Reader, Stretch, formulas, stretches
from pipeline.model import Library

Whole = NDArray[np.int64]
Vectors = Mapping[str, Mapping[str, bytes]]

DIMENSIONS = 512
FINENESS = 16  # weights are kept as sixteenths
COMMON = (4, 0.2, 400)  # a word is telling in 4 stretches, or a fifth of them, but never in more than 400
PROPER = 0.5
SMALLEST = 100  # stretches; a smaller library is read as if the rest of a hundred were about other things
_MOST_WORDS = 200  # of one stretch, should it be a sentence without end
_PERCENT = 100
_UNIT = 127 * 127


@dataclass(frozen=True)
class Index:
    """Every stretch (row) with its telling words; `firsts` are the first rows of the items, and one more for the end.

    `words` and `starts` are a sparse matrix: the words of row r are words[starts[r]:starts[r + 1]], as numbers.
    `weights` are sixteenths of a nat, how seldom a word is; `proper` words never stand in small letters.
    `vectors` (passages x 512) are unit vectors times 127, `themes` (passages x themes) hundredths; `passage` gives a row's.
    """

    keys: tuple[Key, ...]
    rows: tuple[Stretch, ...]
    firsts: Whole
    starts: Whole
    words: Whole
    weights: Whole
    proper: NDArray[np.bool_]
    passage: Whole
    vectors: NDArray[np.int8]
    themes: NDArray[np.float32]
    days: Whole
    reader: Reader
    known: dict[str, int]

    def span(self, item: int) -> slice:
        """Return the rows of an item."""
        return slice(int(self.firsts[item]), int(self.firsts[item + 1]))

    def entries(self, row: int) -> Whole:
        """Return the telling words of a row."""
        return self.words[self.starts[row] : self.starts[row + 1]]

    def held(self, text: str) -> dict[int, str]:
        """Return the telling words of a text, each as it is first written there."""
        found: dict[int, str] = {}
        for stem, word in self.reader.words(text):
            if stem in self.known:
                found.setdefault(self.known[stem], word)
        return found

    def cosines(self, one: Whole, two: Whole) -> NDArray[np.float64]:
        """Return the cosines of passages (down) with others (across); 32 bits hold the whole sums."""
        there = self.vectors[two].astype(np.float32)
        products = self.vectors[one].astype(np.float32) @ there.T
        return np.clip(products.astype(np.float64) / _UNIT, -1.0, 1.0)

    def worth(self, words: Iterable[int]) -> float:
        """Return what the words say together, in nats; names of whatever it be say half, as who writes it is not the subject."""
        return sum(int(self.weights[word]) * (PROPER if self.proper[word] else 1.0) for word in words) / FINENESS


def index(library: Library, items: Items, reader: Reader, vectors: Vectors) -> Index:
    """Return the index of a library; a passage without a vector has zeros."""
    sums.alike()
    rows = [row for row in stretches(library) if row.item in items]
    keys = tuple(sorted(items))
    known, starts, words, small = _read(rows, reader)
    numbers, weights = _telling(rows, starts, words, len(known))
    kept = numbers[words] >= 0
    counts = np.add.reduceat(np.append(kept, False).astype(np.int64), starts[:-1]) if len(rows) else np.zeros(0, np.int64)
    counts[starts[:-1] == starts[1:]] = 0
    place, passages = _passages(rows)
    proper = ~np.isin(np.arange(len(known)), small)
    if library.show.language.startswith("de"):
        proper[:] = False  # every noun has its capital there
    return Index(
        keys=keys,
        rows=tuple(rows),
        firsts=_firsts(keys, rows),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        words=numbers[words[kept]].astype(np.int64),
        weights=weights,
        proper=proper[numbers >= 0],
        passage=place,
        vectors=_vectors(passages, vectors),
        themes=_themes(passages, library),
        days=np.array([date.fromisoformat(items[key].date).toordinal() for key in keys], dtype=np.int64),
        reader=reader,
        known={stem: int(numbers[at]) for stem, at in known.items() if numbers[at] >= 0},
    )


def _read(rows: Sequence[Stretch], reader: Reader) -> tuple[dict[str, int], Whole, NDArray[np.int32], Whole]:
    """Return the stems with their numbers, the words of the rows as a sparse matrix, and the stems seen in small letters."""
    known: dict[str, int] = {}
    starts, words = array("q", [0]), array("i")
    small: set[int] = set()
    formula = formulas(rows)
    for at, row in enumerate(rows):
        empty = formula.get(at, ())
        held: dict[int, None] = {}
        for sentence in row.sentences:
            for stem, word in islice(reader.words(sentence.text), _MOST_WORDS):
                if word.lower() not in empty:
                    number = known.setdefault(stem, len(known))
                    held[number] = None
                    if word[0].islower():
                        small.add(number)
        words.extend(held)
        starts.append(len(words))
    return known, np.array(starts, dtype=np.int64), np.array(words, dtype=np.int32), np.array(sorted(small), dtype=np.int64)


def _telling(rows: Sequence[Stretch], starts: Whole, words: NDArray[np.int32], size: int) -> tuple[Whole, Whole]:
    """Return the new number of each stem, -1 for what is too common or in one item only, and the weights of those kept."""
    inside, items = np.bincount(words, minlength=size), np.zeros(size, dtype=np.int64)
    for _, own in groupby(range(len(rows)), key=lambda at: rows[at].item):
        places = list(own)
        items[np.unique(words[starts[places[0]] : starts[places[-1] + 1]])] += 1
    least, share, most = COMMON
    kept = (items > 1) & (inside <= max(least, min(share * len(rows), most)))
    numbers = np.where(kept, np.cumsum(kept) - 1, -1)
    weights = [max(1, round(FINENESS * math.log(max(len(rows), SMALLEST) / count))) for count in inside[kept].tolist()]
    return numbers, np.array(weights, dtype=np.int64)


def _firsts(keys: Sequence[Key], rows: Sequence[Stretch]) -> Whole:
    counts = dict.fromkeys(keys, 0)
    for row in rows:
        counts[row.item] += 1
    return np.concatenate([[0], np.cumsum([counts[key] for key in keys])]).astype(np.int64)


def _passages(rows: Sequence[Stretch]) -> tuple[Whole, list[Stretch]]:
    """Return the number of each row's passage, and of each passage the first row."""
    numbers: dict[tuple[Key, str], int] = {}
    place = [numbers.setdefault((row.item, row.passage.id), len(numbers)) for row in rows]
    firsts: dict[int, Stretch] = {}
    for number, row in zip(place, rows, strict=True):
        firsts.setdefault(number, row)
    return np.array(place, dtype=np.int64), list(firsts.values())


def _vectors(passages: Sequence[Stretch], vectors: Vectors) -> NDArray[np.int8]:
    found = np.zeros((len(passages), DIMENSIONS), dtype=np.int8)
    for at, one in enumerate(passages):
        row = vectors.get("/".join(one.item), {}).get(one.passage.id, b"")
        if len(row) == DIMENSIONS:
            found[at] = np.frombuffer(row, dtype=np.int8)
    return found


def _themes(passages: Sequence[Stretch], library: Library) -> NDArray[np.float32]:
    columns = {theme.slug: at for at, theme in enumerate(library.themes)}
    place = {(one.item, one.passage.id): at for at, one in enumerate(passages)}
    found = np.zeros((len(passages), len(columns)), dtype=np.float32)
    for key, mentions in library.mentions.items():
        kind, _, slug = key.partition("/")
        for mention in mentions:
            at = place.get(((kind, slug), mention.passage))
            if at is not None and mention.theme in columns:
                found[at, columns[mention.theme]] = round(_PERCENT * mention.score)
    return found
