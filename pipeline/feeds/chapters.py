"""Write an episode's chapters as a file of their own, JSON chapters 1.2. Reads none back.

The form is https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
"""

from collections.abc import Iterable

import msgspec

from pipeline.clock import clock
from pipeline.model import Chapter

VERSION = "1.2.0"


def chapters_json(title: str, show: str, chapters: Iterable[Chapter]) -> bytes:
    """Return the chapters in order of time, one a line."""
    told = {"version": VERSION, "title": title, "podcastName": show}
    rows = [msgspec.json.encode({"startTime": one.start, "title": one.title}) for one in ordered(chapters)]
    return msgspec.json.encode(told)[:-1] + b',"chapters":[\n' + b",\n".join(rows) + b"\n]}\n"


def ordered(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Return chapters in order of time, each with a title, and of those that begin together the first: players skip the rest."""
    found: dict[float, Chapter] = {}
    for one in chapters:
        if one.start >= 0:
            found.setdefault(one.start, one)
    return tuple(Chapter(start, found[start].title or clock(start)) for start in sorted(found))
