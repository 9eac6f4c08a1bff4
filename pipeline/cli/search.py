"""`podloom search`: find words in the built library."""

import click

from pipeline.build import library, open_show
from pipeline.cli.common import Common, common, examples
from pipeline.errors import InputError


@click.command(
    epilog=examples(
        "podloom search warm numbers",
        "podloom search '\"lagging indicator\"'",
        "podloom search trust --json | jq '.[0].url'",
    )
)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many answers.")
@common
def search(options: Common, query: tuple[str, ...], limit: int) -> int:
    """Search the built library from the terminal.

    Words are matched by their stems and ranked by BM25; put a phrase in quotes. Exits 0 also when nothing was found.
    """
    from pipeline.search import find

    opened = open_show(options.root)
    shelf = library(opened)
    if not shelf.episodes and not shelf.issues:
        raise InputError(
            "nothing is built yet, so there is nothing to search", str(opened.store.root), "Run `podloom build` first."
        )
    hits = find(shelf, " ".join(query), limit)
    options.emit(hits)
    if not options.json:
        for hit in hits:
            at = f" at {int(hit.seconds) // 60}:{int(hit.seconds) % 60:02}" if hit.seconds is not None else ""
            options.say(f"{hit.title}{at}  ({', '.join(hit.themes) or hit.kind})\n  {hit.excerpt}\n  {hit.url}")
        if not hits:
            options.say("Nobody has said that yet. Try other words, or fewer.")
    return 0
