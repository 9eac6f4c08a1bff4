"""Any place that fsspec can write to: s3://, gs://, sftp://, file:// ... Its driver reads secrets from the environment.

Such a place cannot swap a whole folder. So what pages need goes first, then the pages, and what is not needed any more goes
last: a reader finds old or new pages, and never one whose parts are missing. A list of what is there, `.podloom.json`, is
written before and after; between the two it vouches for nothing that is on its way, so that a run which was cut off is
made good by the next.
"""

from typing import TYPE_CHECKING, NoReturn

import msgspec

from pipeline import redact
from pipeline.errors import InputError, ItemError
from pipeline.model import UNREAD
from pipeline.publish.changes import compare
from pipeline.publish.target import Files, sums

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

LIST = ".podloom.json"
ENTRIES = (".html", ".xml", ".json", ".txt")  # what readers and programs begin with
ON_ITS_WAY = ""


class Remote:
    """Copies what changed to a storage, in an order in which nothing is ever missing."""

    def __init__(self, url: str) -> None:
        self.where = redact.redacted(url, ())
        self._files, self._base = _opened(url)

    def held(self) -> dict[str, str]:
        """Return what the list there says."""
        try:
            if self._files.exists(self._at(LIST)):
                return msgspec.json.decode(self._files.cat_file(self._at(LIST)), type=dict[str, str])
            foreign = self._files.exists(self._at("index.html"))
        except UNREAD:
            return {}  # all of it counts as new
        except Exception as fault:  # noqa: BLE001 - each driver raises errors of its own
            self._refused(fault)
        if foreign:
            message = "a site stands there that Podloom did not put there, so nothing was changed"
            raise InputError(message, self.where, "Name a place of its own, or empty that one.")
        return {}

    def digests(self, files: Files) -> dict[str, str]:
        """Return the sha256 of files by path."""
        return sums(files)

    def put(self, files: Files, message: str) -> None:  # noqa: ARG002 - this kind of place keeps no messages
        """Copy what changed, then take away what is gone."""
        before, now = self.held(), sums(files)
        changes = compare(before, now)
        new = sorted((*changes.added, *changes.changed), key=lambda path: (path.endswith(ENTRIES), path))
        try:
            self._vouch({**before, **dict.fromkeys([*new, *changes.removed], ON_ITS_WAY)})
            for path in new:
                self._files.makedirs(self._at(path).rpartition("/")[0], exist_ok=True)
                self._files.put_file(files[path].source, self._at(path))
            for path in changes.removed:
                if self._files.exists(self._at(path)):
                    self._files.rm_file(self._at(path))
            self._vouch(now)
        except Exception as fault:  # noqa: BLE001 - each driver raises errors of its own
            self._refused(fault)

    def back(self) -> str:
        """Refuse: nothing of before is kept there."""
        raise InputError("a storage keeps no releases", self.where, "Publish an earlier version of the show's folder again.")

    def _vouch(self, held: dict[str, str]) -> None:
        self._files.makedirs(self._base, exist_ok=True)
        self._files.pipe_file(self._at(LIST), msgspec.json.encode(held, order="sorted"))

    def _at(self, path: str) -> str:
        return f"{self._base}/{path}"

    def _refused(self, fault: Exception) -> NoReturn:
        said = f"the storage refused: {type(fault).__name__}: {redact.redacted(str(fault), redact.of_environment())[:300]}"
        raise ItemError(said, self.where, "Mend it and publish again: what is there already is not sent twice.") from fault


def _opened(url: str) -> "tuple[AbstractFileSystem, str]":
    try:
        import fsspec

        files, base = fsspec.core.url_to_fs(url)
    except ImportError as fault:
        remedy = f"Install it: `pip install fsspec` and the driver, s3fs for s3:// for example. ({fault})"
        raise InputError("what writes to this kind of address is not installed", redact.redacted(url, ()), remedy) from fault
    except ValueError as fault:
        raise InputError(
            f"this address cannot be written to: {redact.redacted(str(fault), ())}",
            redact.redacted(url, ()),
            "Write s3://bucket/show, or a folder.",
        ) from fault
    return files, str(base).rstrip("/")
