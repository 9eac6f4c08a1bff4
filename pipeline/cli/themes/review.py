"""`podloom themes review`: settle what is unsure."""

from pathlib import Path

import click
import msgspec

from pipeline.build import open_show
from pipeline.cli.asking.answers import by_whom, from_file
from pipeline.cli.asking.keyboard import need_terminal
from pipeline.cli.asking.stamp import by
from pipeline.cli.common import Common, common, counted, examples, spelled
from pipeline.cli.progress import Progress
from pipeline.cli.themes import answers as answering
from pipeline.cli.themes.asking import ask
from pipeline.cli.themes.changes import Changes, elsewhere
from pipeline.cli.themes.desk import Desk
from pipeline.cli.themes.told import tell


@click.command(
    epilog=examples(
        "podloom themes review",
        "podloom themes review --json > questions.jsonl",
        "podloom themes review --answers answers.jsonl",
        'echo \'{"id": "episode/the-warm-numbers#t-151/measurement", "answer": "no"}\' | podloom themes review --answers -',
    )
)
@from_file
@by_whom
@common
def review(options: Common, answers: Path | None, who: str) -> int:
    """Walk through what is unsure, one key an answer, and show what your answers change elsewhere.

    Each answer is a line of content/decisions/themes.jsonl at once: stop when you like, go on when you like. It holds
    for its passage whatever the machine says later, also in a new transcript, and the tagger learns from it.
    `podloom build` then publishes it. The most useful questions come first, and after each 20 you may have had enough for
    today. With --json all open questions are printed as JSON lines.
    """
    if answers is None and not options.json:
        need_terminal()
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
    _tell(options, desk, decided, _changes(options, desk) if decided else None)
    return 0


def _taken(options: Common, desk: Desk, answers: Path, who: str) -> int:
    taken = answering.take(desk, answers, by(who))
    changes = _changes(options, desk) if taken.decisions else None
    code = taken.told(options, open=len(desk.open_questions()), elsewhere=changes)
    if not options.json:
        _tell(options, desk, len(taken.decisions), changes)
    return code


def _changes(options: Common, desk: Desk) -> Changes:
    name = "with what you decided"
    with Progress(options) as progress:
        progress.expect_one("Comparing the site", name)
        return elsewhere(desk, lambda part: progress.show(name, part))


def _tell(options: Common, desk: Desk, decided: int, changes: Changes | None) -> None:
    left = counted(len(desk.open_questions()), "question")
    if changes is None:
        options.say(f"Nothing was decided; {left} open.")
        return
    tell(options, changes)
    options.say(f"{counted(decided, 'decision')} written, {left} open. `podloom build` publishes them.")
