"""Swap in a whole folder of files at once; notice when somebody touched it. Never empties a folder that is not ours."""

import ctypes
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from pipeline.disk import disk, sync_folder, write_whole
from pipeline.errors import InputError

MARKER = ".podloom"


class Planted(msgspec.Struct, frozen=True):
    """The record of a tree that was swapped in: its manifest's digest and each file's size and mtime."""

    manifest: str
    files: dict[str, tuple[int, int]]


def plant(target: Path, manifest: Mapping[str, Path | bytes], key: str) -> bool:
    """Swap in the tree `target`, made of files and bytes by relative path; return False where it already stands.

    `key` identifies the manifest. Unchanged files are linked from the tree that stands, so they keep their mtime.
    """
    _finish_swap(target)
    if stands(target, key):
        return False
    _refuse_foreign(target)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with disk(fresh):
        for relative, content in sorted({**manifest, MARKER: key.encode()}.items()):
            _lay(fresh / relative, content, target / relative)
    swap(fresh, target)
    files = {path: _size_and_mtime(target / path) for path in sorted([*manifest, MARKER])}
    write_whole(_record(target), msgspec.json.format(msgspec.json.encode(Planted(key, files)), indent=1))
    shutil.rmtree(fresh, ignore_errors=True)
    return True


def stands(target: Path, key: str) -> bool:
    """Say whether the tree was made from this manifest and nobody touched it since."""
    planted = _planted(_record(target))
    return planted is not None and planted.manifest == key and _untouched(target, planted)


def _record(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def _finish_swap(target: Path) -> None:
    aside = target.with_name(f"{target.name}.old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _planted(record: Path) -> Planted | None:
    try:
        return msgspec.json.decode(record.read_bytes(), type=Planted)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _size_and_mtime(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _untouched(target: Path, planted: Planted) -> bool:
    try:
        return all(_size_and_mtime(target / path) == tuple(seen) for path, seen in planted.files.items())
    except (FileNotFoundError, NotADirectoryError):
        return False


def _refuse_foreign(target: Path) -> None:
    if target.exists() and any(target.iterdir()) and not (target / MARKER).exists():
        raise InputError(
            f"{target.name}/ holds files that Podloom did not make, so it is not replaced",
            str(target),
            "Move the folder away, or delete it yourself, then build again.",
        )


def _lay(path: Path, content: Path | bytes, standing: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if _same(standing, content):
        os.link(standing, path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)


def _same(standing: Path, content: Path | bytes) -> bool:
    if not standing.is_file():
        return False
    if isinstance(content, bytes):
        return standing.read_bytes() == content
    if standing.stat().st_size != content.stat().st_size:
        return False
    with standing.open("rb") as left, content.open("rb") as right:
        return hashlib.file_digest(left, "sha256").digest() == hashlib.file_digest(right, "sha256").digest()


def swap(fresh: Path, target: Path) -> None:
    """Put the folder `fresh` in the place of `target` in one step; afterwards `fresh` holds the old tree, if any.

    Linux exchanges the two names atomically (renameat2 with RENAME_EXCHANGE). Elsewhere the old tree is renamed aside
    first, and the next run puts it back should the power fail between the two renames.
    """
    with disk(target):
        if not target.exists():
            fresh.rename(target)
        elif not _exchange(fresh, target):
            aside = target.with_name(f"{target.name}.old")
            target.rename(aside)
            fresh.rename(target)
            shutil.rmtree(aside, ignore_errors=True)
        sync_folder(target.parent)


def _exchange(left: Path, right: Path) -> bool:
    call: Callable[..., int] | None = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    at_cwd, exchange = -100, 2
    return call(at_cwd, os.fsencode(left), at_cwd, os.fsencode(right), exchange) == 0
