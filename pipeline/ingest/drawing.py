"""Read, turn and shrink pictures with Pillow. Runs in a child process only; opens no file."""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.errors import ItemError
from pipeline.ingest.confined import EXPORTS
from pipeline.ingest.picture import (
    COVER_PIXELS,
    COVER_SIDE,
    HEAVY_BYTES,
    HIGHEST,
    MOST_PIXELS,
    SUFFIXES,
    WIDEST,
    Picture,
)

if TYPE_CHECKING:
    from PIL.Image import Image

_OTHERS = ("BMP", "TIFF")  # read, and written anew as one of the others
_COVERS = ("JPEG", "PNG", "WEBP")
_QUALITY, _COVER_QUALITY = 85, 82
_ORIENTATION, _POSITION = 0x0112, 0x8825  # EXIF 2.32: how it is turned, where it was taken
_SAVE = EXPORTS["picture"]
_REPLACE = "Replace it, and bring the letter in again."
_EXPORT = "Export it as a JPEG or PNG of at most 3000 pixels a side."


def load() -> None:
    """Import every reader of Pillow that may be asked for."""
    from PIL import Image, ImageOps  # noqa: F401 - so that it is there

    Image.init()


def examine(data: bytes) -> tuple[Picture, bytes]:
    """Read what a picture of a letter is from its first bytes; its pixels are not decoded."""
    with _letters(data) as image:
        return _told(image), b""


def fit(data: bytes) -> tuple[Picture, bytes]:
    """Make a letter's picture one that can be served; b"" where it can be as it is."""
    with _letters(data) as image, _blaming("the picture is damaged: {}", _REPLACE):
        moves = getattr(image, "n_frames", 1) > 1
        image.load()
        if image.format in SUFFIXES and (moves or not _to_mend(image, len(data))):
            return _told(image), b""
        written = _written(_smaller(image), image.format or "")
    return examine(written)[0], written


def examine_cover(data: bytes) -> tuple[Picture, bytes]:
    """Read what a cover is."""
    with _opened(data, _COVERS, COVER_PIXELS, _EXPORT) as image:
        return _told(image), b""


def draw_cover(data: bytes) -> tuple[Picture, bytes]:
    """Draw a cover anew for a page."""
    from PIL import ImageOps

    with _opened(data, _COVERS, COVER_PIXELS, _EXPORT) as image, _blaming("the picture is damaged: {}", _EXPORT):
        drawn = ImageOps.exif_transpose(image)
        drawn.thumbnail((COVER_SIDE, COVER_SIDE))
        held = io.BytesIO()
        drawn.convert("RGB").save(held, "JPEG", quality=_COVER_QUALITY, optimize=True)
    return Picture(SUFFIXES["JPEG"], *drawn.size), held.getvalue()


TASKS: Mapping[str, Callable[[bytes], tuple[Picture, bytes]]] = {
    "examine": examine,
    "fit": fit,
    "examine cover": examine_cover,
    "draw cover": draw_cover,
}


def _letters(data: bytes) -> "Image":
    return _opened(data, (*(one for one in SUFFIXES if one != "MPO"), *_OTHERS), MOST_PIXELS, _SAVE)


def _opened(data: bytes, formats: Iterable[str], most_pixels: int, remedy: str) -> "Image":
    """Open a picture without reading its pixels; raise ItemError where it is in none of these formats, or too large."""
    from PIL import Image

    with _blaming("the file is no picture that can be shown", remedy), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound, below, is narrower
        image = Image.open(io.BytesIO(data), formats=tuple(formats))
    if image.width * image.height > most_pixels:
        raise ItemError(f"the picture has {image.width} x {image.height} pixels", "", remedy)
    return image


@contextmanager
def _blaming(message: str, remedy: str) -> Iterator[None]:
    """Raise whatever a reader of Pillow comes upon in a damaged file, and that is anything, as that file's ItemError."""
    try:
        yield
    except (MemoryError, ItemError):
        raise
    except Exception as fault:
        raise ItemError(message.format(fault), "", remedy) from fault


def _told(image: "Image") -> Picture:
    if image.format not in SUFFIXES:
        raise ItemError(f"the picture is {image.format}, which pages do not show", "", "Save it as PNG or JPEG.")
    turned = _exif(image).get(_ORIENTATION, 1) in (5, 6, 7, 8)
    return Picture(SUFFIXES[image.format], *((image.height, image.width) if turned else image.size))


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
        image.convert("RGB").save(into, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    elif was in ("WEBP", "AVIF"):
        image.save(into, "WEBP", quality=_QUALITY, method=4, exif=b"")
    else:
        image.save(into, "PNG", optimize=True)
    return into.getvalue()
