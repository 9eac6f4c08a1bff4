"""`podloom links list`: print what is linked to what, and why."""

from collections import Counter
from collections.abc import Iterator

import click

from pipeline.build import open_show
from pipeline.cli.asking.wording import wrapped
from pipeline.cli.common import Common, common, examples
from pipeline.cli.links.desk import Desk
from pipeline.cli.links.sides import Question, Sides
from pipeline.errors import InputError
from pipeline.tables import nearest

STATES = ("published", "waiting", "rejected")


@click.command(
    "list", epilog=examples("podloom links list", "podloom links list the-warm-numbers", "podloom links list --json | jq .links")
)
@click.argument("item", required=False, default="")
@common
def list_(options: Common, item: str) -> int:
    """List the links that are published, those that wait for you, and those that you rejected.

    Each with its type, both ends, the reason and its id. ITEM is the slug of an episode, a letter, a person, an
    organisation or a book: only its own links are listed. What you decided since the last build counts.
    """
    desk = Desk(open_show(options.root))
    for fault in desk.faults:
        click.echo(str(fault), err=True)
    found = list(_found(desk, item))
    options.emit({"links": found})
    if not options.json:
        for one in found:
            _print(options, one)
        many = Counter(one.state for one in found)
        options.say(f"{', '.join(f'{many[state]} {state}' for state in STATES)}.")
    return 0


def _found(desk: Desk, item: str) -> Iterator[Question]:
    sides, settled = Sides(desk), desk.settled()
    keys = {key for key in sides.titles if item in (key, key.partition("/")[2])}
    if item and not keys:
        raise InputError(f'nothing is called "{item}"', "", nearest(item, {key.partition("/")[2] for key in sides.titles}))
    for state, links in zip(STATES, (settled.published, desk.open_links(), settled.rejected), strict=True):
        for link in links:
            if not item or keys & {f"{end.kind}/{end.slug}" for end in (link.source, link.target)}:
                yield sides.question(link, state)


def _print(options: Common, one: Question) -> None:
    arrow = "<->" if one.type == "related" else "->"
    options.say(f"{one.state:<9}  {one.type:<9}  {one.source.short} {arrow} {one.target.short}")
    options.say(wrapped(one.reason, "    "))
    options.say(f"    {one.id}")
