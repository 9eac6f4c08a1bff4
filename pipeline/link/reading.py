"""Read one item for the links, once: all that the whole library is asked for later, without its text. Knows no other item.

Words are digests of eight bytes, so that the words of a thousand items are numbers that can be sorted and counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

import numpy as np
from numpy.typing import DTypeLike

from pipeline.link.addresses import Citation, cited
from pipeline.link.lines import SHORT, fold, lines_of, parts_of
from pipeline.link.plain import WORDS
from pipeline.link.stretches import TAIL, WORD, cut, length
from pipeline.model import Episode, Fact, Issue, Passage
from pipeline.stems import stemmer

DIMENSIONS = 512
CAPITAL, SMALL = 2, 1  # of a written word: it has a capital somewhere; it begins with a small letter
OPENING_WORDS = 300  # of a talk: where it says what it is about
FLAGS = 2  # bits
_TWO_BYTES = 1 << 16


class Reading(Fact, frozen=True):
    """What the links need of an item. All numbers are little-endian; `u8` are digests of eight bytes, `u4` numbers.

    Lines are the sentences of the passages, then those of the notes, then title, summary and notes of an episode, whole.
    """

    lines: tuple[int, int] = (0, 0)  # how many sentences passages and notes have
    plain: bytes = b""  # u8 a line: its folded text, 0 for a short one
    texts: bytes = b""  # u8 a line: its text
    words: bytes = b""  # u8, sorted: the folded words of sentences
    said: bytes = b""  # by line: places in `words`, as `wide` tells
    said_ends: bytes = b""  # u4 a line
    forms: bytes = b""  # u8, sorted: words in small letters that may say what a sentence is about
    stems: bytes = b""  # u8 a form
    written: bytes = b""  # by line, as `wide` tells: four times the place in `forms`, and CAPITAL and SMALL
    written_ends: bytes = b""  # u4 a line
    stretches: bytes = b""  # u4 a stretch: the line that it ends before
    lengths: bytes = b""  # u4 a stretch: its words
    inside: bytes = b""  # u4 a stretch: its place in `passages`
    passages: tuple[str, ...] = ()
    meant: bytes = b""  # a digest of the vectors
    mean: bytes = b""  # i4 x 512: the vectors of the stretches, added up
    opening: bytes = b""  # i4 x 512: of the first stretches
    total: bytes = b""  # i4 x 512: of the passages
    opened: int = 0  # so many of the first stretches are the opening
    flat: bool = False  # there are sentences, and none has a capital
    marked: tuple[int, ...] = ()  # lines with [[
    cited: tuple[Citation, ...] = ()


def read(item: Episode | Issue, passages: Sequence[Passage], meanings: Mapping[str, bytes], language: str) -> Reading:
    """Return what the links need of an item; `meanings` are its vectors, 512 signed bytes by the passage's id."""
    lines = list(lines_of(item, passages).values())
    parts = [(passage.id, part) for passage, own in parts_of(item, passages) for part in cut(own)]
    spoken = sum(len(part) for _, part in parts)
    blurbs = [item.title, item.summary, item.notes] if isinstance(item, Episode) else []
    plain = [line.plain for line in lines] + [fold(text) for text in blurbs]
    texts = [line.text for line in lines] + blurbs
    words, said, said_ends = _numbered([one.split() if at < len(lines) else [] for at, one in enumerate(plain)])
    forms, stems, written, written_ends = _forms(
        [texts[at] if at < spoken or at >= len(lines) else "" for at in range(len(texts))], language
    )
    names = tuple(dict.fromkeys(name for name, _ in parts))
    rows = vectors(names, meanings)
    places = {name: at for at, name in enumerate(names)}
    inside = [places[name] for name, _ in parts]
    lengths = [length(part) for _, part in parts]
    return Reading(
        lines=(spoken, len(lines) - spoken),
        plain=_packed((digest(one) if one.count(" ") > SHORT else 0 for one in plain), "<u8"),
        texts=_packed(map(digest, texts), "<u8"),
        words=words,
        said=said,
        said_ends=said_ends,
        forms=forms,
        stems=stems,
        written=written,
        written_ends=written_ends,
        stretches=_packed(accumulate(len(part) for _, part in parts), "<u4"),
        lengths=_packed(lengths, "<u4"),
        inside=_packed(inside, "<u4"),
        passages=names,
        meant=blake2b(rows.tobytes(), digest_size=16).digest(),
        **_means(rows, inside, _opening(lengths)),
        opened=_opening(lengths),
        flat=bool(lines) and all(line.text.islower() for line in lines),
        marked=tuple(at for at, line in enumerate(lines) if "[[" in line.text),
        cited=tuple(cited(item, passages)),
    )


