"""Remember what the heads of drafts say, so that those of 1,500 items are not read again for nothing. Reads none itself."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from pipeline.model import UNREAD
from pipeline.store import SETTLED_NS, Glance, Store, boot

FILE = "heads.json"


class Head(msgspec.Struct, frozen=True, array_like=True):
    """The slug that a draft asks for, "" for none, and what it waits for: `draft`, or its day; "" where it has none."""

    slug: str = ""
    waits: str = ""


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """A head, and what its file was when it was read."""

    file: Glance
    head: Head


_NO_FILE = Glance(-1, 0, 0, 0, "")  # fits none, so that the draft is read again


class _Last(msgspec.Struct, frozen=True):
    """What was known when a run ended, by path; its files are known in the same start of the machine alone."""

    boot: str
    heads: dict[str, _Known]


class Heads:
    """The heads of a show's drafts. The caller of `keep` holds the show's lock.

    What it wrote may be lost: then all are read again, and of a draft that cannot be read nobody knows what it said last.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._before = self._read()
        self._known: dict[str, _Known] = {}

    def of(self, path: Path, read: Callable[[], Head]) -> Head:
        """Return the head of a draft, from `read` where its file is not as it was; raises what `read` and the disk raise."""
        name, stat = str(path), os.stat(path)  # noqa: PTH116 - some thousand a run
        known = self._before.get(name)
        if known is None or not known.file.fits(stat):
            known = _Known(Glance.of(stat, ""), read())
        settled = time.time_ns() - stat.st_ctime_ns >= SETTLED_NS
        self._known[name] = known if settled else _Known(_NO_FILE, known.head)
        return known.head

    def last(self, path: Path) -> Head:
        """Return what the head of a draft said when it was last read, one that asks for nothing where it never was."""
        if known := self._before.get(str(path)):
            self._known[str(path)] = _Known(_NO_FILE, known.head)
            return known.head
        return Head()

    def keep(self) -> None:
        """Note what was read, if it is not what is noted."""
        if self._known != self._before:
            self._store.note(FILE, msgspec.json.encode(_Last(boot(), self._known), order="deterministic"))

    def _read(self) -> dict[str, _Known]:
        try:
            last = msgspec.json.decode(self._store.noted(FILE) or b"", type=_Last)
        except UNREAD:
            return {}
        same = last.boot and last.boot == boot()
        return last.heads if same else {name: _Known(_NO_FILE, known.head) for name, known in last.heads.items()}
