"""What a reader sees at an address that does not exist."""

from pipeline.pages.home import letter_line
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.view import View, view


def missing_page(shelf: Shelf) -> View:
    """Return the page for lost readers. Its shell sets `<base>`, since it is served at any depth."""
    newest = shelf.episodes[0] if shelf.episodes else None
    data: dict[str, object] = {
        "episode": {"title": newest.title, "href": path(newest), "day": shelf.words.day(newest.date)} if newest else None,
        "letter": letter_line(shelf, shelf.issues[0].slug) if shelf.issues else None,
    }
    return view("404.html", "missing", shelf.words.say("missing.title"), "", "", data)
