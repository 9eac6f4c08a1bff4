"""Find the words of a sentence that may say what it is about, each as its stem. Numbers none."""

from collections.abc import Iterator

from pipeline.link.lines import fold
from pipeline.link.plain import WORDS
from pipeline.link.stretches import TAIL, WORD
from pipeline.link.tokens import Hushed
from pipeline.model import Library
from pipeline.stems import stemmer


class Reader:
    """Reads a sentence as `reading` and `tokens` read all: names of people and items are left out, as they make links."""

    def __init__(self, language: str, hushed: Hushed) -> None:
        self._stem = stemmer(language)
        self._plain = WORDS if language.startswith("en") else frozenset()
        self._hushed = hushed
        self._seen: dict[str, str] = {}

    def words(self, sentence: str) -> Iterator[tuple[str, str]]:
        """Yield (stem, word as written) in order."""
        if fold(sentence) in self._hushed.repeated:
            return
        named = self._hushed.named.get(sentence, frozenset())
        for word in WORD.findall(TAIL.sub("", sentence)):
            stem = self._seen.get(word)
            if stem is None:
                stem = self._seen[word] = self._read(word)
            if stem and not (named and word.lower() in named):
                yield stem, word

    def _read(self, word: str) -> str:
        """Return the stem of a word, "" for one that says nothing."""
        small = word.lower()
        return "" if small in self._plain or (small in self._hushed.people and word != small) else self._stem(small)


def people(library: Library) -> frozenset[str]:
    """Return the folded words of the names of the show and of everybody in it."""
    names = [library.show.title, *library.show.hosts, *(name for one in library.people for name in (one.name, *one.aliases))]
    return frozenset(word for name in names for word in fold(name).split())
