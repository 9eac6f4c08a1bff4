"""The pages of the site: `views` says what each one shows, `render` turns one into HTML. Neither touches the disk.

A view is plain data, so that its digest decides whether its page must be rendered again.
"""

from pipeline.language import Words
from pipeline.model import Library
from pipeline.pages.archive import archive_page
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
from pipeline.pages.transcript import Part, Told, told
from pipeline.pages.view import View

__all__ = ["Part", "Told", "View", "audio", "render", "transcripts", "views"]


def transcripts(library: Library, words: Words) -> dict[str, Told]:
    """Return what every episode of a library tells by itself, by the path of its page: what `render` needs beside its view.

    It depends on nothing but the episode, the people and the themes: a library of one episode gives the same.
    """
    shelf = Shelf.alone(library, words)
    return {path(episode): told(shelf, episode) for episode in shelf.episodes}


def views(library: Library, words: Words) -> tuple[View, ...]:
    """Return every page of the site in the words of its language; the order of the library's items does not matter."""
    shelf = Shelf.of(library, words)
    return (
        home(shelf),
        episodes_page(shelf),
        *(episode_page(shelf, at) for at in range(len(shelf.episodes))),
        letters_page(shelf),
        *(letter_page(shelf, at) for at in range(len(shelf.issues))),
        themes_page(shelf),
        *(theme_page(shelf, theme) for theme in shelf.themes.values()),
        *(archive_page(shelf, theme) for theme in shelf.themes.values()),
        people_page(shelf),
        *(person_page(shelf, person) for person in shelf.people),
        *(thing_page(shelf, thing) for thing in shelf.things),
        missing_page(shelf),
    )
