"""Write texts and moments as a terminal shows them. Decides nothing."""

import shutil
import textwrap
from collections.abc import Iterable

from pipeline.clock import clock
from pipeline.model import Fact, Passage

_WIDEST, _NARROWEST = 88, 20  # a longer line is hard to read, a shorter one is no line


class Said(Fact, frozen=True):
    """What one person says in one go, or a paragraph of a letter."""

    speaker: str
    text: str


def said(passage: Passage) -> tuple[Said, ...]:
    """Return who says what in a passage."""
    return tuple(Said(turn.speaker, turn.text) for turn in passage.turns)


def dialogue(turns: Iterable[Said]) -> str:
    """Return a passage as lines that fit the terminal, each turn after who says it."""
    return "\n".join(wrapped(f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text, "  ") for turn in turns)


def plain(text: str) -> str:
    """Return a text that a terminal shows and does not obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def wrapped(text: str, indent: str = "") -> str:
    """Return a text in lines that fit the terminal."""
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns - 1))
    return textwrap.fill(plain(text), width, initial_indent=indent, subsequent_indent=indent)


def moment(title: str, start: float | None, passage: str, speaker: str = "") -> str:
    """Return `The Warm Numbers at 2:31, Anoop Nathwani`, or `Slow Bread, p-3`."""
    place = f"{title} at {clock(start)}" if start is not None else f"{title}, {passage}" if passage else title
    return plain(f"{place}, {speaker}" if speaker else place)
