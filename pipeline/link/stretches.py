"""Cut passages into stretches of like length and count their telling words. Compares nothing.

A passage may be a paragraph or five minutes of talk: two long ones share words by mere length. Fifty words share few by chance.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.link.lines import Key, fold, parts
from pipeline.link.plain import WORDS
from pipeline.model import Library, Passage, Sentence
from pipeline.stems import stemmer

WORDS_AT_MOST = 70
EDGE_WORDS = 100  # where greetings and credits stand
_FORMULA = 3  # words in a row
_FORMULA_IN = (3, 0.05)  # items, and share of them, that have a formula
_WORD = re.compile(r"[^\W\d_]{3,}")
_TAIL = re.compile(r"['\u2019][^\W\d_]+")  # "didn't" is "didn", which is plain; "Mira's" is Mira


class Stretch(NamedTuple):
    """Some sentences of a passage of an item."""

    item: Key
    passage: Passage
    sentences: tuple[Sentence, ...]


class Reader:
    """Finds the words of a sentence that may say what it is about, each as its stem.

    `named` are, by sentence, the words of the titles that it names.
    """

    def __init__(self, library: Library, repeated: Container[str], named: Mapping[str, frozenset[str]]) -> None:
        self._stem = stemmer(library.show.language)
        self._plain = WORDS if library.show.language.startswith("en") else frozenset()
        names = [library.show.title, *library.show.hosts, *(name for one in library.people for name in (one.name, *one.aliases))]
        self._people = {word for name in names for word in fold(name).split()}
        self._repeated = repeated
        self._named = named
        self._seen: dict[str, str] = {}

    def words(self, sentence: str) -> Iterator[tuple[str, str]]:
        """Yield (stem, word as written) in order. Names of people and items are left out: they make links of their own."""
        if fold(sentence) in self._repeated:
            return
        named = self._named.get(sentence, frozenset())
        for word in _WORD.findall(_TAIL.sub("", sentence)):
            stem = self._seen.get(word)
            if stem is None:
                stem = self._seen[word] = self._read(word)
            if stem and not (named and word.lower() in named):
                yield stem, word

    def _read(self, word: str) -> str:
        """Return the stem of a word, "" for one that says nothing."""
        small = word.lower()
        return "" if small in self._plain or (small in self._people and word != small) else self._stem(word)


def stretches(library: Library) -> list[Stretch]:
    """Return the stretches of all items, by the items' keys, then in the order of the text."""
    found = [Stretch(key, passage, part) for key, passage, sentences in parts(library) for part in _cut(sentences)]
    return sorted(found, key=lambda stretch: stretch.item)


def formulas(stretches: Sequence[Stretch]) -> dict[int, frozenset[str]]:
    """Return, by place in `stretches`, the words that belong to a greeting or a credit: three in a row as in many items.

    Only the first and last 100 words of an item are looked at.
    """
    edges = sorted(_edges(stretches))
    seen: Counter[str] = Counter()
    items = 0
    for _, own in groupby(edges, key=lambda at: stretches[at].item):
        seen.update({formula for at in own for formula in _rows(_words(stretches[at]))})
        items += 1
    least = max(_FORMULA_IN[0], _FORMULA_IN[1] * items)
    many = {formula for formula, count in seen.items() if count >= least}
    return {at: frozenset(" ".join(one for one in _rows(_words(stretches[at])) if one in many).split()) for at in edges}


def _words(stretch: Stretch) -> list[str]:
    return [word for one in stretch.sentences for word in fold(one.text).split()]


def _rows(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[at : at + _FORMULA]) for at in range(len(words) - _FORMULA + 1))


def _cut(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    part: list[Sentence] = []
    words = 0
    for sentence in sentences:
        more = sentence.text.count(" ") + 1
        if part and words + more > WORDS_AT_MOST:
            yield tuple(part)
            part, words = [], 0
        part.append(sentence)
        words += more
    if part:
        yield tuple(part)


def _edges(stretches: Sequence[Stretch]) -> set[int]:
    """Return the places of the stretches with which items begin and end."""
    found: set[int] = set()
    for order in (range(len(stretches)), range(len(stretches) - 1, -1, -1)):
        words: Counter[Key] = Counter()
        for at in order:
            if words[stretches[at].item] < EDGE_WORDS:
                words[stretches[at].item] += sum(one.text.count(" ") + 1 for one in stretches[at].sentences)
                found.add(at)
    return found
