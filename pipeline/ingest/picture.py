"""Say what a picture is, and make it small enough to serve. Opens no address; what a browser could run as a page is no picture."""

import io
import re
import warnings
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.errors import ItemError
from pipeline.model import Fact

if TYPE_CHECKING:
    from PIL.Image import Image

# The formats that every browser shows and that hold nothing but a picture: SVG may hold scripts.
SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
_OTHERS = ("BMP", "TIFF")  # read, and written anew as one of those
WIDEST, HIGHEST = 1600, 4800  # twice the column of a letter, for sharp screens
MOST_PIXELS = 60_000_000
HEAVY_BYTES = 2 << 20
HEAVIEST_BYTES = 40 << 20
_ORIENTATION, _POSITION = 0x0112, 0x8825  # EXIF 2.32: how it is turned, where it was taken


class Picture(Fact, frozen=True):
    """A picture as its file says: its suffix with the dot, and its pixels."""

    suffix: str
    width: int
    height: int


def moved(text: str, folder: str, names: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return a letter whose pictures count from its page, where they lie beside it, and the names of those that it shows.

    A letter's file names them with their `folder`, which has the file's own name.
    """
    shown: list[str] = []
    for name in names:
        for written in dict.fromkeys((name, quote(name))):
            pattern = re.compile(
                rf"(?<=[(\"'<\s])(?:\./)?(?:{re.escape(folder)}|{re.escape(quote(folder))})/{re.escape(written)}(?=[)\"'>\s])"
            )
            text, count = pattern.subn(quote(name), text)
            shown += [name] if count else []
    return text, tuple(dict.fromkeys(shown))


def examine(data: bytes, where: str) -> Picture:
    """Read what a picture is from its first bytes; its pixels are not decoded.

    Raises:
        ItemError: it is none that a page may show.
    """
    with _opened(data, where) as image:
        if image.format not in SUFFIXES:
            raise ItemError(f"the picture is {image.format}, which pages do not show", where, "Save it as PNG or JPEG.")
        return Picture(SUFFIXES[image.format], *_upright(image))


def fitted(data: bytes, where: str) -> tuple[bytes, Picture]:
    """Return a picture as it can be served: as it is, or not wider than 1600 pixels, upright, and without the place it was taken.

    Raises:
        ItemError: it is none, is damaged, or has more than 60 million pixels.
    """
    with _opened(data, where) as image:
        try:
            moves = getattr(image, "n_frames", 1) > 1
            image.load()
            if image.format in SUFFIXES and (moves or not _to_mend(image, len(data))):
                return data, Picture(SUFFIXES[image.format], *_upright(image))
            written = _written(_smaller(image), image.format or "")
        except Exception as fault:  # as below
            raise ItemError(f"the picture is damaged: {fault}", where, "Replace it, and bring the letter in again.") from fault
    return written, examine(written, where)


def opened(data: bytes, where: str, formats: tuple[str, ...], most_pixels: int, remedy: str) -> "Image":
    """Open a picture without reading its pixels.

    Raises:
        ItemError: it is in none of these formats, or larger than it may be.
    """
    from PIL import Image

    if len(data) > HEAVIEST_BYTES:
        raise ItemError(f"the picture is larger than {HEAVIEST_BYTES >> 20} MiB", where, remedy)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound, below, is narrower
            image = Image.open(io.BytesIO(data), formats=formats)
    except Exception as fault:  # Pillow's readers raise whatever they come upon in a damaged file
        raise ItemError("the file is no picture that can be shown", where, remedy) from fault
    if image.width * image.height > most_pixels:
        raise ItemError(f"the picture has {image.width} x {image.height} pixels", where, remedy)
    return image


def _opened(data: bytes, where: str) -> "Image":
    formats = (*(one for one in SUFFIXES if one != "MPO"), *_OTHERS)
    return opened(data, where, formats, MOST_PIXELS, "Save it as PNG or JPEG, and smaller if it is large.")


def _upright(image: "Image") -> tuple[int, int]:
    turned = _exif(image).get(_ORIENTATION, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else image.size


def _exif(image: "Image") -> Mapping[int, Any]:
    """Return what a camera noted; of a PNG all pixels would have to be read for it, and cameras write none."""
    return image.getexif() if image.format in ("JPEG", "MPO", "WEBP", "AVIF") else {}


def _to_mend(image: "Image", size: int) -> bool:
    exif = _exif(image)
    told = exif.get(_ORIENTATION, 1) != 1 or _POSITION in exif
    return image.width > WIDEST or image.height > HIGHEST or size > HEAVY_BYTES or told


def _smaller(image: "Image") -> "Image":
    from PIL import Image, ImageOps

    small = ImageOps.exif_transpose(image)
    small.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    return small


def _written(image: "Image", was: str) -> bytes:
    """Write without what the camera noted; the same picture gives the same bytes."""
    into = io.BytesIO()
    if was in ("JPEG", "MPO"):
        image.convert("RGB").save(into, "JPEG", quality=85, optimize=True, progressive=True)
    elif was in ("WEBP", "AVIF"):
        image.save(into, "WEBP", quality=85, method=4, exif=b"")
    else:
        image.save(into, "PNG", optimize=True)
    return into.getvalue()
