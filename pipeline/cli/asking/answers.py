"""Take answers as JSON lines from another front end. Asks nothing, and knows nothing of what was asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import click
import msgspec

from pipeline.cli.asking.lines import rows
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact

D = TypeVar("D")

# What a review takes besides the common options.
from_file = click.option(
    "--answers",
    type=click.Path(path_type=Path, allow_dash=True),
    help='Take {"id", "answer": "yes"|"no"|"skip"} JSON lines from FILE, or - for standard input.',
)
by_whom = click.option("--who", default="", help="Who decides (default: who is logged in).")


class Answer(Fact, frozen=True):
    """What the host says to a question. `who` is set where the front end knows who answers."""

    id: str
    answer: Literal["yes", "no", "skip"]
    who: str = ""


def take(file: Path, form: str, write: Callable[[Answer, str], D | None]) -> tuple[tuple[D, ...], tuple[ShowError, ...]]:
    """Write down every answer as it comes; return the decisions, and an error for each line that could not be used.

    `form` says how a line is written. `write` gets an answer and its `file:line`; it returns None for one that decides
    nothing, and raises InputError for one that fits no question.
    """
    decisions: list[D] = []
    faults: list[ShowError] = []
    for where, text in rows(file):
        try:
            decision = write(_read(text, where, form), where)
        except InputError as fault:
            faults.append(fault)
            continue
        if decision is not None:
            decisions.append(decision)
    return tuple(decisions), tuple(faults)


def _read(text: str, where: str, form: str) -> Answer:
    try:
        return msgspec.json.decode(text, type=Answer)
    except msgspec.MsgspecError as fault:
        raise InputError(f"this is no answer: {fault}", where, form) from fault
