"""Write a feed of the moments of a theme or a person: each leads to its very second. Chooses none of them by likeness."""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import islice

from pipeline.clock import clock
from pipeline.feeds import dates
from pipeline.feeds.channel import Channel, Enclosure, Entry, Soundbite
from pipeline.feeds.planned import Planned
from pipeline.feeds.reel import Moment, Reel, Said
from pipeline.feeds.soundbites import LONGEST, SHORTEST
from pipeline.text import brief

MOST = 100  # entries of a feed: a reader asks for what is new, and a theme of years has thousands
_TITLE = 110
Moments = Callable[[Reel], Sequence[Moment]]


def of_theme(channel: Channel, slug: str, reels: Iterable[Reel], moments: Moments) -> Planned:
    """Return the feed of a theme; the items are given newest first, and asked for their `moments` until the feed is full."""
    carrying = (reel for reel in reels if slug in reel.themes)
    return _feed(
        channel, (_entry(reel, one, one.said, one.quote) for reel in carrying for one in moments(reel) if slug in one.themes)
    )


def of_person(channel: Channel, slug: str, reels: Iterable[Reel], moments: Moments) -> Planned:
    """Return the feed of what a person says and writes; the items are given and asked as for a theme."""
    return _feed(channel, (entry for reel in reels for entry in _by(reel, slug, moments)))


def _feed(channel: Channel, entries: Iterable[Entry]) -> Planned:
    return Planned("podcast", channel, tuple(islice(entries, MOST)))


def _by(reel: Reel, slug: str, moments: Moments) -> Iterable[Entry]:
    if slug in reel.writers:
        yield reel.entry
    for one in moments(reel) if slug in reel.voices else ():
        at = next((index for index, said in enumerate(one.said) if said.person == slug), None)
        if at is not None:
            own = [said.text for said in one.said if said.person == slug]
            yield _entry(reel, one, one.said[at:], one.quote if any(one.quote in text for text in own) else max(own, key=len))


def _entry(reel: Reel, one: Moment, said: Sequence[Said], quote: str) -> Entry:
    """Quote a moment from where it begins; a letter's has no second, and leads to its paragraph."""
    start = said[0].start
    first = reel.entry
    link = f"{reel.page}#{one.id}" if start is None else f"{reel.page}#t={_second(start)}"
    place = first.title if start is None else f"{first.title}, {clock(start)}"
    title, paragraphs = brief(quote, _TITLE), "".join(_paragraph(reel, each) for each in said)
    return Entry(
        guid=f"{first.guid}#{one.id}",
        title=f"\u201c{title}\u201d",
        link=link,
        published=first.published,
        description=f"{place}: {brief(said[0].text, 600)}",
        content=f'<p><a href="{escape(link)}">{escape(place, quote=False)}</a></p>{paragraphs}',
        author=said[0].speaker,
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


def _paragraph(reel: Reel, said: Said) -> str:
    time = "" if said.start is None else f' <a href="{escape(reel.page)}#t={_second(said.start)}">{clock(said.start)}</a>'
    name = f"<b>{escape(said.speaker, quote=False)}</b>" if said.speaker else ""
    return f"<p>{name}{time}{' ' if name or time else ''}{escape(said.text, quote=False)}</p>"


def _second(seconds: float) -> str:
    """Return a second as the pages' addresses have it, in tenths that never lie behind it."""
    return f"{math.floor(seconds * 10) / 10:g}"


def voices(reels: Iterable[Reel]) -> dict[str, list[Reel]]:
    """Return by slug of a person what they speak or write in, in the order given."""
    found: dict[str, list[Reel]] = {}
    for reel in reels:
        for slug in sorted({*reel.voices, *reel.writers}):
            found.setdefault(slug, []).append(reel)
    return found


def newest(reels: Iterable[Reel]) -> list[Reel]:
    """Return items newest first; those of one moment by kind and slug."""
    ordered = sorted(reels, key=lambda one: (one.kind, one.slug))
    return sorted(ordered, key=lambda one: dates.instant(one.published), reverse=True)
