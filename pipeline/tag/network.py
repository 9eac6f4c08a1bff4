"""Run the sentence encoder: words to sums of what they mean, sums to vectors. Knows no themes and keeps nothing on disk.

The network is the multilingual Universal Sentence Encoder (Yang et al. 2019, arXiv 1907.04307), with the weights of the
package: word pieces, two rows of n-gram filters, a sum over the pieces, and a head that turns the sum into a vector. Three
things make it faster than the package's own loop; the vectors are the same but where it cuts an unusual word otherwise:

- What depends on a piece alone (its embedding, the first row of filters) is computed once for each different piece.
- A word is cut into pieces once: no piece of this vocabulary spans two words.
- Before the head all is a sum over pieces, so a passage is the sum of its sentences, and a stretch that of its passages.

Products have 64 bits and are rounded once: with 32 the vectors differ in the last bits between processors and threads.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

Matrix = NDArray[np.float64]
Table = NDArray[np.float32]
Pieces = NDArray[np.int64]
Text = Sequence[Sequence[str]]  # parts, each of words
T = TypeVar("T")
R = TypeVar("R")

DIMENSIONS = 512
_WIDTH = 256
_FILTERS = ((2, 0), (3, 1), (5, 2))  # how many pieces a filter spans, and how many of them stand before its own
_REACH = 2  # no filter looks further to either side
_CHUNKS = 17  # the table of embeddings is quantized in so many interleaved chunks
_BEGIN, _END, _UNKNOWN = 1, 2, 0
_AT_ONCE = 16_384  # pieces whose tables are in memory together: 250 MB if all differ, 40 MB in English
_BATCH = 512  # pieces in one product: a few megabytes
_THREADS = 2
_WORDS_KEPT = 1 << 16


class Network:
    """The weights in `folder`, which the caller has verified."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "weights.npz", allow_pickle=False) as file, _beside() as pool:
            chunks = pool.map(lambda chunk: file[f"q{chunk + 1}"], range(_CHUNKS))  # unpacked while the pieces are read
            self._tokenizer = SentencePieceProcessor(model_file=str(folder / "sp.model"))
            self._wide = {name: file[name].astype(np.float64) for name in file.files if not name.startswith("q")}
            self._chunks = list(chunks)
        self._eps = float(self._wide["eps"])
        self._words: dict[str, tuple[int, ...]] = {}

    def sums(self, texts: Sequence[Text]) -> Iterator[tuple[Matrix, Pieces]]:
        """Yield for each text the sum over the pieces of each part (parts x 512), and how many pieces each part has.

        The marks of begin and end belong to the first part and the last. A text's sums do not depend on its neighbours.
        """
        cut = [self._cut(text) for text in texts]
        for group in _groups(cut, _AT_ONCE):
            yield from self._group(group)

    def vectors(self, sums: Matrix, pieces: Matrix) -> Matrix:
        """Return one unit vector for each sum over so many pieces, as rows."""
        w = self._wide
        mean = sums / np.sqrt(np.maximum(pieces, 1.0))[:, None]
        deep = np.maximum(mean @ w["p1"] + np.maximum(mean @ w["d0"], 0) @ w["d1"], 0)
        out = np.tanh(deep @ w["p3"] + np.maximum(deep @ w["d2"], 0) @ w["d3"])
        unit: Matrix = out / np.sqrt(np.maximum((out * out).sum(axis=1), self._eps))[:, None]
        return unit.astype(np.float32).astype(np.float64)

    def _cut(self, text: Text) -> list[list[int]]:
        parts = [[piece for word in part for piece in self._pieces_of(word)] for part in text] or [[]]
        if not any(parts):
            parts[0] = [_UNKNOWN]
        parts[0] = [_BEGIN, *parts[0]]
        parts[-1] = [*parts[-1], _END]
        return parts

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        found = self._words.get(word)
        if found is None:
            if len(self._words) > _WORDS_KEPT:
                self._words.clear()
            found = self._words[word] = tuple(self._tokenizer.encode(word))
        return found

    def _group(self, texts: Sequence[list[list[int]]]) -> Iterator[tuple[Matrix, Pieces]]:
        flat = np.array([piece for text in texts for part in text for piece in part], dtype=np.int64)
        unique, places = np.unique(flat, return_inverse=True)
        table = np.concatenate([*_at_once(self._alone, np.array_split(unique, _THREADS)), _nothing()])
        numbered = [[range(len(part)) for part in text] for text in texts]
        numbers = iter(places.tolist())
        placed = [[[next(numbers) for _ in part] for part in text] for text in numbered]
        for done in _at_once(lambda batch: self._batch(batch, table), list(_groups(placed, _BATCH))):
            yield from done

    def _alone(self, pieces: Pieces) -> Table:
        """Return a row for each piece: embedding, input of the three filters, and its share in each place of each filter."""
        w, chunk = self._wide, pieces % _CHUNKS
        quantized = np.stack(
            [self._chunks[one][row] for one, row in zip(chunk.tolist(), (pieces // _CHUNKS).tolist(), strict=True)]
        )
        embedding = quantized * w["scale"][chunk, None] + w["lo"][chunk, None]
        inputs = np.hstack([embedding @ w[f"proj{span}"] + w[f"proj_b{span}"] for span, _ in _FILTERS])
        inputs = _level(inputs, self._joined("ln_g"), self._joined("ln_b"), self._eps)
        shares = [
            inputs[:, _own(branch)] @ part
            for branch, (span, _) in enumerate(_FILTERS)
            for part in w[f"w1_{span}"].reshape(span, _WIDTH, _WIDTH)
        ]
        return np.hstack([embedding, inputs, *shares]).astype(np.float32)

    def _joined(self, name: str) -> Matrix:
        return np.concatenate([self._wide[f"{name}{span}"] for span, _ in _FILTERS])

    def _batch(self, texts: Sequence[list[list[int]]], table: Table) -> list[tuple[Matrix, Pieces]]:
        w, blank = self._wide, len(table) - 1
        gap = [blank] * _REACH
        row = np.array([*gap, *(place for text in texts for place in [*(at for part in text for at in part), *gap])])
        real = row != blank
        columns = [table[row, :DIMENSIONS].astype(np.float64)]
        share = DIMENSIONS + len(_FILTERS) * _WIDTH
        for branch, (span, before) in enumerate(_FILTERS):
            own = slice(DIMENSIONS + branch * _WIDTH, DIMENSIONS + (branch + 1) * _WIDTH)
            first = np.zeros((len(row), _WIDTH)) + w[f"b1_{span}"]
            for place in range(span):
                first += table[np.roll(row, before - place), share : share + _WIDTH]
                share += _WIDTH
            first = (np.maximum(first, 0) + table[row, own]) * real[:, None]
            wide = np.hstack([np.roll(first, before - place, axis=0) for place in range(span)])
            columns.append(np.maximum(wide @ w[f"w2_{span}"] + w[f"b2_{span}"], 0) + first)
        level = _level(np.hstack(columns)[real], w["ln_g"], w["ln_b"], self._eps)
        return list(self._summed(texts, level))

    def _summed(self, texts: Sequence[list[list[int]]], rows: Matrix) -> Iterator[tuple[Matrix, Pieces]]:
        counts = [np.array([len(part) for part in text]) for text in texts]
        flat = np.concatenate(counts)
        sums = np.zeros((len(flat), rows.shape[1]))
        sums[flat > 0] = np.add.reduceat(rows, (np.cumsum(flat) - flat)[flat > 0], axis=0)
        projected = sums @ self._wide["cnn_W"] + flat[:, None] * self._wide["cnn_b"]
        ends = np.cumsum([len(one) for one in counts])
        return zip(np.split(projected, ends[:-1]), counts, strict=True)


def _own(branch: int) -> slice:
    return slice(branch * _WIDTH, (branch + 1) * _WIDTH)


def _nothing() -> Table:
    return np.zeros((1, DIMENSIONS + _WIDTH * (len(_FILTERS) + sum(span for span, _ in _FILTERS))), dtype=np.float32)


def _level(rows: Matrix, gain: Matrix, bias: Matrix, eps: float) -> Matrix:
    """Return rows of mean 0 and variance 1, scaled and moved: a layer norm."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1.0 / np.sqrt(variance + eps))[:, None]
    rows *= gain
    rows += bias
    return rows


def _groups(texts: Sequence[list[list[int]]], most: int) -> Iterator[list[list[list[int]]]]:
    """Yield runs of whole texts with at most so many pieces; a longer text is a run of its own."""
    group: list[list[list[int]]] = []
    size = 0
    for text in texts:
        own = sum(map(len, text))
        if group and size + own > most:
            yield group
            group, size = [], 0
        group.append(text)
        size += own
    if group:
        yield group


def _at_once(work: Callable[[T], R], parts: Sequence[T]) -> Iterator[R]:
    """Yield the results in order, two computed side by side: numpy lets go of the interpreter in its products."""
    if len(parts) < 2:
        yield from map(work, parts)
        return
    with _beside() as pool:
        yield from pool.map(work, parts)


def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="podloom-themes")
