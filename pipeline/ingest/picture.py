"""Say what a picture is, and make it small enough to serve. Opens no address; what a browser could run as a page is no picture.

Its bytes are read in a child process with limits (`drawing`).
"""

import re
from collections.abc import Collection
from contextlib import closing
from urllib.parse import quote

import msgspec

from pipeline.errors import ItemError
from pipeline.ingest import confined
from pipeline.ingest.decoding import PICTURE, PICTURE_MEGABYTES, TOLD, Request, allowed_seconds
from pipeline.model import Fact

# The formats that every browser shows and that hold nothing but a picture: SVG may hold scripts. MPO is what telephones make:
# a JPEG with others behind it.
SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
WIDEST, HIGHEST = 1600, 4800  # twice the column of a letter, for sharp screens
MOST_PIXELS = 60_000_000
HEAVY_BYTES = 2 << 20
HEAVIEST_BYTES = 40 << 20
COVER_SIDE = 640  # pixels: twice the width at which a page shows it
COVER_PIXELS = 40_000_000  # 3000 x 3000 is the most that directories take


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
    return asked("examine", data, where)[0]


def fitted(data: bytes, where: str) -> tuple[bytes, Picture]:
    """Return a picture as it can be served: as it is, or not wider than 1600 pixels, upright, and without the place it was taken.

    Raises:
        ItemError: it is none, is damaged, or has more than 60 million pixels.
    """
    found, written = asked("fit", data, where)
    return written or data, found


def asked(task: str, data: bytes, where: str) -> tuple[Picture, bytes]:
    """Have a picture read by one of the tasks of `drawing`; return what it is, and what was made of it.

    Raises:
        ItemError: it is none, is damaged, is too large, or reading it broke a limit.
    """
    if not data:
        raise ItemError("the picture is 0 bytes long", where, confined.EXPORTS["picture"])
    if len(data) > HEAVIEST_BYTES:
        raise ItemError(f"the picture is larger than {HEAVIEST_BYTES >> 20} MiB", where, confined.EXPORTS["picture"])
    request = Request(task, b"", allowed_seconds(len(data)), PICTURE_MEGABYTES, len(data))
    with closing(confined.asked("picture", request, where, data)) as messages:
        bodies = {kind: bytes(body) for kind, body in messages}
    return msgspec.json.decode(bodies[TOLD], type=Picture), bodies[PICTURE]
