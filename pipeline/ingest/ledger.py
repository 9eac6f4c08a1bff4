"""Remember what came in and what was written of it, in content/sources.jsonl: a line an item. Reads no feed.

It is tracked with the show: without it, nobody could tell the host's words from the feed's, nor what she took out.
"""

import codecs
import datetime
import hashlib
import os
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.disk import disk, read_named, write_whole
from pipeline.errors import InputError
from pipeline.model import UNREAD, Fact

NAME = "content/sources.jsonl"


class Row(Fact, frozen=True):
    """One item. `place` is its folder or file below content/, "" where it brought nothing; `source` is "" for what came as a file.

    `day` is the date that a letter came with, ISO 8601. `entry` is the digest of all that the feed said, `title` and
    `sound` those of its title and of the address of its sound without what stands behind `?`; `length` is the sound's length as
    the feed has it. `lines` are digests of the lines that were written into its front matter, and of the text below as "body";
    `files` those of its files. No address stands here: some are secret.
    """

    id: str
    source: str
    place: str = ""
    day: str = ""
    entry: str = ""
    title: str = ""
    sound: str = ""
    length: str = ""
    lines: dict[str, str] = {}
    files: dict[str, str] = {}

    def gone(self, root: Path) -> bool:
        """Say whether what it brought lies no more where it was put: somebody took it out, or renamed it."""
        return bool(self.place) and not (root / "content" / self.place).exists()


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

    def taken_out(self, root: Path) -> "Lost":
        """Return the letters that lie no more where they were put: they may come again from elsewhere."""
        return Lost({(row.title, row.day): row for row in self.rows.values() if row.title and row.day and row.gone(root)})

    def close(self) -> None:
        """Write the rows in order, a line each, unless they stand there so."""
        data = b"".join(_line(self.rows[key]) for key in sorted(self.rows))
        if data and (not self.path.is_file() or read_named(self.path) != data):
            write_whole(self.path, data)


class Lost(NamedTuple):
    """Letters that were taken out, by the digest of their title and their day."""

    rows: dict[tuple[str, str], Row]

    def find(self, title: str, day: str, source: str = "") -> Row | None:
        """Return the letter of this title and day. Of one from elsewhere than `source` the day may be the one before or after.

        One counts days where the show is made, another at Greenwich; but a daily letter has one title for days.
        """
        try:
            date = datetime.date.fromisoformat(day)
            days = [day, *((date + datetime.timedelta(step)).isoformat() for step in (-1, 1))]
        except (ValueError, OverflowError):
            days = [day]
        found = ((one, row) for one in days if (row := self.rows.get((title, one))))
        return next((row for one, row in found if one == day or row.source != source), None)


def short(text: str) -> str:
    """Return a digest that tells some ten thousand items apart; "" for nothing."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16] if text else ""


def title_print(title: str) -> str:
    """Return the digest of a title, however it is spaced and cased."""
    return short(" ".join(title.casefold().split()))


def _line(row: Row) -> bytes:
    return msgspec.json.encode(row, order="deterministic") + b"\n"


def _read(path: Path) -> list[Row]:
    try:
        data = read_named(path)
    except FileNotFoundError:
        return []
    *lines, last = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found += [msgspec.json.decode(line, type=Row)] if line.strip() else []
        except UNREAD as fault:
            remedy = "Take the file back from git, or remove the line: what it stands for is then the host's own."
            raise InputError(f"this line cannot be read: {fault}", f"{NAME}:{number}", remedy) from fault
    if last:
        found += _ended(path, last)
    return found


def _ended(path: Path, last: bytes) -> list[Row]:
    """Mend the end of the file: a run that was killed leaves half a line, an editor one without its end."""
    with disk(path):
        try:
            row = msgspec.json.decode(last, type=Row)
        except UNREAD:
            os.truncate(path, path.stat().st_size - len(last))
            return []
        with path.open("ab") as file:
            file.write(b"\n")
        return [row]
