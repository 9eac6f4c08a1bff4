"""Write files whole or not at all; turn the disk's refusals into errors with a place. Knows nothing of what is written.

What a person owns is written with fsync, a rename and an fsync of the folder, so that a power cut leaves the old
bytes or the new ones.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import get_ident
from typing import BinaryIO

from pipeline.errors import DiskError, ItemError, ShowError

_CHUNK = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
_LONGEST_SAID = 500
_DISK_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG}
# Git says some of it in words of its own, at the far end of a push too.
_GIT_SAID = ("Out of diskspace", "unable to create temporary object directory", "unable to migrate objects to permanent storage")
_DISK_SAID = (*_GIT_SAID, *(os.strerror(number) for number in sorted(_DISK_FAULTS)))
_REFUSALS = {errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ENOENT}


def of_system(fault: OSError, where: str) -> ShowError:
    """Turn what the operating system says into an error of ours: the disk's own faults end a run, others are an item's."""
    place = shown(str(fault.filename or where))
    said = fault.strerror or str(fault)
    if fault.errno in _DISK_FAULTS:
        return DiskError(f"the disk refused: {said}", place, "Make room or mend the disk, then run the same command again.")
    return ItemError(f"the file cannot be read or written: {said}", place, "Mend its name or its permissions.")


def of_file(fault: OSError, where: str) -> ShowError:
    """Turn what the operating system says of one file into that file's error.

    Raises:
        DiskError: it is the disk's own fault, which no other file may hide.
    """
    error = of_system(fault, where)
    if isinstance(error, DiskError):
        raise error from fault
    return error


def raise_told(said: str, where: str) -> None:
    """Raise what another program said of the disk when it failed; it must have run in the C locale.

    Raises:
        DiskError: a line tells of a fault that is the disk's own.
    """
    line = next((line.strip() for line in said.splitlines() if any(one in line for one in _DISK_SAID)), "")
    if line:
        raise DiskError(
            f"the disk refused: {line[:_LONGEST_SAID]}", where, "Make room or mend the disk, then run the same command again."
        )


def of_import(fault: ImportError | OSError) -> ShowError:
    """Turn a module that cannot be imported into an error of ours: the disk's own, or that what it needs is not installed."""
    if isinstance(fault, OSError):
        return of_system(fault, "Podloom's own files")
    try:
        raise_told(str(fault), shown(fault.path or fault.name or "Podloom's own files"))
    except DiskError as error:
        return error
    return ShowError(f"Podloom cannot start: {fault}", "", "Install it again, with all that it needs.")


def shown(path: Path | str) -> str:
    """Return a path that can be printed and written: Linux lets file names be any bytes."""
    return str(path).encode("utf-8", "replace").decode()


def digest(data: bytes) -> str:
    """Return the sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, read piece by piece; raises OSError."""
    with named(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def named(path: Path | str) -> Iterator[None]:
    """Let an OSError say which file it is about: of a read that breaks off the system gives none."""
    try:
        yield
    except OSError as fault:
        if fault.filename is None:
            fault.filename = str(path)
        raise


def read_named(path: Path | str) -> bytes:
    """Return a file's bytes; raises OSError, with the file's name also where reading breaks off.

    Without a buffer and a path of pathlib, which take 10 us: a run reads some twenty thousand small files.
    """
    with named(path), open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.readall()


@contextlib.contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal into a DiskError that names `path`."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _DISK_FAULTS | _REFUSALS:
            raise
        raise DiskError(
            f"the disk refused: {fault.strerror}",
            shown(path),
            "Make room or mend the permissions, then run the same command again.",
        ) from fault


def read_whole(path: Path) -> bytes:
    """Return a file's bytes. A disk that gives up in the middle says no name, so it is named here."""
    with disk(path):
        return path.read_bytes()


def write_object(path: str, data: bytes, desk: str) -> None:
    """Write `data` to `path` by a rename, without waiting for the disk: for bytes that their reader checks.

    It is written in the folder `desk` first, the same for all: files that are begun in one folder take ext4 a third of the time
    of files in 256 (58 and 179 us). A run writes some ten thousand.
    """
    temporary = f"{desk}/{os.path.basename(path)}-{os.getpid()}-{get_ident()}"  # noqa: PTH119
    with disk(Path(path)):
        try:
            try:
                handle = os.open(temporary, _NEW, 0o644)
            except FileNotFoundError:
                os.makedirs(desk, exist_ok=True)  # noqa: PTH103
                handle = os.open(temporary, _NEW, 0o644)
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, 0o644)
                file.write(data)
            try:
                os.rename(temporary, path)  # noqa: PTH104
            except FileNotFoundError:
                os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
                os.rename(temporary, path)  # noqa: PTH104
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise


_NEW_FILE = re.compile(r"\.new-[a-z0-9_]{8}")  # as mkstemp names it


def half_written(folder: Path, *, below: bool = False) -> Iterator[Path]:
    """Yield what a run that was killed left of files that it wrote whole, in a folder or anywhere `below` it."""
    for parent, folders, names in os.walk(folder):
        if not below:
            folders.clear()
        for path in (Path(parent, name) for name in names if _NEW_FILE.fullmatch(name)):
            if path.is_file() and not path.is_symlink():
                yield path


def write_whole(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write `data` to `path` so that a reader sees the old bytes or all of the new ones."""
    _write(path, data, sync=sync)
    if sync:
        with disk(path):
            sync_folder(path.parent)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write each of several files whole, and flush each of their folders once."""
    for path, data in files.items():
        _write(path, data, sync=True)
    for folder in sorted({path.parent for path in files}):
        with disk(folder):
            sync_folder(folder)


def _write(path: Path, data: bytes, *, sync: bool) -> None:
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                if sync:
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that a reader of `target` sees the old bytes or all of the new ones."""
    with disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file, source.open("rb") as original:
                while piece := _piece(original, source):
                    file.write(piece)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def _piece(file: BinaryIO, path: Path) -> bytes:
    with disk(path):
        return file.read(_CHUNK)


def clear(folder: Path) -> None:
    """Remove a folder of ours with all that is in it; one that is not there is clear.

    Raises:
        DiskError: the disk refused. Were that passed over, what is left would stand in the way of what comes next.
    """
    with disk(folder), contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def sync_folder(folder: Path) -> None:
    """Flush a folder, so that a name written into it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
