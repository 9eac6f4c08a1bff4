"""The archive of a theme: its letters and episodes by year. Shows where each comes to it first, and quotes nothing."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from pipeline.clock import clock
from pipeline.model import Episode, Theme
from pipeline.pages.chips import chip
from pipeline.pages.episode import guests
from pipeline.pages.outline import Held
from pipeline.pages.shelf import Item, Shelf, newest_first, path
from pipeline.pages.view import Shown, View, view


class Row(Shown, frozen=True):
    """An item in the archive of a theme. `first` is the way to its first place on it, `at` its time, "" in a letter."""

    kind: str
    href: str
    title: str
    date: str
    day: str
    people: str
    amount: str
    first: str
    at: str


def archive_path(theme: Theme) -> str:
    """Return the address of a theme's archive below the root."""
    return f"themes/{theme.slug}/archive/"


def archives(shelf: Shelf) -> Iterator[View]:
    """Yield the archive of every theme, newest first."""
    every = sorted(shelf.items.values(), key=newest_first, reverse=True)
    rows = {path(item): _row(shelf, item) for item in every}  # most items stand in several archives
    for theme in shelf.themes.values():
        found = {path(one.item): one.held for one in shelf.found.get(theme.slug, [])}
        held = [item for item in every if path(item) in found or theme.slug in item.themes]
        shown = [_at(shelf, rows[path(item)], found.get(path(item)), item) for item in held]
        yield _archive(shelf, theme, held, shown)


def _archive(shelf: Shelf, theme: Theme, held: Sequence[Item], rows: Sequence[Row]) -> View:
    title = shelf.words.say("archive.title", theme=theme.name)
    data: dict[str, object] = {
        "theme": chip(theme),
        "title": title,
        "holds": _holds(shelf, held),
        "themes": [chip(one) for one in shelf.themes.values()],
        "years": [{"year": year, "rows": list(some)} for year, some in groupby(rows, lambda row: row.date[:4])],
    }
    about = shelf.words.say("archive.about", show=shelf.library.show.title, theme=theme.name)
    return view(archive_path(theme), "archive", title, about, "themes", data)


def _holds(shelf: Shelf, items: Sequence[Item]) -> str:
    episodes = sum(isinstance(item, Episode) for item in items)
    parts = [shelf.words.count("count.episodes", episodes)] if episodes else []
    parts += [shelf.words.count("count.letters", len(items) - episodes)] if len(items) > episodes else []
    return shelf.words.listing(parts)


def _row(shelf: Shelf, item: Item) -> Row:
    """Return an item as it stands in any archive."""
    speech = isinstance(item, Episode)
    people = shelf.words.listing(guests(shelf, item)) if isinstance(item, Episode) else shelf.named(item.author)
    day = shelf.words.day_of_year(item.date)
    return Row("show" if speech else "letter", path(item), item.title, item.date, day, people, "", "", "")


def _at(shelf: Shelf, row: Row, held: Held | None, item: Item) -> Row:
    """Say in a row where its item comes to the theme."""
    if held is None:
        return row
    speech = isinstance(item, Episode)
    at = clock(held.first.start or 0.0) if speech else ""
    return replace(row, amount=_amount(shelf, held, speech=speech), first=f"{row.href}#{held.first.id}", at=at)


def _amount(shelf: Shelf, held: Held, *, speech: bool) -> str:
    if not speech:
        return shelf.words.count("count.passages", len(held.spots))
    spoken = shelf.words.say("theme.talk", clock=clock(held.seconds))
    return f"{shelf.words.count('count.moments', len(held.spots))}, {spoken}"
