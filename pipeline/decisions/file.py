"""Read and lengthen the host's decisions in content/decisions/. Never changes a line that stands there, damaged or not."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from pipeline.decisions.record import ACCEPT, Decision, LinkDecision, LinkEnd
from pipeline.disk import disk, half_written, write_whole
from pipeline.errors import InputError
from pipeline.model import UNREAD

D = TypeVar("D", Decision, LinkDecision)

NAME = "content/decisions/themes.jsonl"
LINKS = "content/decisions/links.jsonl"
# As model.Link and model.Place have them.
TYPES = ("sparked", "announces", "mentions", "cites-url", "related")
_ITEMS = ("episode", "issue")
_KINDS = (*_ITEMS, "person", "organisation", "book")


class Lines(NamedTuple, Generic[D]):
    """What a file says: the decisions in its order, and an error for each line that is none."""

    decisions: tuple[D, ...]
    faults: tuple[InputError, ...]


Written = Lines[Decision]
WrittenLinks = Lines[LinkDecision]


def read(data: bytes, where: str = NAME) -> Written:
    """Read the decisions on themes; a damaged line is named with `where` and its number, and the others count."""
    return _read(data, where, Decision, _wrong)


def read_links(data: bytes, where: str = LINKS) -> WrittenLinks:
    """Read the decisions on links, as `read` does those on themes."""
    return _read(data, where, LinkDecision, _wrong_link)


def append(path: Path, decision: Decision | LinkDecision) -> None:
    """Add one line. The file is written whole and synced, so a power cut leaves it with the line or without.

    Raises:
        DiskError: the disk refused; what stood there stands there still.
    """
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            for half in half_written(path.parent):
                half.unlink(missing_ok=True)
            before = path.read_bytes() if path.exists() else b""
            if before and not before.endswith(b"\n"):
                before += b"\n"
            line = msgspec.json.encode(msgspec.structs.replace(decision, line=0))
            write_whole(path, before + line + b"\n")


def _read(data: bytes, where: str, kind: type[D], wrong: Callable[[D], str]) -> Lines[D]:
    decisions: list[D] = []
    faults: list[InputError] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=kind)
            fault = wrong(found)
        except UNREAD as error:
            fault = str(error)
        if fault:
            remedy = "Mend the line or delete it. The other decisions count."
            faults.append(InputError(f"this line is no decision: {fault}", f"{where}:{number}", remedy))
        else:
            decisions.append(msgspec.structs.replace(found, line=number))
    return Lines(tuple(decisions), tuple(faults))


def _wrong(found: Decision) -> str:
    """Say what no type can say of a decision on a theme; "" where it is one."""
    kind, _, slug = found.item.partition("/")
    if kind not in _ITEMS or not slug:
        return f'"{found.item}" is not "episode/slug" or "issue/slug"'
    return "" if found.quote.strip() else "`quote` is empty"


def _wrong_link(found: LinkDecision) -> str:
    if found.type not in TYPES:
        return f'"{found.type}" is none of {", ".join(TYPES)}'
    if found.source.kind not in _ITEMS:
        return f'a link starts at an episode or an issue, not at "{found.source.key}"'
    if fault := _wrong_end(found.source) or _wrong_end(found.target):
        return fault
    if (found.source.key, found.source.passage) == (found.target.key, found.target.passage):
        return "both ends are the same"
    return "" if found.reason.strip() or found.verdict != ACCEPT else "`reason` is empty"


def _wrong_end(end: LinkEnd) -> str:
    if end.kind not in _KINDS or not end.slug:
        return f'"{end.key}" is no episode, issue, person, organisation or book'
    if end.kind not in _ITEMS and end.passage:
        return f"{end.key} has no passages"
    return "" if end.passage or not end.quote else f"the end at {end.key} has a `quote` and no `passage`"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder while a line is added: of two reviews at once neither loses one."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
