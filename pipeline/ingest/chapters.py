"""Read chapters.json (Podcasting 2.0 JSON chapters 1.2). Opens no file."""

import msgspec

from pipeline.errors import ItemError
from pipeline.model import UNREAD, Chapter


class _Mark(msgspec.Struct, rename="camel"):
    start_time: float
    title: str = ""
    toc: bool = True


class _Chapters(msgspec.Struct):
    chapters: tuple[_Mark, ...]
    version: str = ""


def parse(data: bytes, where: str) -> tuple[Chapter, ...]:
    """Return the chapters in order of time, without those that are hidden from the table of contents.

    Raises:
        ItemError: it is not JSON, or has no list of chapters with startTime.
    """
    try:
        found = msgspec.json.decode(data, type=_Chapters)
    except UNREAD as fault:
        raise ItemError(
            f"the chapters cannot be read: {fault}", where, 'Each chapter needs "startTime" in seconds and a "title".'
        ) from fault
    marks = sorted((mark for mark in found.chapters if mark.toc and mark.start_time >= 0), key=lambda mark: mark.start_time)
    return tuple(Chapter(mark.start_time, mark.title) for mark in marks)
