"""What one item gives to the feeds: its entry, and its moments with their themes and voices. Knows no other item.

`[[marks]]` in its HTML are still to be resolved: only the whole show knows where they lead.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import structs

from pipeline.feeds.channel import Entry
from pipeline.model import Fact, Mention, Passage, Person


class Said(Fact, frozen=True):
    """What somebody says in one go; `person` is a slug, "" for one who has no page."""

    speaker: str
    person: str
    start: float | None
    text: str


class Moment(Fact, frozen=True):
    """A passage that carries a theme: its anchor on the page, its seconds, and the sentence that carries it."""

    id: str
    quote: str
    said: tuple[Said, ...]
    themes: tuple[str, ...]
    start: float | None = None
    end: float | None = None

    def reworded(self, plain: Callable[[str], str]) -> "Moment":
        """Return it with every text as `plain` makes it."""
        if "[[" not in "".join((self.quote, *(one.text for one in self.said))):
            return self
        said = tuple(structs.replace(one, text=plain(one.text)) for one in self.said)
        return structs.replace(self, quote=plain(self.quote), said=said)


class Reel(Fact, frozen=True):
    """An item as feeds need it. `page` is the address of its page, `first` the slug that it had first, which its guid is made of.

    `published` and `updated` are RFC 3339; `writers` are slugs of people who wrote it, `tags` names of its themes. Its moments lie
    beside it, as most feeds hold those of few items: `voices` are slugs of people who speak in them, `themes` what they carry.
    """

    kind: str
    slug: str
    first: str
    page: str
    published: str
    entry: Entry
    updated: str = ""
    writers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def moments(
    passages: Iterable[Passage], mentions: Iterable[Mention], themes: Iterable[str], people: Mapping[str, Person]
) -> tuple[Moment, ...]:
    """Return the passages that carry any of these themes, in their order; `people` goes by every name, in small letters."""
    wanted, by_passage = set(themes), dict[str, list[Mention]]()
    for mention in mentions:
        if mention.theme in wanted:
            by_passage.setdefault(mention.passage, []).append(mention)
    return tuple(_moment(passage, by_passage[passage.id], people) for passage in passages if passage.id in by_passage)


def _moment(passage: Passage, mentions: Sequence[Mention], people: Mapping[str, Person]) -> Moment:
    best = sorted(mentions, key=lambda one: (-one.score, one.theme))
    said = tuple(_said(turn.speaker, turn.start, turn.text, people) for turn in passage.turns)
    quote = best[0].evidence.sentence or passage.text
    return Moment(passage.id, quote, said, tuple(one.theme for one in best), passage.start, passage.end)


def _said(speaker: str, start: float | None, text: str, people: Mapping[str, Person]) -> Said:
    known = people.get(speaker.casefold())
    return Said(known.name if known else speaker, known.slug if known else "", start, text)
