"""Keep bytes under `build/`: objects by content, receipts, the ledger of what we made, the lock. Knows no stages.

Objects are renamed into place without fsync: their name is their sha256, so one that a power cut emptied is noticed
when it is read, and made again.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

import msgspec

from pipeline.disk import digest, digest_of, disk, read_named, write_all, write_object, write_whole
from pipeline.errors import LockedError
from pipeline.model import UNREAD

T = TypeVar("T")

SETTLED_NS = 100_000_000  # clocks of file systems tick every few milliseconds: a file this young may change under its time


class Glance(msgspec.Struct, frozen=True, array_like=True):
    """What the file system says of a file, and the digest its bytes had then.

    The time of change is the kernel's own: no program can write a file and leave it as it was.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str

    @classmethod
    def of(cls, stat: os.stat_result, sha256: str) -> "Glance":
        """Note what a file is now."""
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, sha256)

    def fits(self, stat: os.stat_result) -> bool:
        """Say whether nobody touched the file since."""
        return (
            stat.st_ctime_ns == self.ctime_ns
            and stat.st_size == self.size
            and stat.st_mtime_ns == self.mtime_ns
            and stat.st_ino == self.inode
        )


class _Seen(msgspec.Struct, frozen=True):
    """The glances of earlier runs. `boot` is the start of the machine that they belong to.

    After a power cut a file may have its size and time, and not its bytes.
    """

    boot: str = ""
    files: dict[str, Glance] = {}


class _Note(msgspec.Struct, frozen=True):
    """JSON, with the sha256 of its bytes."""

    seal: str
    noted: msgspec.Raw


