"""`podloom correct`: open a transcript, keep the fixes for every later run."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from pipeline.build import Opened, alone, open_show, settle, survey
from pipeline.cli.common import Common, common, counted, episode, examples
from pipeline.clock import stamp
from pipeline.correct import Correction
from pipeline.errors import InputError, LockedError
from pipeline.stage import Item, Report


@click.command(
    epilog=examples(
        "podloom correct the-warm-numbers",
        "EDITOR='code --wait' podloom correct the-warm-numbers",
        "podloom correct the-warm-numbers --list",
    )
)
@click.argument("slug")
@click.option("--list", "only_list", is_flag=True, help="Show what was corrected and what is in doubt; open nothing.")
@common
def correct(options: Common, slug: str, only_list: bool) -> int:
    """Open a transcript in your editor, and keep the fixes for every later run.

    Names what the machine was not sure of and which corrections no longer fit, opens content/episodes/SLUG/transcript.vtt in
    $VISUAL or $EDITOR, and notes what you changed in corrections.toml beside it: a later model's transcript gets it too.
    `podloom build` then publishes it. Any other way of editing that file does the same.
    """
    opened = open_show(options.root)
    item = episode(opened, slug)
    path = item.folder / "transcript.vtt"
    if not path.is_file():
        raise InputError(f"{slug} has no transcript yet", _near(path, opened), "Run `podloom build` first.")
    report = survey(opened)
    if not (only_list or options.json):
        _tell_doubts(options, report, item)
        _edit(path, opened)
        report = settle(opened, item)
    elif _written_since(report, item):
        with suppress(LockedError):  # a build that runs now will note it
            report = settle(opened, item)
    return _tell(options, report, opened, item)


def _written_since(report: Report, item: Item) -> bool:
    """Say whether the last build has not seen what she wrote, and nothing that takes long is in the way."""
    stale = {outcome.stage for outcome in report.of("stale") if outcome.item == item.key}
    return "transcript" in stale and not stale & {"hear", "voices"}


def _edit(path: Path, opened: Opened) -> None:
    """Open an editor and wait for it."""
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR") or sys.stdin.isatty()):
        raise InputError(
            "no editor is known here", _near(path, opened), "Set EDITOR, or edit that file in any program and run `podloom build`."
        )
    with alone(opened):  # a build that wrote the file meanwhile would make its changes look like hers
        click.edit(filename=str(path))


def _tell_doubts(options: Common, report: Report, item: Item) -> None:
    for outcome in report.outcomes:
        for warning in outcome.warnings if outcome.item == item.key else ():
            options.say(f"note: {warning}")


def _tell(options: Common, report: Report, opened: Opened, item: Item) -> int:
    """List the corrections in force; say what failed."""
    mine = [outcome for outcome in report.outcomes if outcome.item == item.key]
    found = [one for outcome in mine for one in _corrections(opened, outcome.outputs.get("edited", ""))]
    lost = [one for outcome in mine for one in _corrections(opened, outcome.outputs.get("orphans", ""))]
    notes = [warning for outcome in mine for warning in outcome.warnings]
    failed = [outcome for outcome in mine if outcome.state == "failed"]
    options.emit(
        {"item": item.key, "corrections": found, "orphans": lost, "notes": notes, "problems": [one.problem for one in failed]}
    )
    for outcome in failed:
        click.echo(str(outcome.problem), err=True)
    if not options.json:
        for one in found:
            options.say(f'{stamp(one.start)[:8]}  "{one.before}" -> "{one.after}"')
        for note in notes:
            options.say(f"note: {note}")
        for one in lost:
            options.say(f'no longer fits: {stamp(one.start)[:8]}  "{one.before}" -> "{one.after}"  (after "{one.left}")')
        options.say(f"{counted(len(found), 'correction')} in {item.slug}. `podloom build` publishes the transcript.")
    return 1 if failed else 0


def _corrections(opened: Opened, name: str) -> tuple[Correction, ...]:
    return opened.store.record(name, tuple[Correction, ...]) or () if name else ()


def _near(path: Path, opened: Opened) -> str:
    return str(path.relative_to(opened.root))
