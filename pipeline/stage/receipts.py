"""Receipts: what each step was made from, one readable file an item. Says why a step would run; runs nothing."""

import time
from collections.abc import Mapping

import msgspec

from pipeline.model import UNREAD
from pipeline.stage.step import Basis, Receipt
from pipeline.store import Store

SHOWN_CHARACTERS = 24  # a digest is known by its beginning
_LOST_SECONDS = 10.0  # so much work, at most, is done again after a run that was killed


class Receipts:
    """All receipts of a show. An item's file maps stage names to receipts; a fan-out's file maps its items.

    What is `put` is written by the next `save`, or by one that is `due`: a file is flushed to the disk each time, which takes
    longer than many a step, so those of the steps of some seconds are written together.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files: dict[str, dict[str, Receipt]] = {}
        self._unsaved: dict[str, None] = {}
        self._saved = time.monotonic()

    def get(self, file: str, entry: str) -> Receipt | None:
        """Return one receipt; a damaged file counts as none, so its steps run again."""
        return self._file(file).get(entry)

    def entries(self, file: str) -> Mapping[str, Receipt]:
        """Return all receipts in a file."""
        return self._file(file)

    def put(self, file: str, entry: str, receipt: Receipt) -> None:
        """Set one receipt."""
        self._file(file)[entry] = receipt
        self._unsaved[file] = None

    def keep_only(self, file: str, entries: frozenset[str]) -> bool:
        """Forget the entries of things that are gone; say whether there were any."""
        lost = self._file(file).keys() - entries
        for gone in lost:
            del self._file(file)[gone]
            self._unsaved[file] = None
        return bool(lost)

    @property
    def due(self) -> bool:
        """Say whether what a run did since the last `save` would be missed if it was killed."""
        return bool(self._unsaved) and time.monotonic() - self._saved > _LOST_SECONDS

    def save(self) -> None:
        """Write the files that changed."""
        encoded = {file: msgspec.json.encode(self._file(file), order="deterministic") for file in self._unsaved}
        self._store.keep_receipts({file: msgspec.json.format(data, indent=1) for file, data in encoded.items()})
        self._unsaved.clear()
        self._saved = time.monotonic()

    def outputs(self) -> frozenset[str]:
        """Return the digests that any receipt names."""
        return frozenset(
            digest
            for name in self._store.receipts()
            for receipt in self._file(name).values()
            for digest in receipt.outputs.values()
        )

    def _file(self, name: str) -> dict[str, Receipt]:
        if name not in self._files:
            data = self._store.receipt(name)
            try:
                self._files[name] = msgspec.json.decode(data, type=dict[str, Receipt]) if data else {}
            except UNREAD:
                self._files[name] = {}
            if name in self._store.bare:
                self._unsaved[name] = None
        return self._files[name]


def differences(old: Basis | None, new: Basis) -> tuple[str, ...]:
    """Say in a host's words what changed between the basis of what was made last and today's."""
    if old == new:
        return ()
    if old is None:
        return ("it was never made",)
    if old.version != new.version:
        return (f"Podloom does this differently now (version {old.version} -> {new.version})",)
    return (*_inputs(old.inputs, new.inputs), *_values(old.settings, new.settings), *_values(old.identity, new.identity))


def _inputs(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    found = []
    for name in sorted(old.keys() | new.keys()):
        before, now = old.get(name, ""), new.get(name, "")
        if before != now:
            found.append(f"{name} {'is new' if not before else 'is gone' if not now else 'changed'}")
    return found


def _values(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {_short(old.get(name, 'unset'))} -> {_short(new.get(name, 'unset'))}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _short(value: str) -> str:
    return value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}..."
