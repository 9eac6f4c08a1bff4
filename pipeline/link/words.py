"""Find the telling words of a text, each as it is written there. Numbers none."""

from collections.abc import Iterator, Mapping

import numpy as np

from pipeline.link.lines import fold
from pipeline.link.reading import of_word
from pipeline.link.readings import Readings
from pipeline.link.stretches import TAIL, WORD
from pipeline.link.tokens import Hushed
from pipeline.model import Library


class Reader:
    """Reads a text as `reading` and `tokens` read a sentence: names of people and items are left out, as they make links.

    `known` are the numbers of telling words, by the digests of their stems.
    """

    def __init__(self, readings: Readings, known: Mapping[int, int], hushed: Hushed) -> None:
        self._readings = readings
        self._known = known
        self._hushed = hushed
        self._seen: dict[str, int | None] = {}

    def words(self, item: int, text: str) -> Iterator[tuple[int, str]]:
        """Yield the telling words of a text of an item in order: number, word as written."""
        named = self._hushed.named.get(text, frozenset())
        for word in WORD.findall(TAIL.sub("", text)):
            if word not in self._seen:
                self._seen[word] = self._read(item, word)
            number = self._seen[word]
            if number is not None and not (named and word.lower() in named):
                yield number, word

    def _read(self, item: int, word: str) -> int | None:
        """Return the number of a word, None for one that says nothing; its stem is that of the item's reading."""
        small, own = word.lower(), self._readings.own[item]
        if small in self._hushed.people and word != small:
            return None
        forms, form = np.frombuffer(own.forms, dtype="<u8"), of_word(small)
        at = int(np.searchsorted(forms, np.uint64(form)))
        if at == len(forms) or int(forms[at]) != form:
            return None
        return self._known.get(int(np.frombuffer(own.stems, dtype="<u8")[at]))


def people(library: Library) -> frozenset[str]:
    """Return the folded words of the names of the show and of everybody in it."""
    names = [library.show.title, *library.show.hosts, *(name for one in library.people for name in (one.name, *one.aliases))]
    return frozenset(word for name in names for word in fold(name).split())
