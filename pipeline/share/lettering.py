"""Fit words into a width in the show's own letters. Knows what a font cannot draw, and leaves it out rather than draw boxes."""

import io
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from pipeline.errors import ItemError

_FONTS = Path(__file__).parent / "fonts"
TITLE, TEXT = "newsreader-500.ttf", "hanken-grotesk-500.ttf"
OWN = "site/card.ttf"  # the host's own letters, for titles in another script
_NOWHERE = "\uffff"  # no font has it: it shows what a font draws for what it lacks
_MOST_LOST = 0.2  # of a text's letters; with more gone, what is left says something else


class Letters:
    """A font at all its sizes, and what it cannot draw. `data` are the bytes of a TrueType or OpenType file."""

    def __init__(self, data: bytes, where: str) -> None:
        self._data = data
        self._where = where
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._drawn: dict[str, bool] = {}

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size in pixels. The plain layout is the same on every machine; the other needs a library.

        Raises:
            ItemError: the bytes are no font.
        """
        if size not in self._sizes:
            try:
                self._sizes[size] = ImageFont.truetype(io.BytesIO(self._data), size, layout_engine=ImageFont.Layout.BASIC)
            except (OSError, ValueError) as fault:
                raise ItemError(
                    f"the font cannot be read: {fault}", self._where, "Put a TrueType file there, or remove it."
                ) from fault
        return self._sizes[size]

    def draws(self, sign: str) -> bool:
        """Say whether the font has this character. What runs from right to left it cannot set, even where it has it."""
        if sign not in self._drawn:
            font = self.at(24)
            lacks = bytes(font.getmask(sign)) == bytes(font.getmask(_NOWHERE)) and not sign.isspace()
            self._drawn[sign] = not lacks and unicodedata.bidirectional(sign) not in ("R", "AL")
        return self._drawn[sign]

    def plain(self, text: str) -> str:
        """Return what the font can draw of a text: accents that it lacks fall off, emoji vanish; "" where letters are lost."""
        kept, lost, letters = "", 0, 0
        for sign in unicodedata.normalize("NFC", " ".join(text.split())):
            shown = sign if self.draws(sign) else "".join(one for one in unicodedata.normalize("NFKD", sign) if one.isascii())
            kept += shown
            letters += sign.isalnum()
            lost += sign.isalnum() and not shown
        return "" if lost > _MOST_LOST * letters else " ".join(kept.split())

    def wrapped(self, text: str, size: int, width: float, most: int) -> tuple[str, ...] | None:
        """Break a text into at most `most` lines of `width` pixels; None where it takes more."""
        font, lines = self.at(size), [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) <= width:
                lines[-1] = longer
            elif font.getlength(word) > width or len(lines) == most:
                return None
            else:
                lines.append(word)
        return tuple(lines)

    def cut(self, text: str, size: int, width: float, most: int) -> tuple[str, ...]:
        """Break a text into at most `most` lines, and end it with an ellipsis where it is longer."""
        lines: list[str] = []
        font, rest = self.at(size), text
        while rest and len(lines) < most:
            whole = font.getlength(rest) <= width
            line = rest if whole else _fitting(font, rest, width, last=len(lines) == most - 1)
            lines.append(line if whole or len(lines) < most - 1 else f"{line.rstrip(' ,;:.')}…")
            rest = "" if whole else rest[len(line) :].strip()
        return tuple(lines)


def _fitting(font: ImageFont.FreeTypeFont, text: str, width: float, *, last: bool) -> str:
    """Return as much of a text as fits, up to a blank where there is one: by halves, since a title may be a novel."""
    room = width - (font.getlength("…") if last else 0)
    low, high = 1, min(len(text), int(width))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle]) <= room else (low, middle - 1)
    blank = text.rfind(" ", 0, low + 1)
    return text[:blank] if blank > low // 2 else text[:low]


@lru_cache(maxsize=8)
def letters(name: str) -> Letters:
    """Return the letters that travel with Podloom, by file name."""
    return Letters((_FONTS / name).read_bytes(), name)


@lru_cache(maxsize=2)
def own(data: bytes) -> Letters:
    """Return the host's own letters."""
    return Letters(data, OWN)
