"""Number the words of all items that may say what a sentence is about. Weighs none of them.

Left out are sentences that stand in several items, the names of people, and the words of a title that a sentence names.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.link.reading import CAPITAL, FLAGS, SMALL, digest
from pipeline.link.readings import Digests, Readings, Repeated, Whole, among, distinct

MOST_WORDS = 200  # of one sentence, should it have no end


class Hushed(NamedTuple):
    """What says nothing: repeated sentences, words of people's names with a capital, and words that name a title, by sentence."""

    repeated: Repeated
    people: frozenset[str]
    named: Mapping[str, frozenset[str]]


class Tokens(NamedTuple):
    """Words in the order of the text: `stems` number the digests `known`, `lines` are those that they stand in.

    `forms` are the digests of the words in small letters; `small` ones begin so in the text.
    """

    known: Digests
    stems: NDArray[np.int32]
    lines: NDArray[np.int32]
    forms: NDArray[np.int32]
    small: NDArray[np.bool_]

    def kept(self, chosen: NDArray[np.bool_]) -> "Tokens":
        """Return some of them."""
        return Tokens(self.known, self.stems[chosen], self.lines[chosen], self.forms[chosen], self.small[chosen])

    def short(self) -> "Tokens":
        """Return the first 200 of each sentence."""
        if not len(self.lines) or np.bincount(self.lines).max() <= MOST_WORDS:
            return self
        firsts = np.searchsorted(self.lines, self.lines, "left")
        return self.kept(np.arange(len(self.lines)) - firsts < MOST_WORDS)


def tokens(readings: Readings, hushed: Hushed) -> Tokens:
    """Return the telling words of all lines."""
    forms, ends = readings.digests("forms"), readings.ends("written_ends", "written")
    flags = readings.joined("written")
    base = np.repeat(readings.begins("forms")[:-1], np.diff(readings.begins("written"))).astype(np.int32)
    form = (flags >> FLAGS).astype(np.int32) + base
    lines = np.repeat(np.arange(len(ends) - 1, dtype=np.int32), np.diff(ends))
    people = np.array(sorted(map(digest, hushed.people)), dtype=np.uint64)
    kept = ~among(readings.digests("plain"), hushed.repeated.digests)[lines]
    kept &= ~(among(forms, people)[form] & (flags & CAPITAL > 0))
    _hush(kept, readings.digests("texts"), ends, forms, form, hushed.named)
    known, stem = _numbered(readings.digests("stems"))
    return Tokens(known, stem[form[kept]], lines[kept], form[kept], (flags & SMALL > 0)[kept])


def _hush(
    kept: NDArray[np.bool_],
    texts: Digests,
    ends: Whole,
    forms: Digests,
    form: NDArray[np.int32],
    named: Mapping[str, frozenset[str]],
) -> None:
    words = {digest(text): own for text, own in named.items()}
    lines = np.flatnonzero(among(texts, np.array(sorted(words), dtype=np.uint64)))
    for line in lines.tolist():
        titles = np.array(sorted(map(digest, words[int(texts[line])])), dtype=np.uint64)
        kept[ends[line] : ends[line + 1]] &= ~among(forms[form[ends[line] : ends[line + 1]]], titles)


def _numbered(digests: Digests) -> tuple[Digests, NDArray[np.int32]]:
    known = distinct(digests)
    return known, np.searchsorted(known, digests).astype(np.int32)


def listed(lines: Whole, words: Whole, size: int, count: int) -> tuple[Whole, Whole]:
    """Return, for each of `count` lines, where its words begin (and the end), and the words, each once; `size` is above all."""
    pairs = distinct(lines.astype(np.int64) * max(1, size) + words)
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs // max(1, size), minlength=count))]).astype(np.int64)
    return starts, (pairs % max(1, size)).astype(np.int64)
