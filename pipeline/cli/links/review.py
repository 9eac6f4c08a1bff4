"""`podloom links review`: settle the links that wait."""

from pathlib import Path

import click
import msgspec

from pipeline import decisions as deciding
from pipeline.build import open_show
from pipeline.cli.asking import answers as answering
from pipeline.cli.asking.answers import Answer, by_whom, from_file
from pipeline.cli.asking.keyboard import need_terminal
from pipeline.cli.asking.stamp import Stamp, by
from pipeline.cli.common import Common, common, counted, examples, spelled
from pipeline.cli.links.asking import ask
from pipeline.cli.links.desk import Desk
from pipeline.cli.links.sides import Sides
from pipeline.decisions import LinkDecision
from pipeline.errors import InputError

_FORM = 'Write {"id": "related:issue/slug#p-3~episode/slug#t-8", "answer": "yes"}, "no" or "skip".'


@click.command(
    epilog=examples(
        "podloom links review",
        "podloom links review --json > questions.jsonl",
        "podloom links review --answers answers.jsonl",
        'echo \'{"id": "mentions:issue/slow-bread#p-3~person/ada-byron", "answer": "no"}\' | podloom links review --answers -',
    )
)
@from_file
@by_whom
@common
def review(options: Common, answers: Path | None, who: str) -> int:
    """Walk through the links that wait for you, one key an answer.

    Each answer is a line of content/decisions/links.jsonl at once: stop when you like, go on when you like. What you
    accept is published by the next `podloom build`, what you reject never comes back, also in a new transcript. With --json
    the open questions are printed as JSON lines. An answer may name any link of `podloom links list`, also to take a
    decision back.
    """
    if answers is None and not options.json:
        need_terminal()
    desk = Desk(open_show(options.root))
    for fault in desk.faults:
        click.echo(str(fault), err=True)
    if answers is not None:
        return _taken(options, desk, answers, by(who))
    if options.json:
        sides = Sides(desk)
        for link in desk.open_links():
            click.echo(msgspec.json.encode(spelled(sides.question(link, "waiting"))))
        return 0
    _tell(options, desk, ask(options, desk, by(who)))
    return 0


def _taken(options: Common, desk: Desk, file: Path, stamp: Stamp) -> int:
    taken = answering.take(file, _FORM, lambda answer, where: _write(desk, answer, where, stamp))
    code = taken.told(options, open=len(desk.open_links()))
    if not options.json:
        _tell(options, desk, len(taken.decisions))
    return code


def _write(desk: Desk, answer: Answer, where: str, stamp: Stamp) -> LinkDecision | None:
    link = desk.link(answer.id)
    if link is None:
        remedy = "See `podloom links list`: its passages may have been cut anew, or nothing suggests it any more."
        raise InputError(f'there is no link "{answer.id}"', where, remedy)
    if answer.answer == "skip":
        return None
    verdict = deciding.ACCEPT if answer.answer == "yes" else deciding.REJECT
    return desk.decide(link, verdict, answer.who or stamp.who, stamp.now())


def _tell(options: Common, desk: Desk, decided: int) -> None:
    left = len(desk.open_links())
    if decided:
        options.say(f"{counted(decided, 'decision')} written, {counted(left, 'link')} open. `podloom build` publishes them.")
    elif left:
        options.say(f"Nothing was decided; {counted(left, 'link')} open.")
    else:
        options.say("No link waits for you. `podloom links list` shows those that are published.")
