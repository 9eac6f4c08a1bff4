"""Break a text into lines of so many columns, as a terminal counts them. Knows no Markdown."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

WIDTH = 76  # columns: two quotations deep it still fits into 80


def columns(text: str) -> int:
    """Return how many columns a text takes: a wide letter two, what only adds to the one before none."""
    return sum(_columns(letter) for letter in text)


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Break a text at its blanks; a line break in it stays. An address is never broken, any other longer word is."""
    return [line for part in text.split("\n") for line in _lines(part.split(), width)]


def indented(lines: Iterable[str], first: str, rest: str | None = None) -> list[str]:
    """Put `first` before the first line and `rest` before all others, without blanks at the end of a line."""
    others = first if rest is None else rest
    return [f"{others if at else first}{line}".rstrip() for at, line in enumerate(lines)]


def _lines(words: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for word in (part for one in words for part in _parts(one, width)):
        if line and columns(line) + 1 + columns(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _is_address(word: str) -> bool:
    """Say whether a word holds a scheme, and behind it what makes it an address: `https://...`, `mailto:...@...`."""
    scheme = re.search(r"\w:", word)
    return scheme is not None and (word.find("@", scheme.end() + 1) > 0 or re.search(r"\w://", word) is not None)


def _parts(word: str, width: int) -> Iterator[str]:
    if columns(word) <= width or _is_address(word):
        yield word
        return
    part = ""
    for letter in word:
        if columns(part) + _columns(letter) > width:
            yield part
            part = ""
        part += letter
    yield part


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
