"""Remember which sources the last build could not bring up to date, under build/. Losing it costs nothing but the reminder."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.disk import write_whole
from pipeline.model import UNREAD, Fact

NAME = "sources/stumbles.json"


class Stumble(Fact, frozen=True):
    """A source, and what went wrong with it or with its items."""

    source: str
    problem: str


def last(workspace: Path) -> tuple[Stumble, ...]:
    """Return what went wrong when each source was asked last."""
    try:
        return msgspec.json.decode((workspace / NAME).read_bytes(), type=tuple[Stumble, ...])
    except (OSError, *UNREAD):
        return ()


def note(workspace: Path, asked: Iterable[str], found: Iterable[Stumble]) -> None:
    """Note what went wrong with the sources that were asked now; of the others what is known stays."""
    now = set(asked)
    kept = (*(one for one in last(workspace) if one.source not in now), *found)
    if kept != last(workspace):
        write_whole(workspace / NAME, msgspec.json.encode(kept))
