"""Walk through questions, forth and back, by single keys. Knows nothing of what is asked."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import click

from pipeline.cli.asking.keyboard import END, Keyboard

Q = TypeVar("Q")


class Step(NamedTuple):
    """What a key did: how many decisions it wrote, and whether the next question is asked."""

    written: int = 0
    on: bool = False


def walk(keyboard: Keyboard, questions: Sequence[Q], show: Callable[[Q, int], None], take: Callable[[Q, str], Step]) -> int:
    """Ask until all is answered or the host quits; return how many decisions were written.

    `show` gets a question and its place from 0. The keys s, b and q skip, go back and quit; every other goes to `take`.
    """
    written = at = 0
    while at < len(questions):
        show(questions[at], at)
        key = pressed(keyboard)
        if key in ("q", END):
            break
        if key == "b":
            at = max(0, at - 1)
            continue
        step = Step(on=True) if key == "s" else take(questions[at], key)
        written += step.written
        at += step.on
    return written


def pressed(keyboard: Keyboard) -> str:
    """Wait for a key and show it."""
    key = keyboard.key()
    click.echo(key if key != END else "")
    return key
