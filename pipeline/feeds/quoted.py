"""Write a moment as an entry of a feed: it leads to its very second. Chooses none.

An entry is written only where its feed is: of 108 feeds of 1,000 episodes few change with one episode more.
"""

import math
from collections.abc import Sequence
from html import escape

from pipeline.clock import clock
from pipeline.feeds.channel import Enclosure, Entry, Soundbite
from pipeline.feeds.reel import Moment, Reel, Said
from pipeline.feeds.soundbites import LONGEST, SHORTEST
from pipeline.model import Fact
from pipeline.text import brief

_TITLE = 110


class Quoted(Fact, frozen=True):
    """What is said at a moment of an item, from where it is quoted, with the item's own entry; without `said` that alone.

    `id` is the anchor on the item's page, `end` its second.
    """

    item: Entry
    page: str = ""
    id: str = ""
    said: tuple[Said, ...] = ()
    quote: str = ""
    end: float | None = None

    def entry(self) -> Entry:
        """Quote the moment from where it begins; a letter's has no second, and leads to its paragraph."""
        return _entry(self) if self.said else self.item


def whole(reel: Reel) -> Quoted:
    """Return an item as a whole."""
    return Quoted(reel.entry)


def quoted(reel: Reel, one: Moment, said: Sequence[Said], quote: str) -> Quoted:
    """Return a moment of an item, of which `said` and `quote` are given; of the item's entry only what its own will have."""
    first = reel.entry
    sound, links = first.enclosures[:1], first.deep_link
    item = Entry(first.guid, first.title, first.link, first.published, enclosures=sound, explicit=first.explicit, deep_link=links)
    return Quoted(item, reel.page, one.id, tuple(said), quote, one.end)


def _entry(one: Quoted) -> Entry:
    start, first = one.said[0].start, one.item
    link = f"{one.page}#{one.id}" if start is None else f"{one.page}#t={_second(start)}"
    place = first.title if start is None else f"{first.title}, {clock(start)}"
    title, paragraphs = brief(one.quote, _TITLE), "".join(_paragraph(one.page, each) for each in one.said)
    return Entry(
        guid=f"{first.guid}#{one.id}",
        title=f"\u201c{title}\u201d",
        link=link,
        published=first.published,
        description=f"{place}: {brief(one.said[0].text, 600)}",
        content=f'<p><a href="{escape(link)}">{escape(place, quote=False)}</a></p>{paragraphs}',
        author=one.said[0].speaker,
        enclosures=_sound(first, start, one.end),
        explicit=first.explicit,
        soundbites=_bite(start, one.end, title),
        deep_link=first.deep_link,
    )


def _sound(first: Entry, start: float | None, end: float | None) -> tuple[Enclosure, ...]:
    """Give the episode's sound from the moment on: players that know media fragments begin there."""
    if start is None or not first.enclosures:
        return ()
    one, until = first.enclosures[0], f",{math.ceil(end)}" if end else ""
    return (Enclosure(f"{one.url}#t={_second(start)}{until}", one.length, one.media_type),)


def _bite(start: float | None, end: float | None, title: str) -> tuple[Soundbite, ...]:
    """Give the moment as a soundbite too, where it is as long as apps play one."""
    length = 0.0 if start is None or end is None else round(end - start, 3)
    return (Soundbite(start, length, title),) if start is not None and SHORTEST <= length <= LONGEST else ()


def _paragraph(page: str, said: Said) -> str:
    time = "" if said.start is None else f' <a href="{escape(page)}#t={_second(said.start)}">{clock(said.start)}</a>'
    name = f"<b>{escape(said.speaker, quote=False)}</b>" if said.speaker else ""
    return f"<p>{name}{time}{' ' if name or time else ''}{escape(said.text, quote=False)}</p>"


def _second(seconds: float) -> str:
    """Return a second as the pages' addresses have it, in tenths that never lie behind it."""
    return f"{math.floor(seconds * 10) / 10:g}"
