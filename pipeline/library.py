"""Put what the stages made together into a Library: newest first, people known by name. Renders nothing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Show, Theme, Thing
from pipeline.settings import slugify

ItemT = TypeVar("ItemT", Episode, Issue)
NOTHING: Mapping[str, str] = MappingProxyType({})


def assemble(
    show: Show,
    themes: tuple[Theme, ...],
    known: tuple[Person, ...],
    episodes: Mapping[str, Episode],
    issues: Mapping[str, Issue],
    passages: Mapping[str, tuple[Passage, ...]],
    mentions: Mapping[str, tuple[Mention, ...]],
    links: tuple[Link, ...] = (),
    edited: Iterable[str] = (),
    things: Iterable[Thing] = (),
    preview: Mapping[str, str] = NOTHING,
) -> Library:
    """Return the library of everything given; the maps go by item key, the library's items are newest first.

    `preview` marks items that are shown though they are not published: the mark stands before the title wherever it is named.
    """
    episodes, issues = _marked(episodes, preview), _marked(issues, preview)
    return Library(
        show=show,
        themes=themes,
        people=people(show, known, episodes.values()),
        episodes=tuple(sorted(episodes.values(), key=lambda one: (one.date, one.number or 0, one.slug), reverse=True)),
        issues=tuple(sorted(issues.values(), key=lambda one: (one.date, one.slug), reverse=True)),
        passages=dict(sorted(passages.items())),
        mentions=dict(sorted(mentions.items())),
        links=links,
        edited=tuple(sorted(edited)),
        previewed=tuple(sorted(preview)),
        things=tuple(sorted(things, key=lambda thing: (thing.kind, thing.name, thing.slug))),
    )


def _marked(items: Mapping[str, ItemT], marks: Mapping[str, str]) -> Mapping[str, ItemT]:
    titles = {key: f"{mark}: {items[key].title}" for key, mark in marks.items() if key in items}
    return {**items, **{key: msgspec.structs.replace(items[key], title=title) for key, title in titles.items()}}


def people(show: Show, known: tuple[Person, ...], episodes: Iterable[Episode]) -> tuple[Person, ...]:
    """Return everybody whom people.toml describes or an episode names as host or guest, in the order of their names."""
    found = {person.slug: person for person in known}
    names = {alias.casefold() for person in known for alias in (person.name, *person.aliases)}
    for name in [*show.hosts, *(name for episode in episodes for name in (*episode.hosts, *episode.guests))]:
        slug = slugify(name)
        if slug and name.casefold() not in names and slug not in found:
            found[slug] = Person(slug, name)
    return tuple(sorted(found.values(), key=lambda person: (person.name, person.slug)))
