"""Take answers about themes as JSON lines from another front end. Asks nothing."""

from pathlib import Path

from pipeline import decisions as deciding
from pipeline.cli.asking import answers as answering
from pipeline.cli.asking.answers import Answer, Taken
from pipeline.cli.asking.stamp import Stamp
from pipeline.cli.themes.desk import Desk, split_id
from pipeline.decisions import Decision
from pipeline.errors import InputError
from pipeline.tables import nearest

_FORM = 'Write {"id": "episode/slug#t-8/theme", "answer": "yes"}, "no" or "skip".'


def take(desk: Desk, file: Path, stamp: Stamp) -> Taken[Decision]:
    """Write down every answer as it comes.

    An id may name any passage and theme of the show, also one that was not asked about.
    """
    return answering.take(file, _FORM, lambda answer, where: _write(desk, answer, where, stamp))


def _write(desk: Desk, answer: Answer, where: str, stamp: Stamp) -> Decision | None:
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
    return desk.decide(item, passage, theme, verdict, answer.who or stamp.who, stamp.now())
