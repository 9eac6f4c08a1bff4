"""Say which texts count as the same, whatever their case, accents, apostrophes and hyphens. Knows no glossary."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Hyphens and blanks part words alike; a dash, an ellipsis or a stroke ends a word and stays with it.
_PIECE = re.compile(r"[^\s\-\u2010\u2011\u2013\u2014\u2026/]+[\u2013\u2014\u2026/]*|[\u2013\u2014\u2026/]+")
_ENDING = re.compile(r"['\u2019\u02bc](?:s|ll|d|ve|re|m)$", re.IGNORECASE)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc", "'''")


class Piece(NamedTuple):
    """A part of a text between blanks and hyphens: where it starts, its first letter, where it may end, and its own end.

    It may end before the signs after it, and before an ending such as `'s`.
    """

    start: int
    first: int
    ends: tuple[int, ...]
    end: int


def tidy(text: str) -> str:
    """Write accents as one sign with their letter, and every run of blanks as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=1 << 15)
def plain(text: str) -> str:
    """Make texts alike that differ only in case, in how accents are stored, and in apostrophes."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return folded.translate(_APOSTROPHES)


def key(text: str, glue: str = " ") -> str:
    """Return what two texts share that count as the same; signs inside count, those around do not."""
    places = [index for index, sign in enumerate(text) if of_word(sign)]
    core = text[places[0] : places[-1] + 1] if places else ""
    return glue.join(plain(piece[0]) for piece in _PIECE.finditer(core))


def pieces(text: str) -> list[Piece]:
    """Part a text at blanks and hyphens; pieces without a letter or digit have no ends."""
    return [_piece(text, *found.span()) for found in _PIECE.finditer(text)]


def of_word(sign: str) -> bool:
    """Say whether a sign is part of a word: a letter, a digit, or a mark on one (many vowels of Hindi are such marks)."""
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _piece(text: str, start: int, end: int) -> Piece:
    places = [index for index in range(start, end) if of_word(text[index])]
    if not places:
        return Piece(start, end, (), end)
    first, last = places[0], places[-1] + 1
    ending = _ENDING.search(text[first:last])
    return Piece(start, first, (first + ending.start(), last) if ending else (last,), end)
