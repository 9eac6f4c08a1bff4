"""The list of everybody who speaks or is named, and of the organisations and books that are."""

from pipeline.pages.person import person_row
from pipeline.pages.shelf import Shelf
from pipeline.pages.thing import thing_row
from pipeline.pages.view import View, view

_KINDS = ("organisation", "book")


def people_page(shelf: Shelf) -> View:
    """Return the list, hosts first, things last."""
    people = sorted((person_row(shelf, person) for person in shelf.people), key=lambda row: not row["hosts"])
    rows = [thing_row(shelf, thing) for thing in shelf.things]
    groups = [
        {"id": kind, "title": shelf.words.say(f"people.{kind}s"), "rows": some}
        for kind in _KINDS
        if (some := [row for row in rows if row["kind"] == kind])
    ]
    title, description = shelf.words.say("nav.people"), shelf.words.say("people.who", show=shelf.library.show.title)
    return view("people/", "people", title, description, "people", {"people": people, "things": groups})
