"""Draw a page's card, 1200 x 630 pixels: deep ground, title, the show's name, and the ribbon of themes. Same plate, same bytes."""

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.share.plate import CARD_HEIGHT as HEIGHT
from pipeline.share.plate import CARD_WIDTH as WIDTH
from pipeline.share.plate import Band, Plate

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from pipeline.share.lettering import Letters

_EDGE, _TOP, _MIDDLE, _BASE, _RIBBON = 84, 62, 312, 530, 26
_SIZES = (104, 92, 82, 72, 64, 56)
_LINES = {104: 2, 92: 3, 82: 3, 72: 3, 64: 4, 56: 4}
_LEADING = 1.1
_DEEP, _CREAM, _AMBER, _QUIET, _BARE = "#1b3646", "#f7efe0", "#f2b15c", "#b9c4c6", "#2b4758"
# The colours of COLOURED on a dark ground, as in podloom.css.
THEMES = ("#ed7d52", "#7dc2f5", "#edb541", "#9e90f8", "#b8e4a1", "#7af0ee", "#c38aa6")
# A picture of 256 colours: steps from the ground to each colour of the letters, then the flat ones. It packs to a tenth.
_STEPS = 32
_INKS = {_CREAM: 0, _AMBER: 1, _QUIET: 2}
_FLAT = len(_INKS) * _STEPS
# The seats of the round table (x, y, radius; amber or not), and the bars of sound in it, in 32nds.
_SEATS = (
    (27.64, 20.82, 0),
    (20.82, 27.64, 1),
    (11.18, 27.64, 0),
    (4.36, 20.82, 0),
    (4.36, 11.18, 1),
    (11.18, 4.36, 0),
    (27.64, 11.18, 0),
)
_BARS = ((11, 14, 18), (13.5, 12, 20), (16, 10.5, 21.5), (18.5, 12.5, 19.5), (21, 14.5, 17.5))
_MARK = 56


