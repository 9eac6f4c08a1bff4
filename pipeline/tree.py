"""Swap in a whole folder of files at once; notice when somebody touched it. Never empties a folder that is not ours."""

import ctypes
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.disk import disk, sync_folder, write_whole
from pipeline.errors import InputError
from pipeline.model import UNREAD

MARKER = ".podloom"


class Entry(NamedTuple):
    """One file of a tree: the sha256 of its bytes, and the path of a file with them; `shared` if the tree may hold a link to it.

    `seen` is what is known of that file's size in bytes, mtime in nanoseconds and inode, where it need not be asked for.
    """

    sha256: str
    source: str
    shared: bool = False
    seen: tuple[int, int, int] | None = None


class Lain(NamedTuple):
    """One file of a planted tree, as it was laid: sha256, size in bytes, mtime in nanoseconds."""

    sha256: str
    size: int
    mtime_ns: int


class Planted(msgspec.Struct, frozen=True):
    """The record of a tree that was swapped in: its manifest's digest, and its files by path."""

    manifest: str
    files: dict[str, Lain]


def plant(target: Path, manifest: Mapping[str, Entry], key: str) -> frozenset[str] | None:
    """Swap in the tree `target`; return the sha256 of shared files that got or lost a name by that, None where it already stands.

    `key` identifies the manifest. A shared file is linked: writing 29,000 of them takes 8 s, naming them again 1 s, which is
    spared too: the tree before the one that stands is kept aside, with the names that both have, and becomes the next. Of other
    files those that did not change are linked from the tree that stands: hours of audio are neither read nor copied for a typo
    in a letter. Either way what did not change keeps its mtime.
    """
    sweep(target)
    if stands(target, key):
        return None
    _refuse_foreign(target)
    old = _planted(_record(target))
    fresh = target.with_name(f"{target.name}.new")
    folders, sources = _folders(manifest), dict[str, tuple[int, int, int]]()

    def asked(path: str) -> int:
        entry = manifest.get(path)
        if not (entry and entry.shared):
            return 0
        sources[path] = entry.seen or _seen(entry.source)
        return sources[path][2]

    with disk(fresh):
        fresh.mkdir(parents=True, exist_ok=True)
        here, lost = _pruned(fresh, folders, asked)
        for folder in sorted(folders - here):
            os.mkdir(f"{fresh}/{folder}")  # noqa: PTH102 - some thousand a run
        for relative, entry in manifest.items():
            if relative in here:
                continue
            standing = old.files.get(relative) if old and not entry.shared else None
            same = standing is not None and standing.sha256 == entry.sha256 and _untouched_file(f"{target}/{relative}", standing)
            _lay(f"{fresh}/{relative}", entry, f"{target}/{relative}" if same else "")
        (fresh / MARKER).write_text(key)
    swap(fresh, target)
    found = {path: sources[path] if path in here else _seen(f"{target}/{path}") for path in sorted(manifest)}
    laid = {path: Lain(manifest[path].sha256, size, mtime_ns) for path, (size, mtime_ns, _) in found.items()}
    write_whole(_record(target), msgspec.json.encode(Planted(key, laid)))
    shared = {path: inode for path, (_, _, inode) in found.items() if manifest[path].shared}
    with suppress(OSError):  # the tree stands; the next run sees to what stays of the old one
        lost |= _pruned(fresh, folders, lambda path: shared.get(path, 0)).lost
    return frozenset(manifest[path].sha256 for path, inode in shared.items() if path not in here or inode in lost)


def _seen(path: str) -> tuple[int, int, int]:
    stat = os.stat(path)  # noqa: PTH116 - some thousand a run
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def stands(target: Path, key: str, here: Callable[[str, str], bool] = lambda _, __: False) -> bool:
    """Say whether the tree was made from this manifest and nobody touched it since.

    `here` says of a path, and a sha256, whether a file of these bytes was just seen there: the others are asked for.
    """
    planted = _planted(_record(target))
    return planted is not None and planted.manifest == key and _untouched(target, planted, here)


def manifest(target: Path) -> str:
    """Return what identifies the manifest of the tree that was planted last, "" where none was."""
    planted = _planted(_record(target))
    return planted.manifest if planted else ""


def files(target: Path) -> dict[str, Entry]:
    """Return the files of the tree that was planted last, by path; {} where none was."""
    planted = _planted(_record(target))
    return {path: Entry(lain.sha256, f"{target}/{path}") for path, lain in planted.files.items()} if planted else {}


def _record(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def sweep(target: Path) -> None:
    """End the swap of a run that was killed."""
    aside = target.with_name(f"{target.name}.old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _planted(record: Path) -> Planted | None:
    try:
        return msgspec.json.decode(record.read_bytes(), type=Planted)
    except (OSError, *UNREAD):
        return None


def _untouched(target: Path, planted: Planted, here: Callable[[str, str], bool]) -> bool:
    files = ((f"{target}/{path}", lain) for path, lain in planted.files.items())
    return (target / MARKER).is_file() and all(here(path, lain.sha256) or _untouched_file(path, lain) for path, lain in files)


def _untouched_file(path: str, lain: Lain) -> bool:
    try:
        stat = os.stat(path)  # noqa: PTH116 - some ten thousand a run
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (lain.size, lain.mtime_ns)


def _refuse_foreign(target: Path) -> None:
    if target.exists() and any(target.iterdir()) and not (target / MARKER).exists():
        raise InputError(
            f"{target.name}/ holds files that Podloom did not make, so it is not replaced",
            str(target),
            "Move the folder away, or delete it yourself, then build again.",
        )


def _folders(paths: Iterable[str]) -> set[str]:
    """Return the folders that hold these paths, and those that hold them in turn."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


class Pruned(NamedTuple):
    """The paths of what stays of a tree, and the inodes of the files that were taken out of it."""

    stay: Set[str]
    lost: Set[int]


def _pruned(spare: Path, folders: Set[str], asked: Callable[[str], int]) -> Pruned:
    """Leave of an earlier tree, or of a part of one, only what is in this one too.

    A file stays where it is another name of the very file that is `asked` for, by its inode, whatever happened meanwhile.
    """
    stay, lost, left, begin = set[str](), set[int](), [str(spare)], len(f"{spare}/")
    while left:
        with os.scandir(left.pop()) as entries:
            found = list(entries)
        for one in found:
            path = one.path[begin:]
            if one.is_dir(follow_symlinks=False):
                if path in folders:
                    left.append(one.path)
                    stay.add(path)
                else:
                    lost |= _inodes(one.path)
                    shutil.rmtree(one.path)
            elif asked(path) == one.inode():
                stay.add(path)
            else:
                lost.add(one.inode())
                os.unlink(one.path)  # noqa: PTH108
    return Pruned(stay, lost)


def _inodes(folder: str) -> set[int]:
    """Return the inodes of all files below a folder."""
    with os.scandir(folder) as entries:
        found = list(entries)
    below = (_inodes(one.path) for one in found if one.is_dir(follow_symlinks=False))
    return {one.inode() for one in found}.union(*below)


def _lay(path: str, entry: Entry, standing: str) -> None:
    source = standing or (entry.source if entry.shared else "")
    if not (source and _linked(source, path)):
        shutil.copyfile(standing or entry.source, path)


def _linked(source: str, path: str) -> bool:
    """Give a file a second name; not where the file system has no such thing, or has given it too many."""
    try:
        os.link(source, path)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


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
