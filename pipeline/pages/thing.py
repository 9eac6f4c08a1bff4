"""The page of an organisation or a book: what it is, and where the show and the letters name it."""

from pipeline.model import Episode, Issue, Thing
from pipeline.pages.named import items, named, told
from pipeline.pages.quotes import LONG
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import View, view
from pipeline.pages.words import sentence

_QUOTED = 12  # the page has nothing else


def thing_page(shelf: Shelf, thing: Thing) -> View:
    """Return the page of a thing, at `named/<slug>/`, so that a person may have the same slug."""
    kind, called = shelf.words.say(f"thing.{thing.kind}"), _told(shelf, thing)
    data: dict[str, object] = {
        "name": thing.name,
        "eyebrow": f"{kind}, {called}" if called else kind,
        "about": thing.about,
        "address": thing.url if thing.url.startswith(("https://", "http://")) else "",
        "named": named(shelf, thing.kind, thing.slug, _QUOTED, LONG),
    }
    return view(f"named/{thing.slug}/", "thing", thing.name, thing.about, "people", data)


def thing_row(shelf: Shelf, thing: Thing) -> dict[str, object]:
    """Return a thing as an entry of a list."""
    words = sentence(_told(shelf, thing))
    return {"name": thing.name, "href": f"named/{thing.slug}/", "about": thing.about, "words": words, "kind": thing.kind}


def _told(shelf: Shelf, thing: Thing) -> str:
    every = items(shelf, thing.kind, thing.slug)
    return told(shelf.words, sum(isinstance(item, Episode) for item in every), sum(isinstance(item, Issue) for item in every))
