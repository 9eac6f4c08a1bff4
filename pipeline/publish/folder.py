"""A folder on this machine: every release whole beside the others, and a link `current` that a web server follows.

    /srv/www/show/current -> releases/0007-1f0c9a2e
    /srv/www/show/releases/0006-5d41b3aa, 0007-1f0c9a2e, and a list of each one's files

The link is renamed over the old one, which is one step for every reader. What is the same as in the release before is linked
to it, so that hours of sound are kept once.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from pipeline.disk import digest, disk, sync_folder, write_whole
from pipeline.errors import InputError, LockedError
from pipeline.model import UNREAD, Fact
from pipeline.publish.target import Files, sums
from pipeline.tree import MARKER

CURRENT, RELEASES = "current", "releases"
_NAME = re.compile(r"(\d{4,})-[0-9a-f]{8}")


class Release(Fact, frozen=True):
    """What is in a release: sha256 by path, and what was said of it."""

    files: dict[str, str]
    message: str = ""


class Folder:
    """Puts releases into a folder and keeps the newest of them."""

    def __init__(self, path: Path, keep: int) -> None:
        self.where = str(path)
        self._path = path
        self._releases = path / RELEASES
        self._keep = keep

    def held(self) -> dict[str, str]:
        """Return what the link `current` leads to."""
        self._refuse_foreign()
        return self._files(self._current())

    def digests(self, files: Files) -> dict[str, str]:
        """Return the sha256 of files by path."""
        return sums(files)

    def put(self, files: Files, message: str) -> None:
        """Lay a new release beside the others, and turn the link to it."""
        with self._alone():
            before, here = self._current(), self._all()
            number = int(here[-1].partition("-")[0]) + 1 if here else 1
            content = msgspec.json.encode(Release(sums(files), message), order="sorted")
            name = f"{number:04}-{digest(content)[:8]}"
            fresh = self._releases / f".new-{name}"
            with disk(fresh):
                self._lay(fresh, files, before)
                write_whole(self._list(name), content)
                fresh.rename(self._releases / name)
                sync_folder(self._releases)
            self._turn(name)
            self._prune(name)

    def back(self) -> str:
        """Turn the link to the release before the current one."""
        with self._alone():
            current = self._current()
            every = self._all()
            before = every[: every.index(current)] if current else []
            if not before:
                raise InputError("there is no release before this one", self.where, "Mend the site, and publish it again.")
            self._turn(before[-1])
            return before[-1]

    # ---- releases

    def _current(self) -> str:
        """Return the name of the release that is served, "" where none is."""
        link = self._path / CURRENT
        name = link.readlink().name if link.is_symlink() else ""
        return name if _NAME.fullmatch(name) and (self._releases / name).is_dir() else ""

    def _all(self) -> list[str]:
        """Return the names of all releases, oldest first."""
        found = [path.name for path in self._releases.glob("*-*") if path.is_dir() and _NAME.fullmatch(path.name)]
        return sorted(found, key=lambda name: int(name.partition("-")[0]))

    def _list(self, name: str) -> Path:
        return self._releases / f"{name}.json"

    def _files(self, name: str) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._list(name).read_bytes(), type=Release).files if name else {}
        except (OSError, *UNREAD):
            return {}  # all of it counts as new

    def _lay(self, fresh: Path, files: Files, before: str) -> None:
        old = self._files(before)
        for path, entry in sorted(files.items()):
            goal = fresh / path
            goal.parent.mkdir(parents=True, exist_ok=True)
            if old.get(path) == entry.sha256 and (self._releases / before / path).is_file():
                os.link(self._releases / before / path, goal)
                continue
            with Path(entry.source).open("rb") as source, goal.open("wb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
        for folder in sorted({fresh, *(fresh / path for file in files for path in Path(file).parents)}):
            sync_folder(folder)

    def _turn(self, name: str) -> None:
        fresh = self._path / f".{CURRENT}-new"
        with disk(fresh):
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(Path(RELEASES) / name)
            fresh.replace(self._path / CURRENT)
            sync_folder(self._path)

    def _prune(self, current: str) -> None:
        """Take away the oldest releases; one that is half gone has no name by which it could be served again."""
        for name in self._all()[: -self._keep]:
            if name != current:
                gone = self._releases / f".old-{name}"
                (self._releases / name).rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
                self._list(name).unlink(missing_ok=True)

    # ---- whose folder it is

    def _refuse_foreign(self) -> None:
        ours = (self._releases / MARKER).is_file() or not self._path.exists()
        if not ours and (not self._path.is_dir() or any(self._inside())):
            message = "the folder holds what Podloom did not put there, so nothing was changed"
            raise InputError(message, self.where, "Name a folder of its own, and let the web server show its `current`.")

    def _inside(self) -> Iterator[Path]:
        """Return what lies there, but for the empty folder of a first time that was cut off."""
        for path in self._path.iterdir():
            if path != self._releases or any(self._releases.iterdir()):
                yield path

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder for one run, and take away what a run that was cut off left."""
        self._refuse_foreign()
        with disk(self._releases):
            self._releases.mkdir(parents=True, exist_ok=True)
            file = (self._releases / MARKER).open("a")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LockedError("another run publishes into this folder", self.where, "Wait until it ends.") from None
            for left in [*self._releases.glob(".new-*"), *self._releases.glob(".old-*")]:
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
            yield
