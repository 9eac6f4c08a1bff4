"""The library, sorted and indexed once for all pages. Answers questions; decides nothing about looks."""

from collections.abc import Iterable, Iterator
from typing import Self

import msgspec

from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Place, Theme

Item = Episode | Issue


class Found(msgspec.Struct, frozen=True):
    """A passage that carries a theme, with the item that it stands in."""

    item: Item
    passage: Passage
    mention: Mention


class End(msgspec.Struct, frozen=True):
    """A link as seen from one of its two ends."""

    link: Link
    here: Place
    there: Place

    @property
    def is_source(self) -> bool:
        """Tell whether this end is where the link starts."""
        return self.here is self.link.source


def kind(item: Item) -> str:
    """Return the word that keys of passages and places use for an item."""
    return "episode" if isinstance(item, Episode) else "issue"


def path(item: Item) -> str:
    """Return the address of an item's page below the site's root."""
    return f"{'episodes' if isinstance(item, Episode) else 'letters'}/{item.slug}/"


def _newest_first(item: Item) -> tuple[str, int, str]:
    return item.date, (item.number or 0) if isinstance(item, Episode) else 0, item.slug


class Shelf(msgspec.Struct, frozen=True):
    """Indexes over a library. Episodes and letters are newest first whatever order they came in.

    `found` goes by theme, `best` by (theme, episode) and holds the surest passage, `spoken` by person. `places` maps
    every slug to (path, title), for links written by hand; an episode wins over its namesakes.
    """

    library: Library
    episodes: tuple[Episode, ...]
    issues: tuple[Issue, ...]
    themes: dict[str, Theme]
    people: tuple[Person, ...]
    items: dict[tuple[str, str], Item]
    names: dict[str, Person]
    tags: dict[tuple[str, str], dict[str, tuple[Mention, ...]]]
    ends: dict[tuple[str, str], list[End]]
    found: dict[str, list[Found]]
    best: dict[tuple[str, str], Found]
    spoken: dict[str, list[tuple[Episode, Passage]]]
    places: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, library: Library) -> Self:
        """Index a library."""
        episodes = tuple(sorted(library.episodes, key=_newest_first, reverse=True))
        issues = tuple(sorted(library.issues, key=_newest_first, reverse=True))
        themes = {theme.slug: theme for theme in library.themes}
        people = tuple(sorted(library.people, key=lambda person: (person.name.casefold(), person.slug)))
        every: tuple[Item, ...] = (*episodes, *issues)
        items = {(kind(item), item.slug): item for item in every}
        tags = {key: _tags(library.mentions.get("/".join(key), ()), themes) for key in items}
        names = {name.casefold(): person for person in people for name in (*person.aliases, person.name, person.slug)}
        places = _places(people, themes, (*issues, *episodes))
        shelf = cls(library, episodes, issues, themes, people, items, names, tags, {}, {}, {}, {}, places)
        shelf._gather()
        return shelf

    def _gather(self) -> None:
        known = self.items.keys() | {("person", person.slug) for person in self.people}
        for link in sorted(self.library.links, key=_steadily):
            for here, there in ((link.source, link.target), (link.target, link.source)):
                if {_key(here), _key(there)} <= known:
                    self.ends.setdefault(_key(here), []).append(End(link, here, there))
        for key, item in self.items.items():
            for passage in self.passages(item):
                for mention in self.tags[key].get(passage.id, ()):
                    self._find(Found(item, passage, mention))
                person = self.person(passage.speaker)
                if person and isinstance(item, Episode):
                    self.spoken.setdefault(person.slug, []).append((item, passage))

    def _find(self, one: Found) -> None:
        self.found.setdefault(one.mention.theme, []).append(one)
        if isinstance(one.item, Episode):
            best = self.best.setdefault((one.mention.theme, one.item.slug), one)
            if one.mention.score > best.mention.score:
                self.best[one.mention.theme, one.item.slug] = one

    def passages(self, item: Item) -> tuple[Passage, ...]:
        """Return the passages of an episode or a letter, in their order."""
        return self.library.passages.get(f"{kind(item)}/{item.slug}", ())

    def passage(self, place: Place) -> Passage | None:
        """Return the passage at a place: the one it names, or the one that is spoken at its second."""
        item = self.items.get(_key(place))
        best = None
        for passage in self.passages(item) if item else ():
            if passage.id == place.passage:
                return passage
            if place.seconds is not None and passage.start is not None and passage.start <= place.seconds + 0.05:
                best = passage
        return None if place.passage else best

    def mentions(self, item: Item, passage: Passage) -> tuple[Mention, ...]:
        """Return the themes of a passage with their evidence, surest first."""
        return self.tags[kind(item), item.slug].get(passage.id, ())

    def person(self, name: str) -> Person | None:
        """Return the person with this name, alias or slug."""
        return self.names.get(name.casefold()) if name else None

    def named(self, speaker: str) -> str:
        """Return the full name of a speaker; "" where nobody knows."""
        person = self.person(speaker)
        return person.name if person else speaker

    def of_item(self, item: Item) -> tuple[Theme, ...]:
        """Return the themes that an item was given, or else the ones found in it, most talked about first."""
        given = [self.themes[slug] for slug in item.themes if slug in self.themes]
        if given:
            return tuple(given)
        weight: dict[str, float] = {}
        for mentions in self.tags[kind(item), item.slug].values():
            for mention in mentions:
                weight[mention.theme] = weight.get(mention.theme, 0) + mention.score
        order = list(self.themes)
        return tuple(self.themes[slug] for slug in sorted(weight, key=lambda slug: (-weight[slug], order.index(slug))))

    def links(self, item_kind: str, slug: str) -> Iterator[End]:
        """Yield the ends of links at an item or a person."""
        yield from self.ends.get((item_kind, slug), ())


def _places(people: Iterable[Person], themes: dict[str, Theme], items: Iterable[Item]) -> dict[str, tuple[str, str]]:
    out = {person.slug: (f"people/{person.slug}/", person.name) for person in people}
    out |= {old: (f"themes/{old}/", theme.name) for theme in themes.values() for old in theme.was}
    out |= {theme.slug: (f"themes/{theme.slug}/", theme.name) for theme in themes.values()}
    return out | {item.slug: (path(item), item.title) for item in items}


def _key(place: Place) -> tuple[str, str]:
    return place.kind, place.slug


def _steadily(link: Link) -> tuple[object, ...]:
    ends = [(place.kind, place.slug, place.passage, place.seconds or 0) for place in (link.source, link.target)]
    return -link.score, link.type, *ends, link.quote


def _tags(mentions: Iterable[Mention], themes: dict[str, Theme]) -> dict[str, tuple[Mention, ...]]:
    order = {slug: place for place, slug in enumerate(themes)}
    out: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.theme in themes:
            out.setdefault(mention.passage, []).append(mention)
    return {key: tuple(sorted(some, key=lambda m: (-m.score, order[m.theme]))) for key, some in out.items()}
