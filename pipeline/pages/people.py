"""The list of everybody who speaks or is named, and of the organisations and books that are."""

from pipeline.pages.person import person_row
from pipeline.pages.shelf import Shelf
from pipeline.pages.thing import thing_row
from pipeline.pages.view import View, view

_HEADINGS = {"organisation": "Organisations", "book": "Books"}


def people_page(shelf: Shelf) -> View:
    """Return the list, hosts first, things last."""
    people = sorted((person_row(shelf, person) for person in shelf.people), key=lambda row: not row["hosts"])
    rows = [thing_row(shelf, thing) for thing in shelf.things]
    groups = [
        {"id": kind, "title": title, "rows": some}
        for kind, title in _HEADINGS.items()
        if (some := [row for row in rows if row["kind"] == kind])
    ]
    description = f"Who speaks on {shelf.library.show.title}, and who is named there."
    return view("people/", "people", "People", description, "people", {"people": people, "things": groups})
