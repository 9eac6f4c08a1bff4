"""`podloom status`: what waits for the host, and what is done, stale, edited, failed."""

import click

from pipeline.build import Opened, library, open_show, previewed, survey
from pipeline.cli.common import Common, common, counted, dated, examples
from pipeline.cli.waiting import Task, tasks, waiting
from pipeline.clock import stamp
from pipeline.correct import Correction
from pipeline.stage import Outcome

WIDEST = 40  # a longer item is cut, so that one long slug does not push every state out of sight
ORDER = ("failed", "stale", "blocked", "edited", "made", "fresh")

PREVIEWED = "the site shows drafts, as it was built with --drafts; `podloom build` takes them out"


@click.command(
    epilog=examples("podloom status", "podloom status --today 2025-04-01", "podloom status --json | jq '.tasks[] | .item'")
)
@dated
@common
def status(options: Common, today: str) -> int:
    """Show what waits for you, and what is done, stale, edited by you, failed.

    Names each item's state, then what only you can settle, each with the command that does it: what failed, new sound,
    doubtful words, changes, drafts and later dates, unsure themes and links. Runs nothing. Exits 1 when something failed.
    """
    opened = open_show(options.root, today)
    report = survey(opened)
    steps: dict[str, list[Outcome]] = {}
    for outcome in report.outcomes:
        steps.setdefault(outcome.item, []).append(outcome)
    rows = [_row(opened, key, outcomes) for key, outcomes in steps.items()]
    rows = _folded(rows)
    if previewed(opened):
        rows = [
            {**row, "stage": "", "why": [PREVIEWED]} if row["item"] == "show" and row["state"] == "stale" else row for row in rows
        ]
    asked = waiting(opened, library(opened))
    todo = tasks(opened, report)
    options.emit({"items": rows, "tasks": todo, "waiting": asked._asdict()})
    if not options.json:
        _print(options, rows)
        _print_tasks(options, todo)
        if asked.line:
            options.say(asked.line)
    return 1 if any(row["state"] == "failed" for row in rows) or any(task.kind == "source" for task in todo) else 0


def _row(opened: Opened, key: str, outcomes: list[Outcome]) -> dict[str, object]:
    first = min(outcomes, key=lambda outcome: ORDER.index(outcome.state))
    return {
        "item": key,
        "state": first.state,
        "stage": first.stage,
        "why": list(first.why),
        "problem": first.problem,
        "edits": [edit for outcome in outcomes for edit in _edits(opened, outcome)],
        "warnings": [warning for outcome in outcomes for warning in outcome.warnings],
    }


def _edits(opened: Opened, outcome: Outcome) -> tuple[Correction, ...]:
    edited = outcome.outputs.get("edited")
    return opened.store.record(edited, tuple[Correction, ...]) or () if edited else ()


def _folded(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Leave out the pages and index parts of the site: they follow from the items and the show."""
    return [row for row in rows if str(row["item"]).split("/")[0] in ("episode", "issue", "show")]


def _print(options: Common, rows: list[dict[str, object]]) -> None:
    width = min(WIDEST, max((len(str(row["item"])) for row in rows), default=0))
    for row in rows:
        options.say(f"{_cut(str(row['item'])):<{width}}  {_state(row)}")
        edits = row["edits"]
        for edit in edits if isinstance(edits, list) else []:
            options.say(f'{"":<{width}}    {stamp(edit.start)[:8]} "{edit.before}" -> "{edit.after}"')
        warnings = row["warnings"]
        for warning in warnings if isinstance(warnings, list) else []:
            options.say(f"{'':<{width}}    note: {warning}")
    done = sum(row["state"] in ("fresh", "edited") for row in rows)
    options.say(f"{done} of {counted(len(rows), 'item')} up to date.")


def _cut(item: str) -> str:
    return item if len(item) <= WIDEST else f"{item[: WIDEST - 1]}…"


def _print_tasks(options: Common, todo: tuple[Task, ...]) -> None:
    if todo:
        options.say("\nWaits for you:")
    for task in todo:
        options.say(f"  {task.kind:<8}{task.item}: {task.what}\n          {task.settle}")


def _state(row: dict[str, object]) -> str:
    if row["state"] == "failed":
        return f"failed    {row['problem']}"
    why = row["why"]
    reasons = "; ".join(why) if isinstance(why, list) else ""
    told = ": ".join(filter(None, (str(row["stage"]), reasons))) if reasons else ""
    return f"{row['state']!s:<8}  {told}".rstrip()
