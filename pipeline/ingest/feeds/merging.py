"""Put what a feed says now into an episode.md that the host may have edited: her words stay, the feed's are brought up to date.

A line is the host's as soon as it is not, letter for letter, what was written last; so is the text below. What she took out
stays out, and what the feed no longer says stays where it is.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.ingest.ledger import short

BODY = "body"
_PAGE = re.compile(r"\A(---[ \t]*\n)(.*?)(^---[ \t]*\n\n?)(.*)\Z", re.DOTALL | re.MULTILINE)


class Merged(NamedTuple):
    """A page, and the digests of what in it is the feed's, by key."""

    text: str
    lines: dict[str, str]


def digests(front: Mapping[str, str], below: str) -> dict[str, str]:
    """Return what to remember of a page that is written anew."""
    return {key: short(line) for key, line in front.items()} | {BODY: short(below.strip())}


def merge(page: str, front: Mapping[str, str], below: str, written: Mapping[str, str]) -> Merged:
    """Return the page with the feed's lines of today, where those of `written` still stand.

    A line that stands there as the feed has it counts as the feed's, so that a lost ledger mends itself.
    """
    found = _PAGE.match(page)
    if not found:
        return Merged(page, dict(written))
    # YAML reads some of what splitlines() cuts at as a part of the line
    head, ours = found[2].removesuffix("\n").split("\n") if found[2] else [], dict(written)
    places = {line.partition(":")[0]: index for index, line in reversed(list(enumerate(head)))}
    for key, line in front.items():
        index = places.get(key)
        if index is None:
            if key not in written:
                head.append(line)
                ours[key] = short(line)
        elif head[index] == line or short(head[index]) == written.get(key):
            head[index] = line
            ours[key] = short(line)
    text = found[4]
    if text.strip() == below.strip() or short(text.strip()) == written.get(BODY):
        text = text if text.strip() == below.strip() else below + "\n"
        ours[BODY] = short(below.strip())
    return Merged("".join((found[1], *(f"{line}\n" for line in head), found[3], text)), ours)
