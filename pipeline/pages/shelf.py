"""The library, sorted and indexed once for all pages. Answers questions; decides nothing about looks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

import msgspec

from pipeline import holding
from pipeline.language import Words
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Place, Theme, Thing, Turn
from pipeline.pages.wiki import Goal

Item = Episode | Issue
Said = tuple[Episode, Passage, Turn, Mention]


class Found(msgspec.Struct, frozen=True):
    """A passage that carries a theme, with the item that it stands in."""

    item: Item
    passage: Passage
    mention: Mention


class Spoken:
    """What somebody says on a theme: how long, and a turn of each passage, the first."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.said: list[Said] = []

    def add(self, seconds: float, said: Said, *, new: bool) -> None:
        """Count a turn; one in a passage that is `new` is kept."""
        self.seconds += seconds
        if new:
            self.said.append(said)


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


class Shelf(msgspec.Struct, frozen=True):
    """Indexes over a library. Episodes and letters are newest first whatever order they came in.

    `found` goes by theme, `best` by (theme, episode) and holds the surest passage; `said` by episode holds every turn with its
    passage, once it was asked for. `spoken` is what people say on themes, by person; `heard` names the episodes that they are
    in. By theme, `together` counts the passages that carry another one too, and `talkers` the milliseconds of each speaker.
    `held` are the themes of items.
    `places` say where every slug leads, for links written by hand; an episode wins over its namesakes, a person over a thing.
    """

    library: Library
    words: Words
    episodes: tuple[Episode, ...]
    issues: tuple[Issue, ...]
    themes: dict[str, Theme]
    people: tuple[Person, ...]
    things: tuple[Thing, ...]
    items: dict[tuple[str, str], Item]
    names: dict[str, Person]
    tags: dict[tuple[str, str], dict[str, tuple[Mention, ...]]]
    ends: dict[tuple[str, str], list[End]]
    found: dict[str, list[Found]]
    best: dict[tuple[str, str], Found]
    spoken: dict[str, dict[str, Spoken]]
    heard: dict[str, set[str]]
    together: dict[str, Counter[str]]
    talkers: dict[str, Counter[str]]
    held: dict[tuple[str, str], tuple[Theme, ...]]
    said: dict[str, list[tuple[Passage, Turn]]]
    places: dict[str, Goal]

    @classmethod
    def of(cls, library: Library, words: Words) -> Self:
        """Index a library; `words` are those that its pages speak in."""
        shelf = cls.alone(library, words)
        shelf._gather()
        return shelf

    @classmethod
    def alone(cls, library: Library, words: Words) -> Self:
        """Index a library for what its items tell each by itself: without links, and without who says how much on which theme."""
        episodes = tuple(sorted(library.episodes, key=newest_first, reverse=True))
        issues = tuple(sorted(library.issues, key=newest_first, reverse=True))
        themes = {theme.slug: theme for theme in library.themes}
        people = tuple(sorted(library.people, key=lambda person: (person.name.casefold(), person.slug)))
        things = tuple(sorted(library.things, key=lambda thing: (thing.name.casefold(), thing.slug)))
        every: tuple[Item, ...] = (*episodes, *issues)
        items = {(kind(item), item.slug): item for item in every}
        tags = {key: _tags(library.mentions.get("/".join(key), ()), themes) for key in items}
        names = {name.casefold(): person for person in people for name in (*person.aliases, person.name, person.slug)}
        places = _places(people, things, themes, (*issues, *episodes))
        return cls(
            library, words, episodes, issues, themes, people, things, items, names, tags, {}, {}, {}, {}, {}, {}, {}, {}, {}, places
        )

    def _gather(self) -> None:
        known = self.items.keys() | {("person", person.slug) for person in self.people}
        known |= {(thing.kind, thing.slug) for thing in self.things}
        for link in sorted(self.library.links, key=_steadily):
            for here, there in ((link.source, link.target), (link.target, link.source)):
                if {_key(here), _key(there)} <= known:
                    self.ends.setdefault(_key(here), []).append(End(link, here, there))
        for key, item in self.items.items():
            tags = self.tags[key]
            for passage in self.passages(item):
                mentions = tags.get(passage.id, ())
                for mention in mentions:
                    self._find(Found(item, passage, mention), mentions)
            if isinstance(item, Episode):
                self._hear(item, tags)

    def _hear(self, episode: Episode, tags: dict[str, tuple[Mention, ...]]) -> None:
        voices = {name: self.person(name) for name in ("", *episode.guests, *episode.hosts)}
        for passage in self.passages(episode):
            mentions, quoted = tags.get(passage.id, ()), set[str]()
            for turn in passage.turns:
                if turn.speaker not in voices:
                    voices[turn.speaker] = self.person(turn.speaker)
                if mentions and turn.speaker:
                    self._count(voices[turn.speaker], (episode, passage, turn), mentions, quoted)
        for person in filter(None, voices.values()):
            self.heard.setdefault(person.slug, set()).add(episode.slug)

    def _count(
        self, person: Person | None, line: tuple[Episode, Passage, Turn], mentions: tuple[Mention, ...], quoted: set[str]
    ) -> None:
        """Count a turn on its passage's themes. `quoted` are those of whom a turn of the passage is kept already."""
        turn = line[2]
        seconds = (turn.end or 0) - (turn.start or 0)
        on = self.spoken.setdefault(person.slug, {}) if person else None
        for mention in mentions:
            self.talkers.setdefault(mention.theme, Counter())[turn.speaker] += round(1000 * seconds)
            if person and on is not None:
                on.setdefault(mention.theme, Spoken()).add(seconds, (*line, mention), new=person.slug not in quoted)
        if person:
            quoted.add(person.slug)

    def _find(self, one: Found, beside: tuple[Mention, ...]) -> None:
        self.found.setdefault(one.mention.theme, []).append(one)
        if len(beside) > 1:
            others = (mention.theme for mention in beside if mention is not one.mention)
            self.together.setdefault(one.mention.theme, Counter()).update(others)
        if isinstance(one.item, Episode):
            best = self.best.setdefault((one.mention.theme, one.item.slug), one)
            if one.mention.score > best.mention.score:
                self.best[one.mention.theme, one.item.slug] = one

    def passages(self, item: Item) -> tuple[Passage, ...]:
        """Return the passages of an episode or a letter, in their order."""
        return self.library.passages.get(f"{kind(item)}/{item.slug}", ())

    def turns(self, episode: Episode) -> list[tuple[Passage, Turn]]:
        """Return the turns of an episode with their passages, in their order."""
        if episode.slug not in self.said:
            self.said[episode.slug] = [(passage, turn) for passage in self.passages(episode) for turn in passage.turns]
        return self.said[episode.slug]

    def passage(self, place: Place) -> Passage | None:
        """Return the passage at a place: the one it names by any of its lines, or the one that is spoken at its second."""
        item = self.items.get(_key(place))
        passages = self.passages(item) if item else ()
        if place.passage:
            own = (passage for passage in passages if passage.id == place.passage)
            within = (passage for passage in passages if any(one.turn == place.passage for one in passage.sentences))
            return next(own, None) or next(within, None)
        if place.seconds is None:
            return None
        begun = [passage for passage in passages if passage.start is not None and passage.start <= place.seconds + 0.05]
        return begun[-1] if begun else None

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
        return self.tags[kind(item), item.slug].get(passage.id, ())

    def person(self, name: str) -> Person | None:
        """Return the person with this name, alias or slug."""
        return self.names.get(name.casefold()) if name else None

    def named(self, speaker: str) -> str:
        """Return the full name of a speaker; "" where nobody knows."""
        person = self.person(speaker)
        return person.name if person else speaker

    def of_item(self, item: Item) -> tuple[Theme, ...]:
        """Return the themes that an item was given, or else the ones that it holds, most talked about first."""
        key = kind(item), item.slug
        if key not in self.held:
            given = tuple(slug for slug in item.themes if slug in self.themes)
            mentions = (mention for some in self.tags[key].values() for mention in some)
            self.held[key] = tuple(self.themes[slug] for slug in holding.themes(self.passages(item), mentions, given))
        return self.held[key]

    def links(self, item_kind: str, slug: str) -> Iterator[End]:
        """Yield the ends of links at an item, a person or a thing."""
        yield from self.ends.get((item_kind, slug), ())


def _places(people: Iterable[Person], things: Iterable[Thing], themes: dict[str, Theme], items: Iterable[Item]) -> dict[str, Goal]:
    out = {thing.slug: Goal(f"named/{thing.slug}/", thing.name) for thing in things}
    out |= {person.slug: Goal(f"people/{person.slug}/", person.name) for person in people}
    out |= {old: Goal(f"themes/{old}/", theme.name) for theme in themes.values() for old in theme.was}
    out |= {theme.slug: Goal(f"themes/{theme.slug}/", theme.name) for theme in themes.values()}
    lengths = ((item, item.duration if isinstance(item, Episode) else 0.0) for item in items)
    return out | {item.slug: Goal(path(item), item.title, seconds) for item, seconds in lengths}


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
