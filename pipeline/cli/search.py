"""`podloom search`: find words in the built library."""

from typing import TYPE_CHECKING

import click

from pipeline.build import library, open_show
from pipeline.cli.common import Common, common, examples
from pipeline.clock import clock
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.build import Opened
    from pipeline.model import Library
    from pipeline.search import Found, Hit, Meaning, Query

_ENCODED = "en"  # the encoder was trained on English, and the weights were chosen on it


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

    Words are matched by their stems, any of them is enough, and a word that nobody said is read as the nearest one. A
    phrase in quotes must stand there word for word. The order comes from the words, from nearness in meaning and from
    themes. Exits 0 also when nothing was found.
    """
    from pipeline.search import over, parse

    asked = parse(" ".join(query))
    if not asked.words:
        raise InputError("there is no word in the query", "QUERY", "Name a word that was said, for example: podloom search trust")
    opened = open_show(options.root)
    shelf = library(opened)
    if not shelf.episodes and not shelf.issues:
        raise InputError(
            "nothing is built yet, so there is nothing to search", str(opened.store.root), "Run `podloom build` first."
        )
    found = over(shelf, _meaning(opened, shelf, asked), opened.store.root / "search").find(asked, limit)
    options.emit(found.hits)
    _tell(options, asked, found)
    return 0


def _tell(options: Common, asked: "Query", found: "Found") -> None:
    from pipeline.search import MOST_WORDS

    if asked.cut:
        options.say(f"The query is long: only its first {MOST_WORDS} words were read.")
    for typed, meant in found.instead.items():
        options.say(f'Nobody said "{typed}"; looked for "{meant}".')
    if options.json:
        return
    for hit in found.hits:
        options.say(f"{hit.title}{_at(hit)}  ({', '.join(hit.themes) or hit.kind})\n  {hit.excerpt}\n  {hit.url}")
    if not found.hits:
        options.say("Nobody has said that yet. Try other words, or fewer.")


def _at(hit: "Hit") -> str:
    return f" at {clock(hit.seconds)}" if hit.seconds is not None else ""


def _meaning(opened: "Opened", shelf: "Library", asked: "Query") -> "Meaning | None":
    """Return what compares meanings, or None where it would not help: one or two words, or a show in another language."""
    if not asked.telling or shelf.show.language.partition("-")[0].lower() != _ENCODED:
        return None
    from pipeline.search import Meaning
    from pipeline.tag import encode, identity

    return Meaning(encode.vectors, repr(sorted(identity().items())), opened.store.root / "search")
