"""Take answers as JSON lines from another front end. Asks nothing, and knows nothing of what was asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Literal, NamedTuple, TypeVar

import click
import msgspec

from pipeline.cli.asking.lines import rows
from pipeline.cli.common import Common, problem
from pipeline.decisions import Decision, LinkDecision
from pipeline.errors import InputError, ShowError
from pipeline.model import UNREAD, Fact

D = TypeVar("D", Decision, LinkDecision)

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


class Taken(NamedTuple, Generic[D]):
    """The decisions that answers became, and an error for each line that could not be used."""

    decisions: tuple[D, ...]
    faults: tuple[ShowError, ...]

    def told(self, options: Common, **more: object) -> int:
        """Name the lines that could not be used, print all of it with --json, and return the exit code."""
        for fault in self.faults:
            click.echo(str(fault), err=True)
        fields = (msgspec.structs.asdict(one) for one in self.decisions)
        written = [{name: value for name, value in own.items() if name != "line"} for own in fields]
        options.emit({"decisions": written, **more, "errors": [problem(fault) for fault in self.faults]})
        return InputError.exit_code if self.faults else 0


def take(file: Path, form: str, write: Callable[[Answer, str], D | None]) -> Taken[D]:
    """Write down every answer as it comes.

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
    return Taken(tuple(decisions), tuple(faults))


def _read(text: str, where: str, form: str) -> Answer:
    try:
        return msgspec.json.decode(text, type=Answer)
    except UNREAD as fault:
        raise InputError(f"this is no answer: {fault}", where, form) from fault
