"""Lay files into the show, and never over others. Decides nothing about their names but what a slug may be."""

from pathlib import Path

from pipeline.disk import copy_whole, read_named, write_whole
from pipeline.errors import ItemError
from pipeline.ingest.added import Added
from pipeline.settings import slug_fault


def file(source: Path, target: Path, root: Path) -> Added:
    """Copy a file.

    Raises:
        ItemError: another one is there.
    """
    if target.exists():
        return _there(target, read_named(target) == read_named(source), str(source), root)
    copy_whole(source, target)
    return Added(str(source), "added", near(target, root))


def data(content: bytes, target: Path, where: str, root: Path) -> Added:
    """Write what was found at `where`.

    Raises:
        ItemError: another file is there.
    """
    if target.exists():
        return _there(target, read_named(target) == content, where, root)
    write_whole(target, content)
    return Added(where, "added", near(target, root))


def near(path: Path, root: Path) -> str:
    """Return a path as the show's own."""
    return str(path.relative_to(root))


def check_slug(slug: str, where: str) -> None:
    """Refuse a slug that cannot be an address.

    Raises:
        ItemError: it cannot.
    """
    if fault := slug_fault(slug):
        raise ItemError(fault, where, "Add a line `slug: ...` to the draft, or rename the file.")


def _there(target: Path, same: bool, source: str, root: Path) -> Added:
    if same:
        return Added(source, "same", near(target, root))
    raise ItemError(
        f"{near(target, root)} is already there with other contents, so it was left alone",
        source,
        "Edit that file, move it away, or give this one another `slug:`.",
    )
