"""Read chapters.json (Podcasting 2.0 JSON chapters 1.2). Opens no file."""

from typing import NamedTuple

import msgspec

from pipeline.errors import ItemError
from pipeline.model import UNREAD, Chapter

MOST_BYTES = 4 << 20
_SHAPE = 'Each chapter needs "startTime" in seconds and a "title".'


class _Mark(msgspec.Struct, rename="camel"):
    start_time: float
    title: str = ""
    toc: bool = True


class _Chapters(msgspec.Struct):
    chapters: tuple[msgspec.Raw, ...]
    version: str = ""


class Marks(NamedTuple):
    """Chapters in order of time, without those that are hidden from the table of contents, and what was left out."""

    chapters: tuple[Chapter, ...]
    warnings: tuple[str, ...] = ()


def parse(data: bytes, where: str) -> Marks:
    """Return the chapters; one that nobody can read costs no other.

    Raises:
        ItemError: it is not JSON, or has no list of chapters with startTime.
    """
    if len(data) > MOST_BYTES:
        raise ItemError(f"the chapters are larger than {MOST_BYTES >> 20} MiB", where, "Is this the right file?")
    try:
        rows = msgspec.json.decode(data, type=_Chapters).chapters
    except UNREAD as fault:
        raise ItemError(f"the chapters cannot be read: {fault}", where, _SHAPE) from fault
    marks: list[_Mark] = []
    faults: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            marks.append(msgspec.json.decode(row, type=_Mark))
        except UNREAD as fault:
            faults.append(f"chapter {number}: {fault}")
    if rows and not marks:
        raise ItemError(f"the chapters cannot be read: {faults[0]}", where, _SHAPE)
    shown = sorted((mark for mark in marks if mark.toc and mark.start_time >= 0), key=lambda mark: mark.start_time)
    told = (f"{where}: {len(faults)} of {len(rows)} chapters cannot be read and were left out ({faults[0]})",) if faults else ()
    return Marks(tuple(Chapter(mark.start_time, mark.title) for mark in shown), told)
