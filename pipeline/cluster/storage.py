"""Carry files and results between machines that share no folder: put under their sha256, checked when fetched."""

import uuid
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import redact
from pipeline.disk import digest_of
from pipeline.errors import InputError, ItemError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

OPTION = "--storage"


class Storage:
    """A folder that every machine sees, or anything that fsspec can reach: `/mnt/show`, `s3://bucket/show`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __str__(self) -> str:
        """Return the address for messages: without a name and password in it."""
        return redact.redacted(self.url, ())

    def __reduce__(self) -> tuple[type["Storage"], tuple[str]]:
        return Storage, (self.url,)

    def keep(self, path: Path, name: str) -> None:
        """Put a file there under its digest, unless it is there already.

        Raises:
            InputError: the storage takes nothing.
        """
        try:
            if not self._has(name, path.stat().st_size):
                self._put(path, name)
        except Exception as fault:  # each kind of storage has errors of its own
            raise self._refused("written", fault) from fault

    def fetch(self, name: str, path: Path) -> None:
        """Get the file with this digest, and hold it against that.

        Raises:
            InputError: the storage cannot be read from here.
            ItemError: what lies there is damaged.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._files.get_file(self._at(name), str(path))
        except Exception as fault:
            raise self._refused("read", fault) from fault
        if digest_of(path) != name:
            remedy = "Delete that file, then run the same command again."
            raise ItemError("the file in the storage is damaged", f"{self}/objects/{name}", remedy)

    def _has(self, name: str, size: int) -> bool:
        """Say whether it is there; one that an interrupted run left half written has another size."""
        return bool(self._files.exists(self._at(name)) and self._files.size(self._at(name)) == size)

    def _put(self, path: Path, name: str) -> None:
        """Put a file whole: object stores do so by themselves; in a folder it is written beside, then renamed."""
        self._files.makedirs(self._folder, exist_ok=True)
        if "file" not in self._files.protocol:
            self._files.put_file(str(path), self._at(name))
            return
        beside = Path(f"{self._at(name)}.new-{uuid.uuid4().hex}")
        try:
            self._files.put_file(str(path), str(beside))
            beside.replace(self._at(name))
        finally:
            beside.unlink(missing_ok=True)

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}"

    @property
    def _folder(self) -> str:
        return f"{self._opened[1].rstrip('/')}/objects"

    @property
    def _files(self) -> "AbstractFileSystem":
        return self._opened[0]

    @cached_property
    def _opened(self) -> tuple["AbstractFileSystem", str]:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(self.url)
        return files, str(path)

    def _refused(self, verb: str, fault: Exception) -> InputError:
        said = f"{type(fault).__name__}: {str(fault)[:300]}"
        remedy = "Check the address and your rights there; each scheme but file: needs its package, such as s3fs for s3:."
        return InputError(f"the storage {self} cannot be {verb} ({said})", OPTION, remedy)