def wide(count: int) -> str:
    """Return the kind of the numbers that number so many things: most items need two bytes."""
    return "<u2" if count <= _TWO_BYTES else "<u4"


def digest(text: str) -> int:
    """Return a text as a number of 64 bits, never 0."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little") or 1


of_word = lru_cache(maxsize=1 << 17)(digest)  # a show has fewer words than that, and far more sentences


def vectors(passages: Sequence[str], meanings: Mapping[str, bytes]) -> "np.ndarray[tuple[int, int], np.dtype[np.int8]]":
    """Return the vectors of passages, zeros where there is none."""
    found = np.zeros((len(passages), DIMENSIONS), dtype=np.int8)
    for at, name in enumerate(passages):
        row = meanings.get(name, b"")
        if len(row) == DIMENSIONS:
            found[at] = np.frombuffer(row, dtype=np.int8)
    return found


def _packed(numbers: Iterable[int], kind: DTypeLike) -> bytes:
    return np.array(list(numbers), dtype=kind).tobytes()


def _numbered(lines: Sequence[Sequence[str]]) -> tuple[bytes, bytes, bytes]:
    known = {word: of_word(word) for word in dict.fromkeys(word for line in lines for word in line)}
    ordered = sorted(set(known.values()))
    places = {one: at for at, one in enumerate(ordered)}
    numbers = {word: places[one] for word, one in known.items()}
    said = _packed((numbers[word] for line in lines for word in line), wide(len(ordered)))
    return _packed(ordered, "<u8"), said, _packed(accumulate(map(len, lines)), "<u4")


def _forms(texts: Sequence[str], language: str) -> tuple[bytes, bytes, bytes, bytes]:
    stem = stemmer(language)
    empty = WORDS if language.startswith("en") else frozenset()
    lines = [WORD.findall(TAIL.sub("", text)) for text in texts]
    small = {word: word.lower() for word in dict.fromkeys(word for line in lines for word in line)}
    stems = {of_word(one): of_word(found) for one in set(small.values()) - empty if (found := stem(one))}
    places = {one: at for at, one in enumerate(sorted(stems))}
    kept: dict[str, int] = {}
    for word, one in small.items():
        if one not in empty and (place := places.get(of_word(one))) is not None:
            kept[word] = place << FLAGS | CAPITAL * (word != one) | SMALL * word[0].islower()
    rows = [[kept[word] for word in line if word in kept] for line in lines]
    written = _packed((one for row in rows for one in row), wide(len(places) << FLAGS))
    ends = _packed(accumulate(map(len, rows)), "<u4")
    return _packed(places, "<u8"), _packed((stems[one] for one in places), "<u8"), written, ends


def _opening(lengths: Sequence[int]) -> int:
    """Return how many of the first stretches hold the opening."""
    return next((at for at, words in enumerate(accumulate(lengths), 1) if words >= OPENING_WORDS), len(lengths))


def _means(rows: "np.ndarray[tuple[int, int], np.dtype[np.int8]]", inside: Sequence[int], opening: int) -> dict[str, bytes]:
    sums = {"mean": rows[list(inside)], "opening": rows[list(inside[:opening])], "total": rows}
    return {name: part.sum(axis=0, dtype=np.int64).astype("<i4").tobytes() for name, part in sums.items()}
