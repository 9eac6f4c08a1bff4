"""Read the files of an export: a zip, a folder, or one file with what lies beside it. Unpacks nothing onto the disk."""

import contextlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from pipeline.disk import of_system, shown
from pipeline.errors import ItemError

FILE_LIMIT_BYTES = 64 << 20
MOST_FILES = 20_000
HEAD_BYTES = 4 << 10
_AGAIN = "Export it again, or name the files that you want one by one."


class Bundle:
    """Files by name, with `/` between folders. `names` are those that may hold letters; `read` also reads what lies beside.

    `where` stands before a name where a report names a file.
    """

    def __init__(self, where: str, names: tuple[str, ...], has: Callable[[str], bool], read: Callable[[str, int], bytes]) -> None:
        self.where = where
        self.names = names
        self.has = has
        self._read = read

    def place(self, name: str) -> str:
        """Say where a file stands, for a report."""
        return shown(f"{self.where}{name}")

    def head(self, name: str) -> bytes:
        """Return the first bytes of a file."""
        return self._read(name, HEAD_BYTES)

    def read(self, name: str) -> bytes:
        """Return a file.

        Raises:
            ItemError: it is missing, damaged, or larger than 64 MiB.
        """
        if not self.has(name):
            raise ItemError("the file is missing from the export", self.place(name), _AGAIN)
        data = self._read(name, FILE_LIMIT_BYTES + 1)
        if len(data) > FILE_LIMIT_BYTES:
            raise ItemError(f"the file is larger than {FILE_LIMIT_BYTES >> 20} MiB", self.place(name), "Is this a letter?")
        return data


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a folder, a zip or a file.

    Raises:
        ItemError: a zip is damaged, or names files outside itself.
    """
    if path.is_dir():
        yield _folder(path)
    elif is_zip(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield _zip(path, archive)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError) as fault:
            raise ItemError(f"the zip is damaged: {fault}", shown(path), "Download it again.") from fault
    else:
        yield _file(path)


def is_zip(path: Path) -> bool:
    """Say whether a file is a zip and no Word document."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" not in archive.namelist()
    except (OSError, NotImplementedError, ValueError, OverflowError, EOFError, zipfile.BadZipFile):
        return path.suffix.lower() == ".zip"


# ---- folders and files


def _folder(root: Path) -> Bundle:
    names: list[str] = []
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not _hidden(relative.parts) and _inside(root, relative):
            names.append(relative.as_posix())
        if len(names) > MOST_FILES:
            raise ItemError(f"the folder holds more than {MOST_FILES} files", shown(root), "Name a smaller folder.")
    return Bundle(
        f"{shown(root)}/", tuple(names), lambda name: _inside(root, Path(name)), lambda name, most: _bytes(root / name, most)
    )


def _file(path: Path) -> Bundle:
    root = path.parent
    return Bundle(
        f"{shown(root)}/" if str(root) != "." else "",
        (path.name,),
        lambda name: _inside(root, Path(name)),
        lambda name, most: _bytes(root / name, most),
    )


def _inside(root: Path, relative: Path) -> bool:
    try:
        path = (root / relative).resolve()
        return path.is_file() and path.is_relative_to(root.resolve())
    except (OSError, ValueError):
        return False


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as fault:
        raise of_system(fault, shown(path)) from fault


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


# ---- zips


def _zip(path: Path, archive: zipfile.ZipFile) -> Bundle:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    if len(entries) > MOST_FILES:
        raise ItemError(f"the zip holds more than {MOST_FILES} files", shown(path), _AGAIN)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if fault := _outside(entry) or (entry.filename in found and "two files have this name"):
            raise ItemError(f"the zip is refused: {fault}: {entry.filename!r}", shown(path), _AGAIN)
        found[entry.filename] = entry
    names = tuple(name for name in sorted(found) if not _hidden(PurePosixPath(name).parts))
    return Bundle(f"{shown(path)}: ", names, found.__contains__, lambda name, most: _unpacked(archive, found[name], path, most))


def _outside(entry: zipfile.ZipInfo) -> str:
    """Say why a name of a zip cannot be that of a file in it, or ""."""
    name = entry.filename
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it holds a link to another file"
    if not name:
        return "a file in it has no name"
    outside = name.startswith("/") or "\\" in name or name[1:2] == ":" or ".." in PurePosixPath(name).parts
    return "it names a file outside itself" if outside else ""


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, most: int) -> bytes:
    """Read a file of a zip, and no more of it than `most` bytes, whatever the zip says of its size."""
    try:
        with archive.open(entry) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
        place = shown(f"{path}: {entry.filename}")
        raise ItemError(f"the file cannot be unpacked: {fault}", place, "Download the export again.") from fault