def card(plate: Plate, own: bytes | None = None) -> bytes:
    """Return a card as PNG. `own` is a font of the host's, for titles in another script.

    Raises:
        ItemError: `own` is no font.
    """
    from PIL import Image, ImageDraw

    from pipeline.share import lettering

    heads = lettering.own(own) if own else lettering.letters(lettering.TITLE)
    texts = lettering.own(own) if own else lettering.letters(lettering.TEXT)
    picture = Image.new("P", (WIDTH, HEIGHT), 0)
    picture.putpalette(_palette())
    for ink, mask in zip((_CREAM, _AMBER), _mark(), strict=True):
        _lay(picture, mask, ink, (_EDGE, _TOP))
    show, line, foot = (texts.plain(text) for text in (plate.show, plate.line, plate.foot))
    title = heads.plain(plate.title) or heads.plain(plate.show)
    if show != title:
        left = _EDGE + _MARK + 22
        _write(picture, texts, "".join(texts.cut(show, 34, WIDTH - _EDGE - left, 1)), 34, _CREAM, (left, _TOP + _MARK // 2), "lm")
    _title(picture, heads, title)
    length = texts.at(30).getlength(foot)
    room = WIDTH - 2 * _EDGE - (length + 40 if foot else 0)
    _write(picture, texts, "".join(texts.cut(line, 30, room, 1)), 30, _QUIET, (_EDGE, _BASE), "ls")
    _write(picture, texts, foot, 30, _QUIET, (round(WIDTH - _EDGE - length), _BASE), "ls")
    _ribbon(ImageDraw.Draw(picture), plate.bands)
    return _png(picture)


def _title(picture: "Image", letters: "Letters", title: str) -> None:
    """Write the title as large as it fits in few lines, its middle on the card's; cut where it never fits."""
    width = WIDTH - 2 * _EDGE
    fits = ((size, letters.wrapped(title, size, width, _LINES[size])) for size in _SIZES)
    size, lines = next(((size, lines) for size, lines in fits if lines), (_SIZES[-1], letters.cut(title, _SIZES[-1], width, 4)))
    top = _MIDDLE - (len(lines) - 1) * size * _LEADING / 2
    for at, line in enumerate(lines):
        _write(picture, letters, line, size, _CREAM, (_EDGE - size // 24, round(top + at * size * _LEADING)), "lm")


def _write(picture: "Image", letters: "Letters", text: str, size: int, ink: str, place: tuple[int, int], anchor: str) -> None:
    """Write one line; only its own part of the card is worked on, which takes half the time."""
    from PIL import Image, ImageDraw

    font, edge = letters.at(size), size // 2
    mask = Image.new("L", (round(font.getlength(text)) + 2 * edge, 3 * size), 0)
    ImageDraw.Draw(mask).text((edge, 3 * edge), text, 255, font, anchor=anchor)
    _lay(picture, mask, ink, (place[0] - edge, place[1] - 3 * edge))


def _lay(picture: "Image", mask: "Image", ink: str, place: tuple[int, int]) -> None:
    picture.paste(mask.point(_shades(ink)), place, mask.point(_SOLID))


def _ribbon(pen: "ImageDraw", bands: Iterable[Band]) -> None:
    """Draw the themes over time at the foot; several at once share the height, what has none is bare."""
    top = HEIGHT - _RIBBON
    pen.rectangle((0, top, WIDTH, HEIGHT), fill=_FLAT)
    for band in bands:
        left, right = (round(WIDTH * place / 1000) for place in (band.start, band.end))
        for at, theme in enumerate(band.themes):
            low, high = (top + round(_RIBBON * share / len(band.themes)) for share in (at, at + 1))
            pen.rectangle((left, low, max(left, right - 2), high - 1), fill=_FLAT + 1 + theme)


@lru_cache(maxsize=1)
def _mark() -> "tuple[Image, Image]":
    """Return the show's mark, the round table, as masks of its cream and its amber."""
    from PIL import Image, ImageDraw

    scale = _MARK * 4 / 32
    cream, amber = (Image.new("L", (_MARK * 4, _MARK * 4), 0) for _ in range(2))
    pens = ImageDraw.Draw(cream), ImageDraw.Draw(amber)
    pens[0].ellipse([8 * scale, 8 * scale, 24 * scale, 24 * scale], fill=255)
    for x, y, kind in _SEATS:
        pens[kind].ellipse([(x - 2.3) * scale, (y - 2.3) * scale, (x + 2.3) * scale, (y + 2.3) * scale], fill=255)
    pens[0].ellipse([19.0 * scale, 2.5 * scale, 22.7 * scale, 6.2 * scale], outline=255, width=round(1.2 * scale))
    for x, first, last in _BARS:
        pens[0].rounded_rectangle([(x - 0.65) * scale, first * scale, (x + 0.65) * scale, last * scale], scale / 2, fill=0)
    return cream.reduce(4), amber.reduce(4)


@lru_cache(maxsize=1)
def _palette() -> bytes:
    ground, found = _rgb(_DEEP), bytearray()
    for ink in _INKS:
        for step in range(_STEPS):
            found += bytes(round(a + (b - a) * step / (_STEPS - 1)) for a, b in zip(ground, _rgb(ink), strict=True))
    for flat in (_BARE, *THEMES, _QUIET):
        found += bytes(_rgb(flat))
    return bytes(found)


@lru_cache(maxsize=8)
def _shades(ink: str) -> list[int]:
    """Return the palette's places for each strength of an ink."""
    return [_INKS[ink] * _STEPS + value * (_STEPS - 1) // 255 for value in range(256)]


_SOLID = [255 if value * (_STEPS - 1) // 255 else 0 for value in range(256)]


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _png(picture: "Image") -> bytes:
    """Pack a picture. No clock goes in, and the level is fixed: the same picture gives the same bytes."""
    into = io.BytesIO()
    picture.save(into, "PNG", optimize=False, compress_level=6)
    return into.getvalue()
