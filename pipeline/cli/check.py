"""`podloom check`: what must hold before publishing."""

import click

from pipeline import check as checking
from pipeline.build import Opened, library, open_show, survey
from pipeline.check import Finding
from pipeline.cli.common import Common, common, counted, examples
from pipeline.disk import shown


@click.command(epilog=examples("podloom check", "podloom check --json | jq '.[] | select(.level == \"error\")'"))
@common
def check(options: Common) -> int:
    """Find broken links, faulty drafts and missing alt texts.

    Reads content and the built site; opens no connection and changes nothing. Exits 1 when there is an error.
    """
    opened = open_show(options.root)
    report = survey(opened)
    problems = [one.problem for one in report.failed if one.problem is not None]
    found = [Finding("error", problem.where, problem.message, problem.remedy) for problem in problems]
    stale = [one for one in report.outcomes if one.state == "stale"]
    if stale:
        message = f"{counted(len(stale), 'step')} of the site are out of date"
        found.append(Finding("warning", "build/site", message, "Run `podloom build`, then check again."))
    found += checking.content(library(opened), _places(opened))
    site = opened.store.root / "site"
    if site.is_dir():
        found += checking.site(site)
    options.emit(found)
    if not options.json:
        for one in found:
            options.say(f"{one.level}: {one.where}: {one.message}" + (f"\n  {one.remedy}" if one.remedy else ""))
        errors = sum(one.level == "error" for one in found)
        options.say(f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}.")
    return 1 if any(one.level == "error" for one in found) else 0


def _places(opened: Opened) -> dict[str, str]:
    """Return the file that a person would open for each item."""
    notes = {item.key: item.files.get("episode.md") or item.files.get("issue.md") for item in opened.items}
    return {key: shown(path.relative_to(opened.root)) for key, path in notes.items() if path}
