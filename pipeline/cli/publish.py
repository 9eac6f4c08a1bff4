"""`podloom publish`: check, then put the site where it is served."""

from pathlib import Path

import click
import msgspec

from pipeline import check as checking
from pipeline import publish as publishing
from pipeline.build import Opened, alone, build, library, open_show
from pipeline.check import Finding
from pipeline.cli.alike import problems
from pipeline.cli.check import tell
from pipeline.cli.common import Common, common, counted, dated, examples
from pipeline.cli.lint import findings, guids, rules, standing
from pipeline.cli.progress import Progress
from pipeline.errors import InputError, ItemError
from pipeline.publish import Changes, Target
from pipeline.settings.publish import BRANCH, Publish
from pipeline.stage import Report
from pipeline.tree import files, manifest

FEW = 12  # pages that are named without -v


@click.command(
    epilog=examples(
        "podloom publish --dry-run               # what would change",
        "podloom publish",
        "podloom publish --to /srv/www/show",
        "podloom publish --to branch:gh-pages",
        "podloom publish --anyway 'the old link is mended on Monday'",
        "podloom publish --rollback",
    )
)
@click.option("--to", default="", metavar="PLACE", help="A folder, branch:NAME or an fsspec URL (default: `to` of [publish]).")
@click.option("--dry-run", is_flag=True, help="Say what would change where the site is served, and change nothing there.")
@click.option("--anyway", default="", metavar="REASON", help="Publish although the check finds errors, and note why.")
@click.option("--rollback", is_flag=True, help="Serve the release before the current one again (folders only).")
@dated
@common
def publish(options: Common, to: str, dry_run: bool, anyway: str, rollback: bool, today: str) -> int:
    """Check, then put the site where it is served.

    Builds what is out of date, without drafts. Where the check finds an error nothing is published; an episode or letter that
    could not be made stops no other. Readers see the old site or the new one, never half of it. Passwords and keys come from
    the environment only.
    """
    opened = open_show(options.root, today)
    place = publishing.target(_chosen(opened.settings.publish, to), opened.root)
    if rollback:
        return _back(options, place)
    with Progress(options) as progress:
        report = build(opened, progress)
    for line in problems(report.failed):
        click.echo(line, err=True)
    _refuse_old(report)
    with alone(opened):
        _refuse_another(opened, report)
        found = findings(opened)
        bars = {rule.id for rule in rules() if rule.bars}
        barring = [one for one in found if one.rule in bars]
        if barring and not anyway:
            return _refuse(options, barring)
        changes = _put(opened, place, dry_run=dry_run, anyway=anyway if barring else "")
    if anyway and not barring:
        options.say("The check found nothing that bars publishing, so there was nothing to let through.")
    options.emit(
        {"to": place.where, "published": not dry_run, **_names(changes), "findings": [checking.plain(one) for one in found]}
    )
    _tell(options, place, changes, dry_run=dry_run)
    return 1 if report.failed else 0


def _refuse_old(report: Report) -> None:
    """Refuse to publish what an earlier build left: it may hold drafts that the host looked at."""
    if not any(outcome.stage == "site" and outcome.state in ("made", "fresh") for outcome in report.outcomes):
        raise ItemError("the site could not be made, so nothing was published", "build/site", "Mend what is named above.")


def _refuse_another(opened: Opened, report: Report) -> None:
    """Refuse what another run built since: with --drafts, perhaps."""
    made = next(outcome.outputs["site"] for outcome in report.outcomes if outcome.stage == "site")
    if manifest(opened.store.root / "site") != made:
        remedy = "Run the same command again."
        raise ItemError("another run built the site meanwhile, so nothing was published", "build/site", remedy)


def _chosen(settings: Publish, to: str) -> Publish:
    """Return the settings, with the place that was named on the command line; a folder's path counts from where one stands."""
    if not to:
        return settings
    return msgspec.structs.replace(settings, to=to if to.startswith(BRANCH) or "://" in to else str(Path(to).absolute()))


def _refuse(options: Common, barring: list[Finding]) -> int:
    options.emit({"published": False, "findings": [checking.plain(one) for one in barring]})
    if not options.json:
        tell(options, barring)
    click.echo("Nothing was published. Mend these, or say why not: `podloom publish --anyway REASON`.", err=True)
    return 1


def _put(opened: Opened, place: Target, *, dry_run: bool, anyway: str) -> Changes:
    """Put the site in its place, unless it stands there already, and remember what was published; return what changed."""
    site = files(opened.store.root / "site")
    if not site:
        raise InputError("there is no site to publish", "build/site", "Run `podloom build` and see what it says.")
    changes = publishing.compare(place.held(), place.digests(site))
    if not dry_run:
        if changes:
            place.put(site, _message(changes, anyway))
        checking.note(opened.root, standing(opened, library(opened)), guids(opened))
    return changes


def _message(changes: Changes, anyway: str) -> str:
    return f"Publish: {_summary(changes)}" + (f". Errors were let through: {' '.join(anyway.split())}" if anyway else "")


def _summary(changes: Changes) -> str:
    pages = changes.pages
    parts = [f"{counted(len(pages.added), 'page')} added, {len(pages.changed)} changed, {len(pages.removed)} removed"]
    everything = sum(map(len, msgspec.structs.astuple(changes)))
    others = everything - sum(map(len, msgspec.structs.astuple(pages)))
    return f"{parts[0]}, and {counted(others, 'other file')}"


def _names(changes: Changes) -> dict[str, object]:
    return {"pages": msgspec.structs.asdict(changes.pages), "files": msgspec.structs.asdict(changes)}


def _tell(options: Common, place: Target, changes: Changes, *, dry_run: bool) -> None:
    if options.json:
        return
    if not changes:
        options.say(f"Nothing to do: {place.where} holds this site already.")
        return
    for word, pages in msgspec.structs.asdict(changes.pages).items():
        shown = pages if options.loud > 0 else pages[:FEW]
        for page in shown:
            options.say(f"  {word:<7}  {page}")
        if len(shown) < len(pages):
            options.say(f"  {word:<7}  and {len(pages) - len(shown)} more (-v names them)")
    options.say(f"{'Would publish' if dry_run else 'Published'} to {place.where}: {_summary(changes)}.")


def _back(options: Common, place: Target) -> int:
    name = place.back()
    options.emit({"to": place.where, "release": name})
    options.say(f"{place.where} serves release {name} again.")
    return 0
