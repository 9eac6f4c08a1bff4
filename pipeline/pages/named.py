"""Where somebody or something is named: quoted moments of the show, quoted letters, and lists of the rest."""

from collections.abc import Iterable

from pipeline.language import Words
from pipeline.model import Episode, Issue
from pipeline.pages.moments import Moment, far
from pipeline.pages.quotes import SMALL
from pipeline.pages.shelf import End, Item, Shelf, path
from pipeline.pages.view import Shown

_QUOTED = 4  # of the show, and as many letters; the rest are titles


class Paper(Shown, frozen=True):
    """An item as a line: title, address and date."""

    title: str
    href: str
    day: str


class Named(Shown, frozen=True):
    """The newest places that name somebody or something, with quotes; and the other items, as titles."""

    episodes: tuple[Moment, ...]
    more_episodes: tuple[Paper, ...]
    letters: tuple[Moment, ...]
    more_letters: tuple[Paper, ...]


def paper(shelf: Shelf, item: Item) -> Paper:
    """Return an item as a line."""
    return Paper(item.title, path(item), shelf.words.day(item.date))


def items(shelf: Shelf, kind: str, slug: str) -> list[Item]:
    """Return the episodes and letters that name a person or a thing, newest first."""
    keys = {(end.there.kind, end.there.slug) for end in shelf.links(kind, slug)}
    return [item for key, item in shelf.items.items() if key in keys] if keys else []


def named(shelf: Shelf, kind: str, slug: str, quoted: int = _QUOTED, limit: int = SMALL) -> Named:
    """Quote where a person or a thing is named: the words of others only, one moment for each item."""
    found: dict[tuple[str, str], Moment] = {}
    for end in shelf.links(kind, slug):
        if (end.there.kind, end.there.slug) not in found and (said := _said(shelf, end, kind, slug, limit)):
            found[end.there.kind, end.there.slug] = said
    every = items(shelf, kind, slug)
    episodes = [one for one in every if isinstance(one, Episode)]
    letters = [one for one in every if isinstance(one, Issue)]
    return Named(*_parted(shelf, episodes, "episode", found, quoted), *_parted(shelf, letters, "issue", found, quoted))


def told(say: Words, episodes: int, letters: int, *, others: bool = False) -> str:
    """Say in how many items: "named in 2 episodes and in 1 letter"; "" for none."""
    parts = [say.count("named.other_episodes" if others else "named.episodes", episodes)] if episodes else []
    parts += [say.count("named.letters", letters)] if letters else []
    return say.say("named.told", where=say.listing(parts)) if parts else ""


def _said(shelf: Shelf, end: End, kind: str, slug: str, limit: int) -> Moment | None:
    said = far(shelf, end, limit)
    own = said is not None and kind == "person" and said.person == f"people/{slug}/"
    return None if own else said


def _parted(
    shelf: Shelf, every: Iterable[Item], kind: str, found: dict[tuple[str, str], Moment], quoted: int
) -> tuple[tuple[Moment, ...], tuple[Paper, ...]]:
    """Return the quotes of the newest items that have one, and the others as titles."""
    some = list(every)
    first = [item for item in some if (kind, item.slug) in found][:quoted]
    return tuple(found[kind, item.slug] for item in first), tuple(paper(shelf, item) for item in some if item not in first)
