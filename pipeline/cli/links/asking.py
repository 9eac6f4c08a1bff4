"""Ask the host about links in a terminal, one key an answer. Writes each answer down before it asks the next."""

from typing import Literal

import click

from pipeline import decisions as deciding
from pipeline.cli.asking.keyboard import Keyboard
from pipeline.cli.asking.stamp import Stamp
from pipeline.cli.asking.walk import Step, walk
from pipeline.cli.asking.wording import dialogue, wrapped
from pipeline.cli.common import Common
from pipeline.cli.links.desk import Desk
from pipeline.cli.links.sides import Question, Sides
from pipeline.model import Link

_KEYS = "[y]es  [n]o  [s]kip  [b]ack  [q]uit "
_VERDICTS: dict[str, Literal["accept", "reject"]] = {"y": deciding.ACCEPT, "n": deciding.REJECT}
_ASKED = {
    "sparked": "Did the first of these start the second?",
    "announces": "Does the first of these announce the second?",
    "mentions": "Does the first of these speak of the second?",
    "cites-url": "Do these two point to the same page?",
    "related": "Do these two belong together?",
}


def ask(options: Common, desk: Desk, stamp: Stamp) -> int:
    """Walk through what waits until all is answered or the host quits; return how many decisions were written."""
    links, sides = desk.open_links(), Sides(desk)

    def show(link: Link, at: int) -> None:
        _show(options, sides.question(link, "waiting"), f"{at + 1} of {len(links)}")

    def take(link: Link, key: str) -> Step:
        if key not in _VERDICTS:
            return Step()
        desk.decide(link, _VERDICTS[key], stamp.who, stamp.now())
        return Step(written=1, on=True)

    if not links:
        return 0
    with Keyboard() as keyboard:
        return walk(keyboard, links, show, take)


def _show(options: Common, question: Question, place: str) -> None:
    options.say()
    options.say(wrapped(f"{place}  {_ASKED[question.type]}"))
    for side in (question.source, question.target):
        options.say(click.style(wrapped(side.heading), bold=True))
        options.say(dialogue(side.turns))
    options.say(wrapped(f"Why it is suggested: {question.reason}"))
    if question.sentence:
        options.say(wrapped(f'It rests on: "{question.sentence}"'))
    click.echo(_KEYS, nl=False)
