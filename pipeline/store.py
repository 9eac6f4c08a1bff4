"""Keep bytes under `build/`: objects by content, receipts, the ledger of what we made, the lock. Knows no stages.

Objects are renamed into place without fsync: their name is their sha256, so one that a power cut emptied is noticed
when it is read, and made again.
"""

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pipeline.disk import digest, disk, write_whole
from pipeline.errors import LockedError

DIGEST_CACHE_FROM_BYTES = 1 << 18  # smaller files are always read: hashing 256 kB takes under a millisecond


class Glance(msgspec.Struct, frozen=True):
    """What the file system says of a file, and the digest its bytes had then."""

    size: int
    mtime_ns: int
    inode: int
    sha256: str


class Store:
    """The folder `build/`: objects, receipts, the ledger of what we made, the lock and the built trees."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._glances: dict[str, Glance] = {}
        self._glances_changed = False
        self._read_glances()

    # ---- objects

    def put(self, data: bytes) -> str:
        """Keep `data` and return its digest."""
        name = digest(data)
        path = self._object(name)
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data, sync=False)
        return name

    def get(self, name: str) -> bytes | None:
        """Return the object, or None where it is missing or its bytes are not what its name says."""
        try:
            data = self._object(name).read_bytes()
        except FileNotFoundError:
            return None
        return data if digest(data) == name else None

    def holds(self, name: str) -> bool:
        """Say whether the object is here and whole; large ones are trusted while their file is untouched."""
        path = self._object(name)
        return path.is_file() and self.digest_file(path) == name

    def object_path(self, name: str) -> Path:
        """Return where the object lies."""
        return self._object(name)

    def _object(self, name: str) -> Path:
        return self.root / "objects" / name[:2] / name[2:]

    def sweep(self, keep: frozenset[str]) -> int:
        """Remove objects that no receipt names; return how many went."""
        gone = 0
        for path in (self.root / "objects").glob("*/*"):
            if path.parent.name + path.name not in keep:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    # ---- receipts

    def receipt(self, name: str) -> bytes | None:
        """Return a receipt's bytes, or None where there is none."""
        try:
            return (self.root / "receipts" / f"{name}.json").read_bytes()
        except OSError:
            return None

    def keep_receipt(self, name: str, data: bytes) -> None:
        """Write a receipt unless it already has these bytes, so that a run that did nothing changes no file."""
        if self.receipt(name) != data:
            write_whole(self.root / "receipts" / f"{name}.json", data)

    def receipts(self) -> tuple[str, ...]:
        """Name every receipt."""
        folder = self.root / "receipts"
        return tuple(sorted(str(path.relative_to(folder))[:-5] for path in folder.glob("**/*.json")))

    def drop_receipt(self, name: str) -> None:
        """Forget a receipt of an item that is gone."""
        (self.root / "receipts" / f"{name}.json").unlink(missing_ok=True)

    # ---- what we made

    def mark_made(self, name: str) -> None:
        """Write down, before they appear, that the bytes with this digest are ours and no person's."""
        path = self.root / "made" / name
        if not path.exists():
            write_whole(path, b"")

    def unmark(self, name: str) -> None:
        """Take back that bytes are ours: somebody who brings them back from now on means them."""
        (self.root / "made" / name).unlink(missing_ok=True)

    def made(self, name: str) -> bool:
        """Say whether we ever made the bytes with this digest."""
        return (self.root / "made" / name).exists()

    # ---- digests of files

    def digest_file(self, path: Path) -> str:
        """Return the sha256 of a file; a large file is read again only when size, mtime or inode changed."""
        stat = path.stat()
        if stat.st_size < DIGEST_CACHE_FROM_BYTES:
            return digest(path.read_bytes())
        known = self._glances.get(str(path))
        if known and (known.size, known.mtime_ns, known.inode) == (stat.st_size, stat.st_mtime_ns, stat.st_ino):
            return known.sha256
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        self._glances[str(path)] = Glance(stat.st_size, stat.st_mtime_ns, stat.st_ino, found)
        self._glances_changed = True
        return found

    def _read_glances(self) -> None:
        try:
            data = (self.root / "digests.json").read_bytes()
            self._glances = msgspec.json.decode(data, type=dict[str, Glance])
        except (OSError, msgspec.MsgspecError):
            self._glances = {}  # a cache: losing it costs one reading of the large files

    def close(self) -> None:
        """Write down the digests of large files that were read in this run."""
        if self._glances_changed and self.root.is_dir():
            here = {name: glance for name, glance in sorted(self._glances.items()) if Path(name).exists()}
            write_whole(self.root / "digests.json", msgspec.json.format(msgspec.json.encode(here), indent=1))
            self._glances_changed = False

    # ---- one run at a time

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold this show for one run; the kernel lets go when the process dies."""
        with disk(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / "lock").open("a")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LockedError(
                    "another run is at work in this show",
                    str(self.root / "lock"),
                    "Wait until it ends, then run the command again.",
                ) from None
            yield
