"""Walk through questions, forth and back, by single keys. Knows nothing of what is asked."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import click

from pipeline.cli.asking.keyboard import END, Keyboard
from pipeline.cli.asking.wording import wrapped
from pipeline.cli.common import counted

Q = TypeVar("Q")

PORTION = 20  # questions, about ten minutes: then the host may have had enough for today
_MORE = "[g]o on  [b]ack  [q]uit "


class Step(NamedTuple):
    """What a key did: how many decisions it wrote, and whether the next question is asked."""

    written: int = 0
    on: bool = False


def walk(keyboard: Keyboard, questions: Sequence[Q], show: Callable[[Q, int], None], take: Callable[[Q, str], Step]) -> int:
    """Ask until all is answered or the host quits; return how many decisions were written.

    `show` gets a question and its place from 0. The keys s, b and q skip, go back and quit; every other goes to `take`.
    After each 20 questions the host is asked whether to go on.
    """
    written = at = 0
    enough = PORTION
    while at < len(questions):
        resting = at == enough
        with keyboard.heard():
            if resting:
                _rest(len(questions) - at)
            else:
                show(questions[at], at)
        key = pressed(keyboard)
        if key in ("q", END):
            break
        if key == "b":
            at = max(0, at - 1)
            continue
        if resting:  # no key that answers a question goes on: who answers fast would not see that she was asked
            enough += PORTION if key == "g" else 0
            continue
        step = Step(on=True) if key == "s" else take(questions[at], key)
        written += step.written
        at += step.on
    return written


def _rest(left: int) -> None:
    click.echo()
    click.echo(wrapped(f"Enough for today? {counted(left, 'question')} {'is' if left == 1 else 'are'} left."))
    click.echo(_MORE, nl=False)


def pressed(keyboard: Keyboard) -> str:
    """Wait for a key and show it."""
    key = keyboard.key()
    with keyboard.heard():
        click.echo(key if key != END else "")
    return key
