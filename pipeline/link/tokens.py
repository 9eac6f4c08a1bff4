"""Number the words of all items that may say what a sentence is about. Weighs none of them.

Left out are sentences that stand in several items, the names of people, and the words of a title that a sentence names.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.link.reading import CAPITAL, FLAGS, SMALL, digest
from pipeline.link.readings import Digests, Known, Readings, Repeated, Whole, distinct

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
    counts = np.diff(ends)
    form = (flags >> FLAGS).astype(np.int32)
    form += np.repeat(readings.begins("forms")[:-1].astype(np.int32), np.diff(readings.begins("written")))
    lines = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    people = np.zeros(len(forms), dtype=np.bool_)
    people[_known(hushed.people).places(forms)] = True
    kept = np.repeat(Known(hushed.repeated.digests).without(readings.digests("plain")), counts)
    kept &= ~(people[form] & (flags & CAPITAL > 0))
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
    for line in Known(np.array([*words], dtype=np.uint64)).places(texts).tolist():
        own = slice(int(ends[line]), int(ends[line + 1]))
        kept[own] &= _known(words[int(texts[line])]).without(forms[form[own]])


def _known(words: Iterable[str]) -> Known:
    return Known(np.array([*map(digest, words)], dtype=np.uint64))


def _numbered(digests: Digests) -> tuple[Digests, NDArray[np.int32]]:
    """Return the digests sorted, each once, and the place of each there; many times as fast as `np.unique`."""
    order = np.argsort(digests)
    ordered = digests[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    places = np.empty(len(digests), dtype=np.int32)
    places[order] = np.cumsum(first) - 1
    return ordered[first], places


def listed(lines: Whole, words: Whole, size: int, count: int) -> tuple[Whole, Whole]:
    """Return, for each of `count` lines, where its words begin (and the end), and the words, each once; `size` is above all."""
    pairs = distinct(lines.astype(np.int64) * max(1, size) + words)
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs // max(1, size), minlength=count))]).astype(np.int64)
    return starts, (pairs % max(1, size)).astype(np.int64)
