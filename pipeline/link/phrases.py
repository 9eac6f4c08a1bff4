"""Find phrases in lines of text, whatever their case, accents and punctuation. Knows no links."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.model import Fact, Place

Key = tuple[str, str]  # kind and slug


class Line(Fact, frozen=True):
    """One sentence of an item, with the passage and second it stands at; `plain` is folded for comparison."""

    place: Place
    text: str
    plain: str


def fold(text: str) -> str:
    """Fold text for comparison: lower case, no accents, no punctuation, single blanks, a blank at both ends."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("'", "").replace("\u2019", "")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall(r"[^\W_]+", plain)
    return f" {' '.join(words)} "


class Phrases:
    """Phrases that are looked for in lines, by their first two words: 1,000 of them cost a line no more than ten do."""

    def __init__(self, phrases: Iterable[tuple[str, Key]]) -> None:
        self._starts: dict[tuple[str, ...], list[tuple[str, Key]]] = {}
        for phrase, key in phrases:
            if words := phrase.split():
                self._starts.setdefault(tuple(words[:2]), []).append((phrase, key))

    def inside(self, line: Line) -> Iterator[Key]:
        """Yield the keys of the phrases that a line holds."""
        words = line.plain.split()
        starts = dict.fromkeys([*((word,) for word in words), *pairwise(words)])
        for phrase, key in (one for start in starts for one in self._starts.get(start, ())):
            if phrase in line.plain:
                yield key
