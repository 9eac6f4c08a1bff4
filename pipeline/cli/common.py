"""What all verbs share: the show's root, JSON or text, how loud, and how an error is told. Runs no stage."""

import datetime
import functools
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click
import msgspec

from pipeline.errors import FaultsError, InputError, ShowError
from pipeline.tables import nearest

if TYPE_CHECKING:
    from pipeline.build import Opened
    from pipeline.stage import Item

F = TypeVar("F", bound=Callable[..., object])


class Common(msgspec.Struct, frozen=True):
    """The options that every verb takes. `loud` is -1 with -q, 0, or 1 and more with -v."""

    root: Path
    json: bool
    loud: int

    def say(self, text: str = "", *, at: int = 0) -> None:
        """Print a line for people: on stdout, or on stderr while stdout carries JSON."""
        if self.loud >= at:
            click.echo(text, err=self.json)

    def emit(self, value: object) -> None:
        """Print one JSON document."""
        if self.json:
            click.echo(msgspec.json.encode(spelled(value)))


def common(function: F) -> F:
    """Give a verb --root, --json, -q and -v; it receives a Common first."""

    @click.option(
        "--root",
        type=click.Path(path_type=Path, file_okay=False),
        default=".",
        help="The show's folder (default: here).",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout; progress goes to stderr.")
    @click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
    @click.option("-v", "--verbose", count=True, help="Say more.")
    @functools.wraps(function)
    def wrapped(root: Path, as_json: bool, quiet: bool, verbose: int, **others: object) -> object:
        try:
            return function(Common(root, as_json, -1 if quiet else verbose), **others)
        except ShowError as error:
            if as_json:
                faults = error.faults if isinstance(error, FaultsError) else (error,)
                click.echo(msgspec.json.encode({"errors": [problem(fault) for fault in faults]}))
            fail(error)

    return wrapped  # type: ignore[return-value]  # click replaces the signature


def dated(function: F) -> F:
    """Give a verb --today; it receives `today`, "" for the calendar's."""

    def day(_: click.Context, __: click.Parameter, value: str) -> str:
        try:
            return datetime.date.fromisoformat(value).isoformat() if value else ""
        except ValueError as fault:
            raise click.BadParameter("write year, month and day: 2025-03-04") from fault

    told = "The day to take for today (default: the calendar's): what has a later date is not published."
    return click.option("--today", default="", metavar="DATE", callback=day, help=told)(function)


def spelled(value: object) -> object:
    """Return a record with all its fields, those at their default too: who reads our JSON should not need to know those."""
    if isinstance(value, msgspec.Struct):
        return {name: spelled(one) for name, one in msgspec.structs.asdict(value).items()}
    if isinstance(value, Mapping):
        return {key: spelled(one) for key, one in value.items()}
    return [spelled(one) for one in value] if isinstance(value, (list, tuple)) else value


def problem(error: ShowError) -> dict[str, str]:
    """Return an error as JSON has it."""
    return {"message": error.message, "where": error.where, "remedy": error.remedy}


def fail(error: ShowError) -> NoReturn:
    """Print an error on stderr and end with its exit code."""
    faults = error.faults if isinstance(error, FaultsError) else (error,)
    for fault in faults:
        click.echo(str(fault), err=True)
    sys.exit(error.exit_code)


def episode(opened: "Opened", slug: str) -> "Item":
    """Return an episode of the show by its slug.

    Raises:
        InputError: there is none, with the nearest one.
    """
    episodes = {item.slug: item for item in opened.items if item.kind == "episode"}
    if slug not in episodes:
        raise InputError(f'there is no episode "{slug}"', "content/episodes", nearest(slug, episodes))
    return episodes[slug]


def examples(*lines: str) -> str:
    """Return the examples that stand below a verb's options."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def counted(number: int, noun: str) -> str:
    """Return `1 episode` or `2 episodes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
