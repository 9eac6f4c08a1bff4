"""Ask the host about themes in a terminal, one key an answer. Writes each answer down before it asks the next."""

import string
from typing import Literal

import click

from pipeline import decisions as deciding
from pipeline.cli.asking.keyboard import Keyboard
from pipeline.cli.asking.stamp import Stamp
from pipeline.cli.asking.walk import PORTION, Step, pressed, walk
from pipeline.cli.asking.wording import dialogue, moment, wrapped
from pipeline.cli.common import Common
from pipeline.cli.themes.desk import Desk, Question

_KEYS = "[y]es  [n]o  [s]kip  [a]dd another theme  [b]ack  [q]uit "
_VERDICTS: dict[str, Literal["add", "remove"]] = {"y": deciding.ADD, "n": deciding.REMOVE}
_NAMES = string.digits[1:] + string.ascii_lowercase


def ask(options: Common, desk: Desk, stamp: Stamp) -> int:
    """Walk through what is unsure until all is answered or the host quits; return how many decisions were written."""
    questions = desk.open_questions()

    def show(question: Question, at: int) -> None:
        _show(options, question, at, len(questions))

    def take(question: Question, key: str) -> Step:
        if key == "a":
            return _add(options, desk, question, stamp, keyboard)
        return _decide(desk, question, question.theme, key, stamp) if key in _VERDICTS else Step()

    if len(questions) > PORTION:
        options.say(wrapped(f"{len(questions)} questions are open. The {PORTION} most useful ones come first."))
    with Keyboard() as keyboard:
        return walk(keyboard, questions, show, take)


def _show(options: Common, question: Question, at: int, many: int) -> None:
    options.say()
    options.say(wrapped(f"{at + 1} of {many}  {moment(question.title, question.start, question.passage)}"))
    options.say(dialogue(question.turns))
    options.say(wrapped(_question(question)))
    options.say(f"The sentence:\n{click.style(wrapped(question.sentence, '  '), bold=True)}")
    if question.words:
        options.say(wrapped(f"Words that point to it: {', '.join(question.words)}"))
    click.echo(_KEYS, nl=False)


def _question(question: Question) -> str:
    now = "the site says so now" if question.strength == "likely" else "the site does not say so now"
    return f'Is it about "{question.name}"? It is not sure; {now}.'


def _decide(desk: Desk, question: Question, theme: str, key: str, stamp: Stamp) -> Step:
    passage = desk.passage(question.item, question.passage)
    if passage is not None:
        desk.decide(question.item, passage, theme, _VERDICTS[key], stamp.who, stamp.now())
    return Step(written=1, on=True)


def _add(options: Common, desk: Desk, question: Question, stamp: Stamp, keyboard: Keyboard) -> Step:
    """Give the passage a theme that was not asked about; any other key than a theme's gives none."""
    carried = desk.carried(question.item, question.passage)
    others = [theme for slug, theme in desk.themes.items() if slug not in carried and slug != question.theme]
    choices = dict(zip(_NAMES, others, strict=False))
    for key, theme in choices.items():
        options.say(wrapped(f"{key}  {theme.name}", "  "))
    click.echo("Which one? Any other key: none. ", nl=False)
    chosen = choices.get(pressed(keyboard))
    return _decide(desk, question, chosen.slug, "y", stamp)._replace(on=False) if chosen else Step()
