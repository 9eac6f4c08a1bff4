"""`podloom check`: what must hold before publishing."""

from collections.abc import Iterable

import click
import msgspec

from pipeline import __version__
from pipeline import check as checking
from pipeline.build import open_show
from pipeline.check import Finding
from pipeline.cli.common import Common, common, counted, dated, examples
from pipeline.cli.lint import findings, rules

FORMATS = ("text", "sarif", "github")


@click.command(
    epilog=examples(
        "podloom check",
        "podloom check --json | jq '.[] | select(.level == \"error\")'",
        "podloom check --format sarif > check.sarif",
        "podloom check --rules",
    )
)
@click.option("--format", "form", default="text", type=click.Choice(FORMATS), help="How to print what is found (default: text).")
@click.option("--rules", "only_rules", is_flag=True, help="List the rules, and check nothing.")
@dated
@common
def check(options: Common, form: str, only_rules: bool, today: str) -> int:
    """Find broken links, faulty drafts, transcripts, feeds and letters.

    Reads content and the built site; opens no connection and changes nothing. Each fault has its place, why it is one and how
    to mend it. Exits 1 when there is an error.
    """
    if only_rules:
        return _list(options)
    found = findings(open_show(options.root, today))
    if options.json:
        options.emit([checking.plain(one) for one in found])
    elif form == "sarif":
        click.echo(msgspec.json.format(msgspec.json.encode(checking.sarif(found, rules(), __version__)), indent=1))
    elif form == "github":
        for one in found:
            click.echo(checking.github(one))
    else:
        tell(options, found)
    return 1 if any(one.level == "error" for one in found) else 0


def _list(options: Common) -> int:
    known = rules()
    options.emit(known)
    for rule in () if options.json else known:
        options.say(f"{rule.level:<7}  {rule.id:<{max(len(one.id) for one in known)}}  {rule.says}")
    return 0


def tell(options: Common, found: Iterable[Finding]) -> None:
    """Print findings and how many there are."""
    found = list(found)
    for one in found:
        options.say(f"{one.level}: {one.where}: {one.message} [{one.rule}]\n  {one.remedy}", at=-1 if one.level == "error" else 0)
    errors = sum(one.level == "error" for one in found)
    options.say(f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}.")
