"""Remember what feeds brought and what was written of it, in content/sources.jsonl: a line an item. Reads no feed.

It is tracked with the show: without it, nobody could tell the host's words from the feed's.
"""

import hashlib
import os
from pathlib import Path

import msgspec

from pipeline.disk import disk, write_whole
from pipeline.errors import InputError
from pipeline.model import Fact

NAME = "content/sources.jsonl"


class Row(Fact, frozen=True):
    """One item. `place` is its folder or file below content/, "" where it brought nothing.

    `entry` is the digest of all that the feed said, `title` and `sound` those of its title and of the address of its sound
    without what stands behind `?`; `length` is the sound's length as the feed has it. `lines` are digests of the lines that
    were written into its front matter, and of the text below as "body"; `files` those of its files. No address stands here:
    some are secret.
    """

    id: str
    source: str
    place: str = ""
    entry: str = ""
    title: str = ""
    sound: str = ""
    length: str = ""
    lines: dict[str, str] = {}
    files: dict[str, str] = {}


class Ledger:
    """The rows by id. Each new one is appended at once, so that a run that is killed forgets little; `close` puts them in order."""

    def __init__(self, root: Path) -> None:
        self.path = root / NAME
        self.rows = {row.id: row for row in _read(self.path)}

    def keep(self, row: Row) -> None:
        """Note a row in place of the one with its id."""
        if self.rows.get(row.id) == row:
            return
        self.rows[row.id] = row
        with disk(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(_line(row))

    def rename(self, old: str, row: Row) -> None:
        """Note a row whose item has another id now."""
        self.rows.pop(old, None)
        self.keep(row)

    def close(self) -> None:
        """Write the rows in order, a line each, unless they stand there so."""
        data = b"".join(_line(self.rows[key]) for key in sorted(self.rows))
        if data and (not self.path.is_file() or self.path.read_bytes() != data):
            write_whole(self.path, data)


def short(text: str) -> str:
    """Return a digest that tells some ten thousand items apart; "" for nothing."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16] if text else ""


def _line(row: Row) -> bytes:
    return msgspec.json.encode(row, order="deterministic") + b"\n"


def _read(path: Path) -> list[Row]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    whole = data[: data.rfind(b"\n") + 1]  # a run that was killed may leave half a line
    if len(whole) < len(data):
        with disk(path):
            os.truncate(path, len(whole))
    found = []
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            found.append(msgspec.json.decode(line, type=Row))
        except msgspec.MsgspecError as fault:
            remedy = "Take the file back from git, or remove the line: what it stands for is then the host's own."
            raise InputError(f"this line cannot be read: {fault}", f"{NAME}:{number}", remedy) from fault
    return found
