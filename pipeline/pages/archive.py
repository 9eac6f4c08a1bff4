"""The archive of a theme: its letters and episodes by year. Shows where each comes to it first, and quotes nothing."""

from collections.abc import Sequence
from itertools import groupby

from pipeline.clock import clock
from pipeline.model import Episode, Theme
from pipeline.pages.chips import chip
from pipeline.pages.episode import guests
from pipeline.pages.quotes import at
from pipeline.pages.shelf import Found, Item, Shelf, kind, newest_first, path
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import talk


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


def archive_page(shelf: Shelf, theme: Theme) -> View:
    """Return the archive of a theme, newest first."""
    found: dict[tuple[str, str], list[Found]] = {}
    for one in shelf.found.get(theme.slug, []):
        found.setdefault((kind(one.item), one.item.slug), []).append(one)
    held = sorted((item for key, item in shelf.items.items() if key in found or theme.slug in item.themes), key=newest_first)
    rows = [_row(shelf, item, found.get((kind(item), item.slug), [])) for item in reversed(held)]
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


def _row(shelf: Shelf, item: Item, found: Sequence[Found]) -> Row:
    speech, passage = isinstance(item, Episode), found[0].passage if found else None
    people = shelf.words.listing(guests(shelf, item)) if isinstance(item, Episode) else shelf.named(item.author)
    start = (passage.start or 0.0) if passage else 0.0
    return Row(
        kind="show" if speech else "letter",
        href=path(item),
        title=item.title,
        date=item.date,
        day=shelf.words.day_of_year(item.date),
        people=people,
        amount=_amount(shelf, found, speech=speech) if found else "",
        first=(path(item) + (at(passage, start) if speech else f"#{passage.id}")) if passage else "",
        at=clock(start) if speech and passage else "",
    )


def _amount(shelf: Shelf, found: Sequence[Found], *, speech: bool) -> str:
    if not speech:
        return shelf.words.count("count.passages", len(found))
    spoken = shelf.words.say("theme.talk", clock=clock(talk(one.passage for one in found)))
    return f"{shelf.words.count('count.moments', len(found))}, {spoken}"
