"""The pages of the site: `views` says what each one shows, `render` turns one into HTML. Neither touches the disk.

A view is plain data, so that its digest decides whether its page must be rendered again.
"""

from pipeline.model import Library
from pipeline.pages.episode import audio, episode_page, episodes_page
from pipeline.pages.home import home
from pipeline.pages.letter import letter_page, letters_page
from pipeline.pages.missing import missing_page
from pipeline.pages.people import people_page
from pipeline.pages.person import person_page
from pipeline.pages.render import render
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.theme import theme_page, themes_page
from pipeline.pages.thing import thing_page
from pipeline.pages.transcript import Part, parts
from pipeline.pages.view import View

__all__ = ["Part", "View", "audio", "render", "transcripts", "views"]


def transcripts(library: Library) -> dict[str, tuple[Part, ...]]:
    """Return the lines of every episode of a library by chapter, by the path of its page: what `render` needs beside it.

    They depend on nothing but the episode itself, the people and the themes: a library of one episode gives the same.
    """
    shelf = Shelf.of(library)
    return {path(episode): parts(shelf, episode) for episode in shelf.episodes if shelf.passages(episode)}


def views(library: Library) -> tuple[View, ...]:
    """Return every page of the site; the order of the library's items does not matter."""
    shelf = Shelf.of(library)
    return (
        home(shelf),
        episodes_page(shelf),
        *(episode_page(shelf, at) for at in range(len(shelf.episodes))),
        letters_page(shelf),
        *(letter_page(shelf, at) for at in range(len(shelf.issues))),
        themes_page(shelf),
        *(theme_page(shelf, theme) for theme in shelf.themes.values()),
        people_page(shelf),
        *(person_page(shelf, person) for person in shelf.people),
        *(thing_page(shelf, thing) for thing in shelf.things),
        missing_page(shelf),
    )
