"""The kinds of places that a site is put at, and what each must do. Knows how none of them does it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pipeline.errors import InputError
from pipeline.settings.publish import BRANCH, Publish
from pipeline.tree import Entry

Files = Mapping[str, Entry]


class Target(Protocol):
    """A place where the site is served. A `put` that is cut off at any moment leaves what was served, or what will be."""

    where: str

    def held(self) -> dict[str, str]:
        """Return what is served there, as digests by path; {} where nothing is yet.

        Raises:
            InputError: something stands there that Podloom did not put there.
        """

    def digests(self, files: Files) -> dict[str, str]:
        """Return digests of files as `held` has them."""

    def put(self, files: Files, message: str) -> None:
        """Serve these files and no others; `message` says in a line what it is about."""

    def back(self) -> str:
        """Serve again what was served before, and name it.

        Raises:
            InputError: there is nothing before, or this kind of place keeps nothing.
        """


def target(settings: Publish, root: Path) -> Target:
    """Return the place that the settings name; a folder's path counts from the show's root.

    Raises:
        InputError: none is named, or it cannot be.
    """
    from pipeline.publish.branch import Branch
    from pipeline.publish.folder import Folder
    from pipeline.publish.remote import Remote

    if not settings.to:
        remedy = 'Write to = "/srv/www/show", "branch:gh-pages" or "s3://bucket/show" below [publish], or give --to.'
        raise InputError("nothing says where the site is to be put", "content/show.toml", remedy)
    if settings.to.startswith(BRANCH):
        return Branch(root, settings.to.removeprefix(BRANCH), settings.remote, settings.push)
    if "://" in settings.to:
        return Remote(settings.to)
    return Folder(root / Path(settings.to).expanduser(), settings.keep)


def sums(files: Files) -> dict[str, str]:
    """Return the sha256 of files by path."""
    return {path: entry.sha256 for path, entry in files.items()}
