"""Bring a picture of an episode along: out of its sound file, or from beside it, small enough for a page. Shows nothing."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.ingest import decoder, picture

if TYPE_CHECKING:
    from PIL.Image import Image

NAME = "cover.jpg"
SIDE = 640  # pixels: twice the width at which a page shows it
QUALITY = 82
MOST_PIXELS = 40_000_000  # 3000 x 3000 is the most that directories take
# And the names that their files bear. MPO is what telephones make: a JPEG with others behind it.
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
EXPORT = "Export it as a JPEG or PNG of at most 3000 pixels a side."


def embedded(path: Path, where: str) -> bytes | None:
    """Return the picture inside a sound file as it lies there, or None.

    Raise ItemError where the file holds no sound that can be played.
    """
    return decoder.picture(path, where)


def kind(data: bytes, where: str) -> str:
    """Return the suffix that a file with this picture should have, by its bytes; raise ItemError where it is none."""
    return FORMATS[_opened(data, where).format or ""]


def small(data: bytes, where: str) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as a JPEG for a page, with its width and height; raise ItemError where it cannot be read.

    It is drawn anew, so nothing but the picture travels on: no place where it was taken, no program.
    """
    from PIL import ImageOps

    opened = _opened(data, where)
    try:
        drawn = ImageOps.exif_transpose(opened)
        drawn.thumbnail((SIDE, SIDE))
        held = io.BytesIO()
        drawn.convert("RGB").save(held, "JPEG", quality=QUALITY, optimize=True)
    except Exception as fault:  # Pillow's readers raise whatever they come upon in a damaged file
        raise ItemError(f"the picture is damaged: {fault}", where, EXPORT) from fault
    return held.getvalue(), drawn.size


def _opened(data: bytes, where: str) -> "Image":
    return picture.opened(data, where, ("JPEG", "PNG", "WEBP"), MOST_PIXELS, EXPORT)
