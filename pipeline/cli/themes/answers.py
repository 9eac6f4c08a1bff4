"""Take answers as JSON lines from another front end. Asks nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from pipeline import decisions as deciding
from pipeline.cli.themes.common import rows
from pipeline.cli.themes.desk import Desk, split_id
from pipeline.cli.themes.stamp import Stamp
from pipeline.decisions import Decision
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact
from pipeline.tables import nearest

_FORM = 'Write {"id": "episode/slug#t-8/theme", "answer": "yes"}, "no" or "skip".'


class Answer(Fact, frozen=True):
    """What the host says to a question. `who` is set where the front end knows who answers."""

    id: str
    answer: Literal["yes", "no", "skip"]
    who: str = ""


def take(desk: Desk, file: Path, stamp: Stamp) -> tuple[tuple[Decision, ...], tuple[ShowError, ...]]:
    """Write down every answer as it comes; return the decisions, and an error for each line that could not be used.

    An id may name any passage and theme of the show, also one that was not asked about.
    """
    decisions: list[Decision] = []
    faults: list[ShowError] = []
    for where, text in rows(file):
        try:
            write = _read(desk, text, where, stamp)
        except InputError as fault:
            faults.append(fault)
            continue
        if write is not None:
            decisions.append(write())
    return tuple(decisions), tuple(faults)


def _read(desk: Desk, text: str, where: str, stamp: Stamp) -> Callable[[], Decision] | None:
    try:
        answer = msgspec.json.decode(text, type=Answer)
    except msgspec.MsgspecError as fault:
        raise InputError(f"this is no answer: {fault}", where, _FORM) from fault
    parts = split_id(answer.id)
    if parts is None:
        raise InputError(f'"{answer.id}" is no id of a question', where, _FORM)
    item, anchor, theme = parts
    if theme not in desk.themes:
        raise InputError(f'theme "{theme}" is not defined', where, nearest(theme, desk.themes))
    passage = desk.passage(item, anchor)
    if passage is None:
        remedy = "Ask again with `podloom themes review --json`: it may have been transcribed anew."
        raise InputError(f'there is no passage "{item}#{anchor}"', where, remedy)
    if answer.answer == "skip":
        return None
    verdict = deciding.ADD if answer.answer == "yes" else deciding.REMOVE
    return lambda: desk.decide(item, passage, theme, verdict, answer.who or stamp.who, stamp.now())
