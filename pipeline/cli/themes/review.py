"""`podloom themes review`: settle what is unsure."""

import sys
from pathlib import Path

import click
import msgspec

from pipeline.build import open_show
from pipeline.cli.common import Common, common, counted, examples, problem, spelled
from pipeline.cli.themes import answers as answering
from pipeline.cli.themes.asking import ask
from pipeline.cli.themes.changes import elsewhere
from pipeline.cli.themes.desk import Desk
from pipeline.cli.themes.stamp import by
from pipeline.cli.themes.told import tell
from pipeline.errors import InputError


@click.command(
    epilog=examples(
        "podloom themes review",
        "podloom themes review --json > questions.jsonl",
        "podloom themes review --answers answers.jsonl",
        'echo \'{"id": "episode/the-warm-numbers#t-151/measurement", "answer": "no"}\' | podloom themes review --answers -',
    )
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, allow_dash=True),
    help='Take {"id", "answer": "yes"|"no"|"skip"} JSON lines from FILE, or - for standard input.',
)
@click.option("--who", default="", help="Who decides (default: who is logged in).")
@common
def review(options: Common, answers: Path | None, who: str) -> int:
    """Walk through what is unsure, one key an answer, and show what your answers change elsewhere.

    Each answer is a line of content/decisions/themes.jsonl at once: stop when you like, go on when you like. It holds
    for its passage whatever the machine says later, also in a new transcript, and the tagger learns from it.
    `podloom build` then publishes it. With --json the open questions are printed as JSON lines.
    """
    asks = answers is None and not options.json
    if asks and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "there is no terminal to ask in", "", "Print the questions with --json, and give the answers with --answers FILE."
        )
    desk = Desk(open_show(options.root))
    for fault in desk.faults:
        click.echo(str(fault), err=True)
    if answers is not None:
        return _taken(options, desk, answers, who)
    if options.json:
        for question in desk.open_questions():
            click.echo(msgspec.json.encode(spelled(question)))
        return 0
    decided = ask(options, desk, by(who))
    _tell(options, desk, decided)
    return 0


def _taken(options: Common, desk: Desk, answers: Path, who: str) -> int:
    decisions, faults = answering.take(desk, answers, by(who))
    changes = elsewhere(desk) if decisions else None
    for fault in faults:
        click.echo(str(fault), err=True)
    options.emit(
        {
            "decisions": [{name: one for name, one in _spelled(each).items() if name != "line"} for each in decisions],
            "open": len(desk.open_questions()),
            "elsewhere": changes,
            "errors": [problem(fault) for fault in faults],
        }
    )
    if not options.json:
        _tell(options, desk, len(decisions))
    return InputError.exit_code if faults else 0


def _spelled(one: msgspec.Struct) -> dict[str, object]:
    return msgspec.structs.asdict(one)


def _tell(options: Common, desk: Desk, decided: int) -> None:
    left = counted(len(desk.open_questions()), "question")
    if not decided:
        options.say(f"Nothing was decided; {left} open.")
        return
    tell(options, elsewhere(desk))
    options.say(f"{counted(decided, 'decision')} written, {left} open. `podloom build` publishes them.")
