"""Read and lengthen content/decisions/themes.jsonl. Never changes a line that stands there, damaged or not."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.decisions.record import Decision
from pipeline.disk import disk, write_whole
from pipeline.errors import InputError

NAME = "content/decisions/themes.jsonl"
_KINDS = ("episode", "issue")


class Written(NamedTuple):
    """What the file says: the decisions in its order, and an error for each line that is none."""

    decisions: tuple[Decision, ...]
    faults: tuple[InputError, ...]


def read(data: bytes, where: str = NAME) -> Written:
    """Read the decisions; a damaged line is named with `where` and its number, and the others count."""
    decisions: list[Decision] = []
    faults: list[InputError] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            decisions.append(_decision(line, number))
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as fault:
            remedy = "Mend the line or delete it. The other decisions count."
            faults.append(InputError(f"this line is no decision: {fault}", f"{where}:{number}", remedy))
    return Written(tuple(decisions), tuple(faults))


def append(path: Path, decision: Decision) -> None:
    """Add one line. The file is written whole and synced, so a power cut leaves it with the line or without.

    Raises:
        DiskError: the disk refused; what stood there stands there still.
    """
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            before = path.read_bytes() if path.exists() else b""
            if before and not before.endswith(b"\n"):
                before += b"\n"
            line = msgspec.json.encode(msgspec.structs.replace(decision, line=0))
            write_whole(path, before + line + b"\n")


def _decision(line: bytes, number: int) -> Decision:
    found = msgspec.json.decode(line, type=Decision)
    kind, _, slug = found.item.partition("/")
    if kind not in _KINDS or not slug:
        raise ValueError(f'"{found.item}" is not "episode/slug" or "issue/slug"')
    if not found.quote.strip():
        raise ValueError("`quote` is empty")
    return msgspec.structs.replace(found, line=number)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder while a line is added: of two reviews at once neither loses one."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
