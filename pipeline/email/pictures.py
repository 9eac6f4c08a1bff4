"""Find how large a picture of the show is, from the site as it was built. Fetches none."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.email.fit import Size


def sizes(site: Path, url: str) -> Callable[[str], Size | None]:
    """Return what finds the pixels of a picture by its absolute address: of one in the folder `site`, which was built for `url`."""
    home = url.rstrip("/") + "/"

    def size_of(address: str) -> Size | None:
        if not address.startswith(home):
            return None
        file = (site / unquote(urlsplit(address.removeprefix(home)).path)).resolve()
        return _pixels(file) if file.is_relative_to(site.resolve()) and file.is_file() else None

    return size_of


def _pixels(file: Path) -> Size | None:
    from PIL import Image

    try:
        with Image.open(file) as picture:
            return picture.size
    except Exception:  # noqa: BLE001 - Pillow's readers raise whatever they come upon in a damaged file
        return None
