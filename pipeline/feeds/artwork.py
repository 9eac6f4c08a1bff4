"""Look at a show's or an episode's artwork as directories will: square, 1400 to 3000 pixels, JPEG or PNG in RGB. Changes none."""

from pathlib import Path

from pipeline.model import Fact

NAMES = ("artwork.jpg", "artwork.png")
SMALLEST, LARGEST = 1400, 3000
_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
EXPORT = f"Export it as a square JPEG or PNG in RGB with {SMALLEST} to {LARGEST} pixels a side."


class Artwork(Fact, frozen=True):
    """Where a picture stands on the site, absolute, and its sides in pixels; empty where there is none."""

    address: str = ""
    sides: tuple[int, int] = (0, 0)


def look(path: Path, where: str) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Return the sides of a picture and what directories will refuse in it, each with how to mend it."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            width, height, mode = picture.width, picture.height, picture.mode
            kind = "JPEG" if picture.format == "MPO" else picture.format  # as telephones write it
    except Exception as fault:  # noqa: BLE001 - Pillow's readers raise whatever they come upon in a damaged file
        return (0, 0), (f"{where}: this is no picture ({fault}). {EXPORT}",)
    faults = []
    if width != height:
        faults.append(f"it is {width} x {height} pixels and not square")
    elif not SMALLEST <= width <= LARGEST:
        faults.append(f"it is {width} pixels wide; directories take {SMALLEST} to {LARGEST}")
    if kind != _FORMATS.get(path.suffix.lower()):
        faults.append(f"it is {kind} inside, and its name says {path.suffix}")
    if mode not in ("RGB", "RGBA", "P", "L"):
        faults.append(f"its colours are {mode}, and not RGB")
    return (width, height), tuple(f"{where}: {fault}. {EXPORT}" for fault in faults)
