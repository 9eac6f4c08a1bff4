"""Keep rows of numbers on disk by key, for later runs. Decides nothing: what is missing, cut off or damaged is made anew.

Each call that has something new writes one file, whole and under the name of its content, and no file is ever changed. So
processes need no lock: at worst two of them write the same rows. What was not used for longest goes first when room is short.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.disk import write_whole
from pipeline.model import UNREAD

Row = tuple[bytes, tuple[int, ...]]  # the numbers, and how many word pieces each part has

MOST_BYTES = 1 << 30  # 180,000 passages of speech
_MOST_FILES = 8192  # one for each item and each time that it was edited; their heads are read at the start
_DIGEST = 32
_LENGTH = 8


class _Head(msgspec.Struct, frozen=True):
    """What stands in a file, in order, and the sha256 of the numbers behind it."""

    keys: tuple[bytes, ...]
    sizes: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    body: bytes


class Shelf:
    """Rows in `folder`; the files are found when they are first asked for."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._places: dict[bytes, Path] | None = None
        self._seen: set[str] = set()

    def take(self, keys: Sequence[bytes]) -> dict[bytes, Row]:
        """Return what is kept of `keys`."""
        places = self._index()
        if any(key not in places for key in keys):
            self._find()
        files = dict.fromkeys(places[key] for key in keys if key in places)
        held = {key: row for path in files for key, row in self._opened(path).items()}
        return {key: held[key] for key in keys if key in held}

    def put(self, rows: Mapping[bytes, Row]) -> None:
        """Keep rows, and let go of what was not used for longest where they take too much room.

        Raises:
            DiskError: the disk refused.
        """
        body = b"".join(numbers for numbers, _ in rows.values())
        sizes = tuple(len(numbers) for numbers, _ in rows.values())
        pieces = tuple(pieces for _, pieces in rows.values())
        head = msgspec.msgpack.encode(_Head(tuple(rows), sizes, pieces, hashlib.sha256(body).digest()))
        digest = hashlib.sha256(head).digest()
        path = self._folder / f"{digest.hex()[:32]}.rows"
        # Without fsync: after a power cut a file may be cut off, and then it is made anew.
        write_whole(path, digest + len(head).to_bytes(_LENGTH, "big") + head + body, sync=False)
        self._index().update(dict.fromkeys(rows, path))
        self._seen.add(path.name)
        self._make_room()

    def _index(self) -> dict[bytes, Path]:
        if self._places is None:
            self._places = {}
            self._find()
        return self._places

    def _find(self) -> None:
        """Read which rows the files hold that were not seen yet: another process may have written some."""
        places, every = self._index(), {path.name for path in self._folder.glob("*.rows")}
        for name in sorted(every - self._seen):
            places.update(dict.fromkeys(_head(self._folder / name).keys, self._folder / name))
        self._seen = every

    def _opened(self, path: Path) -> dict[bytes, Row]:
        head, body = _read(path)
        if not head.keys:
            self._places = {key: place for key, place in self._index().items() if place != path}
            return {}
        found: dict[bytes, Row] = {}
        start = 0
        for key, size, pieces in zip(head.keys, head.sizes, head.pieces, strict=True):
            found[key] = (body[start : start + size], pieces)
            start += size
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def _make_room(self) -> None:
        files = sorted(_aged(self._folder.glob("*.rows")))
        size, count = sum(size for _, _, size in files), len(files)
        for _, path, own in files:
            if size <= self._most_bytes and count <= _MOST_FILES:
                return
            path.unlink(missing_ok=True)
            size, count = size - own, count - 1


_NOTHING = _Head((), (), (), b"")
_LONGEST_HEAD = 1 << 26


def _head(path: Path) -> _Head:
    return _read(path, body=False)[0]


def _read(path: Path, *, body: bool = True) -> tuple[_Head, bytes]:
    """Return what stands in a file; nothing, and no file any more, where a byte of it is not what was written."""
    try:
        with path.open("rb") as file:
            digest, length = file.read(_DIGEST), int.from_bytes(file.read(_LENGTH), "big")
            head = file.read(min(length, _LONGEST_HEAD))
            rest = file.read() if body else b""
    except OSError:
        return _NOTHING, b""
    with contextlib.suppress(*UNREAD):  # whole, and from another version
        known = msgspec.msgpack.decode(head, type=_Head) if hashlib.sha256(head).digest() == digest else _NOTHING
        if known.keys and (not body or hashlib.sha256(rest).digest() == known.body):
            return known, rest
    path.unlink(missing_ok=True)
    return _NOTHING, b""


def _aged(paths: Iterable[Path]) -> Iterator[tuple[float, Path, int]]:
    """Yield when each file was last used, the file, and its size; another process may just have removed it."""
    for path in paths:
        with contextlib.suppress(OSError):
            found = path.stat()
            yield found.st_mtime, path, found.st_size
