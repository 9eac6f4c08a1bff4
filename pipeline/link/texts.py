"""Fetch the sentences of items when somebody asks for them: of a large library only a few are looked at. Finds nothing."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from pipeline.link.lines import Items, Key, Line, lines_of, parts_of
from pipeline.link.recall import Recalled
from pipeline.link.stretches import Stretch
from pipeline.model import Library, Sentence

_KEPT = 64  # items whose sentences are remembered


class Texts:
    """The texts of a library, item by item; a stretch is known by its item and the numbers of its lines, from and to.

    `known` is, by item key, what an earlier run looked at in items that are as they were: for that nothing is read.
    """

    def __init__(self, library: Library, items: Items, known: Mapping[str, Recalled]) -> None:
        self._library = library
        self._items = items
        self._known = known
        self._parts = lru_cache(_KEPT)(self._read)
        self._stretches = {
            (_key(name), begin, end): Stretch(_key(name), passage, sentences)
            for name, one in known.items()
            for begin, end, passage, sentences in one.stretches
        }
        self._lines: dict[Key, dict[int, Line]] = {}
        self._asked: dict[Key, dict[tuple[int, int], Stretch]] = {}

    def lines(self, key: Key, numbers: Collection[int]) -> dict[int, Line]:
        """Return lines of an item by their numbers."""
        name = "/".join(key)
        known = self._known[name].lines if name in self._known else {}
        if not all(number in known for number in numbers):
            known = lines_of(self._items[key], self._library.passages.get(name, ()), numbers)
        found = {number: known[number] for number in sorted(numbers) if number in known}
        self._lines.setdefault(key, {}).update(found)
        return found

    def stretch(self, key: Key, begin: int, end: int) -> Stretch:
        """Return a stretch of an item; one that was asked for is remembered."""
        asked = self._asked.setdefault(key, {})
        if (begin, end) not in asked:
            asked[begin, end] = self._stretches.get((key, begin, end)) or self._cut(key, begin, end)
        return asked[begin, end]

    def fetch(self, places: Iterable[tuple[Key, int, int]]) -> None:
        """Read stretches that will be asked for, item by item."""
        for place in sorted(set(places)):
            self.stretch(*place)

    def asked(self, key: Key) -> Recalled:
        """Return all that was asked for of an item."""
        stretches = sorted((place, one) for place, one in self._asked.get(key, {}).items())
        return Recalled(
            lines=dict(sorted(self._lines.get(key, {}).items())),
            stretches=tuple((*place, one.passage, one.sentences) for place, one in stretches),
        )

    def _cut(self, key: Key, begin: int, end: int) -> Stretch:
        first = 0
        for passage, sentences in self._parts(key):
            if begin < first + len(sentences):
                return Stretch(key, passage, sentences[begin - first : end - first])
            first += len(sentences)
        raise IndexError(f"{'/'.join(key)} has no line {begin}")

    def _read(self, key: Key) -> list[tuple[str, tuple[Sentence, ...]]]:
        passages = self._library.passages.get("/".join(key), ())
        return [(passage.id, sentences) for passage, sentences in parts_of(self._items[key], passages)]


def _key(name: str) -> Key:
    kind, _, slug = name.partition("/")
    return kind, slug
