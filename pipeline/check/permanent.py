"""Remember which addresses and guids were published, and find those that are gone. Forgets nothing by itself.

The memory is `content/published.jsonl`: one line an item, in the order of their keys, written when the site is published. A
person may delete a line; then nothing is said of that item any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from pipeline.check import rules
from pipeline.check.finding import Finding
from pipeline.disk import read_whole, write_whole
from pipeline.errors import InputError
from pipeline.feeds import xml
from pipeline.model import UNREAD, Episode, Fact, Issue, Library

NAME = "content/published.jsonl"


class Published(Fact, frozen=True):
    """An item that was published: its key (`episode/the-warm-numbers`), the day it bears, and its guid where it has one."""

    item: str
    date: str
    guid: str = ""


def read(root: Path) -> tuple[Published, ...]:
    """Return what was published before.

    Raises:
        InputError: a line is no record, with its place.
    """
    path = root / NAME
    found = []
    for number, line in enumerate(read_whole(path).split(b"\n") if path.is_file() else (), 1):
        try:
            found += [msgspec.json.decode(line, type=Published)] if line.strip() else []
        except UNREAD as fault:
            raise InputError(
                f"this line is no record of what was published: {fault}", f"{NAME}:{number}", "Put back what stood there."
            ) from fault
    return tuple(found)


def note(root: Path, library: Library, guids: Mapping[str, str]) -> bool:
    """Add what is published now, with its guids by item key, to the memory; say whether anything was new."""
    before = read(root)
    known = {one.item: one for one in before}
    last = {key: one.guid for key, one in known.items()}
    known |= {one.item: one for one in _now(library, last | dict(guids))}  # a feed may leave out what is old
    if tuple(known[key] for key in sorted(known)) == before:
        return False
    write_whole(root / NAME, b"".join(msgspec.json.encode(known[key]) + b"\n" for key in sorted(known)))
    return True


def permanent(
    library: Library, before: Iterable[Published], waiting: Mapping[str, str], guids: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what was published and is gone, or has another guid than it had.

    `waiting` says of items by key why they are hidden now, `guids` which guids the built feeds give them.
    """
    now = {one.item: one for one in _now(library, guids)}
    former = {f"{kind}/{slug}" for kind, items in _items(library) for item in items for slug in item.was}
    for number, one in enumerate(before, 1):
        place = f"{NAME}:{number}"
        if one.item in now:
            if one.guid and now[one.item].guid not in ("", one.guid):
                message = f'{one.item} was published with the guid "{one.guid}", and has "{now[one.item].guid}" now'
                yield rules.GUID_CHANGED.broken(place, message)
        elif one.item not in former:
            yield rules.ADDRESS_GONE.broken(place, f"{one.item} was published and {_why(waiting.get(one.item, ''))}")


def _why(waits: str) -> str:
    if waits == "draft":
        return "is a draft now"
    return f"is dated {waits} now" if waits else "is not there any more"


def guids(feed: bytes, kind: str) -> dict[str, str]:
    """Return the guids in a feed of ours, by item key; none of a feed that is broken, which is told anyway."""
    pages = ((item.findtext("link", ""), item.findtext("guid", "")) for item in xml.items(feed))
    return {f"{kind}/{page.rstrip('/').rpartition('/')[2]}": guid for page, guid in pages}


def _now(library: Library, guids: Mapping[str, str]) -> Iterator[Published]:
    for kind, items in _items(library):
        for one in items:
            key = f"{kind}/{one.slug}"
            yield Published(key, one.date, guids.get(key, ""))


def _items(library: Library) -> Iterator[tuple[str, tuple[Episode, ...] | tuple[Issue, ...]]]:
    yield "episode", library.episodes
    yield "issue", library.issues
