"""The archive of a theme: its letters and episodes by year. Shows where each comes to it first, and quotes nothing.

It writes its rows itself, as safe HTML: a show of years has ten thousand in seven archives, and a template takes eight times
as long for one.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Theme
from pipeline.pages.chips import chip
from pipeline.pages.episode import guests
from pipeline.pages.outline import Held
from pipeline.pages.shelf import Item, Shelf, newest_first, path
from pipeline.pages.view import View, root, view
from pipeline.pages.words import html

_UP = root("themes/any/archive/")


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
        shown = [(item, f"{rows[path(item)]}{_side(shelf, item, found.get(path(item)))}</div></li>") for item in held]
        yield _archive(shelf, theme, shown)


def _archive(shelf: Shelf, theme: Theme, rows: Sequence[tuple[Item, str]]) -> View:
    title = shelf.words.say("archive.title", theme=theme.name)
    years = groupby(rows, lambda row: row[0].date[:4])
    data: dict[str, object] = {
        "theme": chip(theme),
        "title": title,
        "holds": _holds(shelf, [item for item, _ in rows]),
        "themes": [chip(one) for one in shelf.themes.values()],
        "years": [{"year": year, "rows": "\n".join([row for _, row in some])} for year, some in years],
    }
    about = shelf.words.say("archive.about", show=shelf.library.show.title, theme=theme.name)
    return view(archive_path(theme), "archive", title, about, "themes", data)


def _holds(shelf: Shelf, items: Sequence[Item]) -> str:
    episodes = sum(isinstance(item, Episode) for item in items)
    parts = [shelf.words.count("count.episodes", episodes)] if episodes else []
    parts += [shelf.words.count("count.letters", len(items) - episodes)] if len(items) > episodes else []
    return shelf.words.listing(parts)


def _row(shelf: Shelf, item: Item) -> str:
    """Write an item as it stands in any archive, up to what it says on the theme."""
    sort, icon, sign = ("show", "ear", "episode.name") if isinstance(item, Episode) else ("letter", "letter", "letter.name")
    told, day = [shelf.words.say(sign), _people(shelf, item)], html(shelf.words.day_of_year(item.date))
    return (
        f'<li data-kind="{sort}"><time class="pl-meta" datetime="{html(item.date)}">{day}</time>'
        f'<div><h3><a href="{_UP}{html(path(item))}">{html(item.title)}</a></h3><p class="pl-meta pl-led">'
        f'<svg aria-hidden="true"><use href="#i-{icon}"/></svg>{html(", ".join(filter(None, told)))}</p></div><div class="side">'
    )


def _people(shelf: Shelf, item: Item) -> str:
    if isinstance(item, Episode):
        named = shelf.words.listing(guests(shelf, item))
        return shelf.words.say("archive.with", guests=named) if named else ""
    author = shelf.named(item.author)
    return shelf.words.say("letter.by", author=author) if author else ""


def _side(shelf: Shelf, item: Item, held: Held | None) -> str:
    """Write how much of an item is on the theme, and the way to the first of it."""
    if held is None:
        return ""
    told = "".join([html(part) for part in _amount(shelf.words, held, speech=isinstance(item, Episode))])
    return f'<a class="pl-meta tn" href="{_UP}{html(path(item))}#{html(held.first.id)}">{told}</a>'


def _amount(words: Words, held: Held, *, speech: bool) -> tuple[str, ...]:
    """Return how much it is and where it begins, in parts that many items have."""
    if not speech:
        return (words.count("count.passages", len(held.spots)),)
    spoken = words.say("theme.talk", clock=clock(held.seconds))
    start = words.say("archive.from", clock=clock(held.first.start or 0.0))
    return words.count("count.moments", len(held.spots)), ", ", spoken, ", ", start