class Store:
    """The folder `build/`: objects, receipts, the ledger of what we made, the lock and the built trees."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = str(root / "objects")
        self._young: dict[str, Glance] = {}
        self._glances_changed = False
        self.bare: set[str] = set()  # receipts that were read and have no seal: the next save seals them

    # ---- objects

    def put(self, data: bytes) -> str:
        """Keep `data` and return its digest."""
        name = digest(data)
        if not self.holds(name):
            path = self.place(name)
            write_object(path, data, f"{self._objects}/new")
            self._look(path, os.stat(path), name)  # noqa: PTH116 - as in holds
            self._glances_changed = True
        return name

    def lay(self, data: bytes) -> str:
        """Keep `data` and return its digest, without what is remembered of files: for a process that keeps little.

        `laid` notes it in the process that remembers.
        """
        name = digest(data)
        if self.get(name) is None:
            write_object(self.place(name), data, f"{self._objects}/new")
        return name

    def laid(self, name: str) -> None:
        """Note what another process of this run laid."""
        path = self.place(name)
        stat, known = os.stat(path), self._glances.get(path)  # noqa: PTH116 - as in holds
        if not (known and known.fits(stat)):
            self._look(path, stat, name)
            self._glances_changed = True

    def get(self, name: str) -> bytes | None:
        """Return the object, or None where it is missing or its bytes are not what its name says."""
        try:
            data = read_named(self.place(name))
        except FileNotFoundError:
            return None
        return data if digest(data) == name else None

    def record(self, name: str, kind: type[T]) -> T | None:
        """Return the object as a record, or None where it is missing or harmed, or an earlier Podloom made it in another form."""
        data = self.get(name)
        try:
            return None if data is None else msgspec.json.decode(data, type=kind)
        except UNREAD:
            return None

    def holds(self, name: str) -> bool:
        """Say whether the object is here and whole; it is trusted while its file is untouched."""
        path = self.place(name)
        try:
            return self._digest(path, os.stat(path)) == name  # noqa: PTH116 - some ten thousand a run
        except OSError:
            return False

    @property
    def seen(self) -> Mapping[str, Glance]:
        """Say by path what this run, or an earlier one, saw of files when their digests were known; no file is asked."""
        return self._glances

    def linked(self, names: Iterable[str]) -> None:
        """Note that objects got or lost another name by us: that alone changed their time, so they need not be read again."""
        for name in names:
            path = self.place(name)
            known = self._glances.get(path) or self._young.get(path)
            with contextlib.suppress(OSError):
                stat = os.stat(path)  # noqa: PTH116 - as in holds
                if (
                    known
                    and known.ctime_ns != stat.st_ctime_ns
                    and msgspec.structs.replace(known, ctime_ns=stat.st_ctime_ns).fits(stat)
                ):
                    self._look(path, stat, known.sha256)
                    self._glances_changed = True

    def place(self, name: str) -> str:
        """Return where the object lies, as text: a path of pathlib takes ten times as long."""
        return f"{self._objects}/{name[:2]}/{name[2:]}"

    def object_path(self, name: str) -> Path:
        """Return where the object lies."""
        return self._object(name)

    def _object(self, name: str) -> Path:
        return Path(self.place(name))

    def sweep(self, keep: frozenset[str]) -> int:
        """Remove objects that no receipt names; return how many went."""
        gone = [path for path, name in self._every_object() if name not in keep]
        for path in gone:
            # What is no file, or may not be removed, is in nobody's way: a full disk is told by who writes.
            with contextlib.suppress(FileNotFoundError, IsADirectoryError, PermissionError):
                os.unlink(path)  # noqa: PTH108 - as in holds
            self._glances_changed |= self._glances.pop(path, None) is not None
        return len(gone)

    def _every_object(self) -> Iterator[tuple[str, str]]:
        """Yield the path of everything that lies among the objects, and the digest that its place stands for."""
        for folder in sorted(os.listdir(self._objects)) if os.path.isdir(self._objects) else ():  # noqa: PTH112, PTH208 - as in holds
            with contextlib.suppress(NotADirectoryError):
                for name in os.listdir(f"{self._objects}/{folder}"):  # noqa: PTH208 - as in holds
                    yield f"{self._objects}/{folder}/{name}", folder + name

    # ---- receipts

    def receipt(self, name: str) -> bytes | None:
        """Return a receipt's bytes, or None where there is none, or its file was harmed.

        One without a seal, of an earlier Podloom, is given as it is: hearing all audio again costs more than it can be wrong.
        """
        data = self._read_receipt(name)
        try:
            return _unsealed(data) if data else None
        except UNREAD:
            self.bare.add(name)
            return data

    def keep_receipts(self, receipts: Mapping[str, bytes]) -> None:
        """Write receipts, sealed, but none whose file already has these bytes, so that a run that did nothing changes no file."""
        sealed = {name: _sealed(data) for name, data in receipts.items()}
        changed = {name: data for name, data in sealed.items() if self._read_receipt(name) != data}
        write_all({self.root / "receipts" / f"{name}.json": data for name, data in changed.items()})

    def _read_receipt(self, name: str) -> bytes | None:
        try:
            return (self.root / "receipts" / f"{name}.json").read_bytes()
        except OSError:
            return None

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
        return os.path.exists(f"{self.root}/made/{name}")  # noqa: PTH110 - some thousand a run

    # ---- notes

    def note(self, name: str, data: bytes) -> None:
        """Keep JSON under a name of its own, sealed: `noted` gives back this or none."""
        write_whole(self.root / name, _sealed(data))

    def noted(self, name: str) -> bytes | None:
        """Return what was noted, None where nothing was or its file was harmed."""
        try:
            return _unsealed((self.root / name).read_bytes())
        except (OSError, *UNREAD):
            return None

    # ---- digests of files

    def digest_file(self, path: Path) -> str:
        """Return the sha256 of a file; it is read again only when its size, its times or its inode changed."""
        return self._digest(str(path), path.stat())

    def find(self, path: Path | str) -> str:
        """Return the sha256 of a file as `digest_file` does, "" where there is no such file."""
        name = str(path)
        try:
            stat = os.stat(name)  # noqa: PTH116 - as in holds
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return self._digest(name, stat) if S_ISREG(stat.st_mode) else ""

    def _digest(self, path: str, stat: os.stat_result) -> str:
        known = self._glances.get(path)
        if known and known.fits(stat):
            return known.sha256
        found = digest_of(Path(path))
        self._look(path, stat, found)
        self._glances_changed |= known is not None
        return found

    def _look(self, path: str, stat: os.stat_result, sha256: str) -> None:
        """Remember what a file was, from the next run on where it is too young to be trusted in this one."""
        young = time.time_ns() - stat.st_ctime_ns < SETTLED_NS
        for glances in (self._young, self._glances):
            glances.pop(path, None)
        (self._young if young else self._glances)[path] = Glance.of(stat, sha256)

    @cached_property
    def _glances(self) -> dict[str, Glance]:
        """What earlier runs saw, read when it is first asked for: who only reads objects does without."""
        known = self._read_glances()
        self._glances_changed |= not known
        return known

    def _read_glances(self) -> dict[str, Glance]:
        try:
            seen = msgspec.json.decode((self.root / "digests.json").read_bytes(), type=_Seen)
        except (OSError, *UNREAD):
            return {}  # a cache: losing it costs one reading of the files
        return dict(seen.files) if seen.boot == boot() else {}

    def close(self) -> None:
        """Write down the digests of files, where this run made something or found a file changed; a run that did nothing does not.

        What was written last is waited for until its times can be trusted: a tenth of a second. Objects seen in earlier runs are
        not looked at again: `sweep` has forgotten those that went, and one that was touched since does not fit.
        """
        if not (self._glances_changed and (self._glances or self._young) and self.root.is_dir()):
            return
        newest = max((glance.ctime_ns for glance in self._young.values()), default=0)
        time.sleep(min(max(0, newest + SETTLED_NS - time.time_ns()), SETTLED_NS) / 1e9)
        here = {name: glance for name, glance in self._glances.items() if name.startswith(self._objects)}
        others = {name: glance for name, glance in self._glances.items() if name not in here} | self._young
        for name, glance in others.items():
            with contextlib.suppress(OSError):
                stat = os.stat(name)  # noqa: PTH116 - as in holds
                if glance.fits(stat) and time.time_ns() - stat.st_ctime_ns >= SETTLED_NS:
                    here[name] = glance
        write_whole(self.root / "digests.json", msgspec.json.encode(_Seen(boot(), here)))
        self._glances, self._young, self._glances_changed = here, {}, False

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


def _sealed(data: bytes) -> bytes:
    return msgspec.json.encode(_Note(digest(data), msgspec.Raw(data)))


def _unsealed(data: bytes) -> bytes | None:
    """Return what was sealed, None where it is not what its seal says; raise one of UNREAD where there is no seal."""
    note = msgspec.json.decode(data, type=_Note)
    return bytes(note.noted) if note.seal == digest(bytes(note.noted)) else None


def boot() -> str:
    """Name this start of the machine; "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
