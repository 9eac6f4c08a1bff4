"""The pages of the site: `views` says what each one shows, `render` turns one into HTML. Neither touches the disk.

A view is plain data, so that its digest decides whether its page must be rendered again.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from pipeline.language import Words
from pipeline.model import Library, Place
from pipeline.pages.archive import archives
from pipeline.pages.episode import audio, episode_page, episodes_page
from pipeline.pages.excerpts import Excerpt, Picked
from pipeline.pages.home import home
from pipeline.pages.letter import letter_page, letters_page
from pipeline.pages.margins import margins
from pipeline.pages.missing import missing_page
from pipeline.pages.outline import Outline
from pipeline.pages.people import people_page
from pipeline.pages.person import OwnWords, own_words, person_page
from pipeline.pages.render import Told, render
from pipeline.pages.ribbon import Ribbon
from pipeline.pages.shelf import NOTHING, Prepared, Shelf, path
from pipeline.pages.theme import theme_page, themes_page
from pipeline.pages.thing import thing_page
from pipeline.pages.transcript import Part, lines
from pipeline.pages.view import View

__all__ = [
    "Alone",
    "Excerpt",
    "Outline",
    "Part",
    "Picked",
    "Prepared",
    "Ribbon",
    "Told",
    "View",
    "alone",
    "audio",
    "render",
    "views",
]


class Alone(NamedTuple):
    """What items show of nothing but themselves: what `render` needs beside a view, by path; outlines and ribbons, by item key."""

    told: dict[str, Told]
    outlines: dict[str, Outline]
    ribbons: dict[str, Ribbon]


def alone(library: Library, words: Words) -> Alone:
    """Return what every item of a library shows by itself.

    It depends on nothing but the item, the people and the themes: a library of one item gives the same.
    """
    shelf = Shelf.alone(library, words)
    outlines = {f"{kind}/{slug}": shelf.outline(item) for (kind, slug), item in shelf.items.items()}
    spoken = {path(episode): lines(shelf, episode) for episode in shelf.episodes}
    written = {path(issue): margins(shelf, issue) for issue in shelf.issues}
    ribbons = {f"episode/{episode.slug}": spoken[path(episode)].weave.ribbon for episode in shelf.episodes}
    return Alone({**spoken, **written}, outlines, ribbons)


def views(library: Library, words: Words, prepared: Prepared = NOTHING) -> Iterator[View]:
    """Yield every page of the site in the words of its language; the order of the library's items does not matter.

    Of items that are `prepared` the library's passages and mentions are not asked for.
    """
    shelf = Shelf.of(library, words, prepared)
    own = {person.slug: own_words(shelf, person) for person in shelf.people}
    for place in sorted(_quoted(shelf, own.values()), key=lambda place: (place.kind, place.slug)):
        shelf.passage(place)  # of one item after the other: so each is read once
    yield home(shelf)
    yield episodes_page(shelf)
    yield from (episode_page(shelf, at) for at in range(len(shelf.episodes)))
    yield letters_page(shelf)
    yield from (letter_page(shelf, at) for at in range(len(shelf.issues)))
    yield themes_page(shelf)
    yield from (theme_page(shelf, theme) for theme in shelf.themes.values())
    yield from archives(shelf)
    yield people_page(shelf)
    yield from (person_page(shelf, person, own[person.slug]) for person in shelf.people)
    yield from (thing_page(shelf, thing) for thing in shelf.things)
    yield missing_page(shelf)


def _quoted(shelf: Shelf, own: Iterable[OwnWords]) -> Iterator[Place]:
    """Yield what most quotations of pages are of: the ends of links, and what people say on themes."""
    for ends in shelf.ends.values():
        yield from (end.there for end in ends)
    for _, said in chain.from_iterable(own):
        yield from (Place("episode", episode.slug, one.passage) for episode, _, one in said)
