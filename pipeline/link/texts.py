"""Fetch the sentences of items when somebody asks for them: of a large library only a few are looked at. Finds nothing."""

from collections.abc import Container, Iterable
from functools import lru_cache

from pipeline.link.lines import Items, Key, Line, lines_of, parts_of
from pipeline.link.stretches import Stretch
from pipeline.model import Library, Passage, Sentence

_KEPT = 64  # items whose sentences are remembered


class Texts:
    """The texts of a library, item by item; a stretch is known by its item and the numbers of its lines, from and to."""

    def __init__(self, library: Library, items: Items) -> None:
        self._library = library
        self._items = items
        self._parts = lru_cache(_KEPT)(self._read)
        self._asked: dict[tuple[Key, int, int], Stretch] = {}

    def lines(self, key: Key, numbers: Container[int]) -> dict[int, Line]:
        """Return lines of an item by their numbers."""
        return lines_of(self._items[key], self._library.passages.get("/".join(key), ()), numbers)

    def stretch(self, key: Key, begin: int, end: int) -> Stretch:
        """Return a stretch of an item; one that was asked for is remembered."""
        place = (key, begin, end)
        if place not in self._asked:
            first = 0
            for passage, sentences in self._parts(key):
                if begin < first + len(sentences):
                    self._asked[place] = Stretch(key, passage, sentences[begin - first : end - first])
                    break
                first += len(sentences)
        return self._asked[place]

    def fetch(self, places: Iterable[tuple[Key, int, int]]) -> None:
        """Read stretches that will be asked for, item by item."""
        for place in sorted(set(places)):
            self.stretch(*place)

    def _read(self, key: Key) -> list[tuple[Passage, tuple[Sentence, ...]]]:
        return list(parts_of(self._items[key], self._library.passages.get("/".join(key), ())))
