"""The library, sorted and indexed once for all pages. Answers questions; decides nothing about looks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Self

import msgspec

from pipeline.goals import goals, titles
from pipeline.language import Words
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Place, Theme, Thing, Turn
from pipeline.pages.excerpts import Excerpt, Excerpts, Whole
from pipeline.pages.outline import Held, Outline, outline
from pipeline.pages.quotes import Quote
from pipeline.pages.ribbon import Ribbon
from pipeline.pages.spoken import Spoken
from pipeline.pages.tags import surest, tagged
from pipeline.pages.voice import Voice
from pipeline.pages.wiki import Goal

Item = Episode | Issue


class Found(msgspec.Struct, frozen=True, gc=False):
    """An item that comes to a theme."""

    item: Item
    held: Held


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


def newest_first(item: Item) -> tuple[str, int, str]:
    """Return what items are sorted by; turned round, it puts the newest first."""
    return item.date, (item.number or 0) if isinstance(item, Episode) else 0, item.slug


class Prepared(msgspec.Struct, frozen=True):
    """What was made of single items before, by item key; a shelf makes what it does not find here, and reads more for that.

    Ribbons may stay as they lie encoded, as MessagePack: a view takes them as they are.
    """

    outlines: Mapping[str, Outline] = MappingProxyType({})
    ribbons: Mapping[str, Ribbon | msgspec.Raw] = MappingProxyType({})
    excerpts: Excerpts | None = None


NOTHING = Prepared()


class Shelf(msgspec.Struct, frozen=True):
    """Indexes over a library. Episodes and letters are newest first whatever order they came in.

    `outlines` are those of the items, made when asked for where they are not prepared; `excerpts` are asked for single passages,
    the library for all of an item, with `get`. `found` goes by theme, and by theme and episode `best`, how its surest passage is
    quoted. `spoken` is what people say on themes, by person; `heard` are the episodes that they are in, by slug. By theme,
    `together` counts the passages that carry another one too, and `talkers` the milliseconds of each speaker.
    `places` say where every slug leads, for links written by hand; an episode wins over its namesakes, a person over a thing.
    """

    library: Library
    words: Words
    outlines: dict[str, Outline]
    ribbons: Mapping[str, Ribbon | msgspec.Raw]
    excerpts: Excerpts
    episodes: tuple[Episode, ...]
    issues: tuple[Issue, ...]
    themes: dict[str, Theme]
    people: tuple[Person, ...]
    things: tuple[Thing, ...]
    items: dict[tuple[str, str], Item]
    names: dict[str, Person]
    places: dict[str, Goal]
    tags: dict[str, dict[str, tuple[Mention, ...]]] = {}
    ends: dict[tuple[str, str], list[End]] = {}
    found: dict[str, list[Found]] = {}
    best: dict[tuple[str, str], Quote] = {}
    spoken: dict[str, dict[str, Spoken]] = {}
    heard: dict[str, dict[str, Episode]] = {}
    together: dict[str, Counter[str]] = {}
    talkers: dict[str, Counter[str]] = {}
    said: dict[str, list[tuple[Passage, Turn]]] = {}

    @classmethod
    def of(cls, library: Library, words: Words, prepared: Prepared = NOTHING) -> Self:
        """Index a library; `words` are those that its pages speak in."""
        shelf = cls.alone(library, words, prepared)
        shelf._gather()
        return shelf

    @classmethod
    def alone(cls, library: Library, words: Words, prepared: Prepared = NOTHING) -> Self:
        """Index a library for what its items tell each by itself: without links, and without who says how much on which theme."""
        episodes = tuple(sorted(library.episodes, key=newest_first, reverse=True))
        issues = tuple(sorted(library.issues, key=newest_first, reverse=True))
        themes = {theme.slug: theme for theme in library.themes}
        people = tuple(sorted(library.people, key=lambda person: (person.name.casefold(), person.slug)))
        things = tuple(sorted(library.things, key=lambda thing: (thing.name.casefold(), thing.slug)))
        every: tuple[Item, ...] = (*episodes, *issues)
        items = {(kind(item), item.slug): item for item in every}
        names = {name.casefold(): person for person in people for name in (*person.aliases, person.name, person.slug)}
        places = _places(library, every)
        given = dict(prepared.outlines), prepared.ribbons, prepared.excerpts or Whole(library)
        return cls(library, words, *given, episodes, issues, themes, people, things, items, names, places)

    def _gather(self) -> None:
        known = self.items.keys() | {("person", person.slug) for person in self.people}
        known |= {(thing.kind, thing.slug) for thing in self.things}
        for link in sorted(self.library.links, key=_steadily):
            for here, there in ((link.source, link.target), (link.target, link.source)):
                if {_key(here), _key(there)} <= known:
                    self.ends.setdefault(_key(here), []).append(End(link, here, there))
        for item in self.items.values():
            for held in self.outline(item).held:
                self._find(Found(item, held))
            if isinstance(item, Episode):
                self._hear(item, self.outline(item))

    def _find(self, one: Found) -> None:
        theme = one.held.theme
        self.found.setdefault(theme, []).append(one)
        together = self.together.setdefault(theme, Counter())
        for other, count in one.held.together.items():
            together[other] += count
        if one.held.quote:
            self.best[theme, one.item.slug] = one.held.quote

    def _hear(self, episode: Episode, told: Outline) -> None:
        people = {name: self.person(name) for name in ("", *episode.guests, *episode.hosts, *told.speakers)}
        for person in filter(None, people.values()):
            self.heard.setdefault(person.slug, {})[episode.slug] = episode
        for held in told.held:
            talkers, own = self.talkers.setdefault(held.theme, Counter()), dict[str, list[Voice]]()
            for voice in held.voices:
                talkers[voice.speaker] += voice.milliseconds
                if somebody := people[voice.speaker]:
                    own.setdefault(somebody.slug, []).append(voice)
            for slug, voices in own.items():
                self.spoken.setdefault(slug, {}).setdefault(held.theme, Spoken()).add(episode, voices)

    def outline(self, item: Item) -> Outline:
        """Return the outline of an item."""
        key = f"{kind(item)}/{item.slug}"
        if key not in self.outlines:
            self.outlines[key] = outline(item, self.passages(item), self.tagged(item))
        return self.outlines[key]

    def passages(self, item: Item) -> tuple[Passage, ...]:
        """Return the passages of an episode or a letter, in their order."""
        return self.library.passages.get(f"{kind(item)}/{item.slug}", ())

    def tagged(self, item: Item) -> dict[str, tuple[Mention, ...]]:
        """Return the themes of an item's passages with their evidence, by passage, surest first."""
        key = f"{kind(item)}/{item.slug}"
        if key not in self.tags:
            self.tags[key] = tagged(self.library.mentions.get(key, ()), self.themes)
        return self.tags[key]

    def turns(self, episode: Episode) -> list[tuple[Passage, Turn]]:
        """Return the turns of an episode with their passages, in their order."""
        if episode.slug not in self.said:
            self.said[episode.slug] = [(passage, turn) for passage in self.passages(episode) for turn in passage.turns]
        return self.said[episode.slug]

    def passage(self, place: Place) -> Passage | None:
        """Return the passage at a place: the one it names by any of its lines, or the one that is spoken at its second."""
        found = self.excerpts.at(place) if _key(place) in self.items else None
        return found.passage if found else None

    def excerpt(self, place: Place) -> Excerpt | None:
        """Return the passage at a place with what it carries, surest first."""
        found = self.excerpts.at(place) if _key(place) in self.items else None
        return Excerpt(found.passage, surest(found.mentions, self.themes)) if found else None

    def line(self, place: Place) -> Turn | None:
        """Return the line of the page at a place: the one that is spoken at its second, or the first of its passage."""
        passage = self.passage(place)
        if passage is None:
            return None
        turns = passage.turns
        named = [turn for turn in turns if turn.id == place.passage][:1]
        heard = [turn for turn in turns if place.seconds is not None and (turn.start or 0) <= place.seconds + 0.05][-1:]
        return [*turns[:1], *named, *heard][-1]

    def mentions(self, item: Item, passage: Passage) -> tuple[Mention, ...]:
        """Return the themes of a passage with their evidence, surest first."""
        return self.tagged(item).get(passage.id, ())

    def person(self, name: str) -> Person | None:
        """Return the person with this name, alias or slug."""
        return self.names.get(name.casefold()) if name else None

    def named(self, speaker: str) -> str:
        """Return the full name of a speaker; "" where nobody knows."""
        person = self.person(speaker)
        return person.name if person else speaker

    def of_item(self, item: Item) -> tuple[Theme, ...]:
        """Return the themes that an item was given, or else the ones that it holds, most talked about first."""
        given = tuple(slug for slug in item.themes if slug in self.themes)
        return tuple(self.themes[slug] for slug in given or self.outline(item).themes)

    def links(self, item_kind: str, slug: str) -> Iterator[End]:
        """Yield the ends of links at an item, a person or a thing."""
        yield from self.ends.get((item_kind, slug), ())


_FOLDERS = {"theme": "themes", "person": "people"}


def _places(library: Library, items: Iterable[Item]) -> dict[str, Goal]:
    """Return where each slug leads."""
    out = {(sort, slug): Goal(f"{_FOLDERS.get(sort, 'named')}/{slug}/", name) for (sort, slug), name in titles(library).items()}
    lengths = ((item, item.duration if isinstance(item, Episode) else 0.0) for item in items)
    out |= {(kind(item), item.slug): Goal(path(item), item.title, seconds) for item, seconds in lengths}
    return {slug: out[keys[0]] for slug, keys in goals(library).items()}


def _key(place: Place) -> tuple[str, str]:
    return place.kind, place.slug


def _steadily(link: Link) -> tuple[object, ...]:
    ends = [(place.kind, place.slug, place.passage, place.seconds or 0) for place in (link.source, link.target)]
    return -link.score, link.type, *ends, link.quote
