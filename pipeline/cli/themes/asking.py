"""Ask the host in a terminal, one key an answer. Writes each answer down before it asks the next."""

import string
import textwrap
from typing import Literal

import click

from pipeline import decisions as deciding
from pipeline.cli.common import Common
from pipeline.cli.themes.common import plain
from pipeline.cli.themes.desk import Desk, Question
from pipeline.cli.themes.keyboard import END, Keyboard
from pipeline.cli.themes.stamp import Stamp
from pipeline.cli.themes.told import moment

_KEYS = "[y]es  [n]o  [s]kip  [a]dd another theme  [b]ack  [q]uit "
_VERDICTS: dict[str, Literal["add", "remove"]] = {"y": deciding.ADD, "n": deciding.REMOVE}
_WIDTH = 88
_NAMES = string.digits[1:] + string.ascii_lowercase


def ask(options: Common, desk: Desk, stamp: Stamp) -> int:
    """Walk through what is unsure until all is answered or the host quits; return how many decisions were written."""
    with Keyboard() as keyboard:
        return _walk(options, desk, stamp, keyboard)


def _walk(options: Common, desk: Desk, stamp: Stamp, keyboard: Keyboard) -> int:
    questions = desk.open_questions()
    decided = at = 0
    while at < len(questions):
        _show(options, questions[at], at, len(questions))
        key = _pressed(keyboard)
        if key in ("q", END):
            break
        if key == "b":
            at = max(0, at - 1)
        elif key == "a":
            decided += _add(options, desk, questions[at], stamp, keyboard)
        elif key == "s":
            at += 1
        elif key in _VERDICTS:
            _decide(desk, questions[at], questions[at].theme, key, stamp)
            decided += 1
            at += 1
    return decided


def _show(options: Common, question: Question, at: int, many: int) -> None:
    options.say()
    options.say(f"{at + 1} of {many}  {moment(question.title, question.start, question.passage, question.speaker)}")
    options.say(textwrap.indent(textwrap.fill(plain(question.text), _WIDTH), "  "))
    options.say(f"{_question(question)} The sentence: {click.style(plain(question.sentence), bold=True)}")
    if question.words:
        options.say(f"Words that point to it: {plain(', '.join(question.words))}")
    click.echo(_KEYS, nl=False)


def _question(question: Question) -> str:
    now = "the site says so now" if question.strength == "likely" else "the site does not say so now"
    return f'Is it about "{plain(question.name)}"? It is not sure; {now}.'


def _pressed(keyboard: Keyboard) -> str:
    key = keyboard.key()
    click.echo(key if key != END else "")
    return key


def _decide(desk: Desk, question: Question, theme: str, key: str, stamp: Stamp) -> None:
    passage = desk.passage(question.item, question.passage)
    if passage is not None:
        desk.decide(question.item, passage, theme, _VERDICTS[key], stamp.who, stamp.now())


def _add(options: Common, desk: Desk, question: Question, stamp: Stamp, keyboard: Keyboard) -> int:
    """Give the passage a theme that was not asked about; any other key than a theme's gives none."""
    carried = desk.carried(question.item, question.passage)
    others = [theme for slug, theme in desk.themes.items() if slug not in carried and slug != question.theme]
    choices = dict(zip(_NAMES, others, strict=False))
    for key, theme in choices.items():
        options.say(f"  {key}  {plain(theme.name)}")
    click.echo("Which one? Any other key: none. ", nl=False)
    chosen = choices.get(_pressed(keyboard))
    if chosen is None:
        return 0
    _decide(desk, question, chosen.slug, "y", stamp)
    return 1
