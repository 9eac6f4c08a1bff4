"""Choose the moments of a theme or a person for its feed, the newest. Chooses none of them by likeness, and writes none."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from pipeline.feeds import dates
from pipeline.feeds.channel import Channel
from pipeline.feeds.planned import Planned
from pipeline.feeds.quoted import Quoted, quoted, whole
from pipeline.feeds.reel import Moment, Reel

MOST = 100  # entries of a feed: a reader asks for what is new, and a theme of years has thousands
Moments = Callable[[Reel], Sequence[Moment]]


def of_theme(channel: Channel, slug: str, reels: Iterable[Reel], moments: Moments) -> Planned:
    """Return the feed of a theme; the items are given newest first, and asked for their `moments` until the feed is full."""
    carrying = (reel for reel in reels if slug in reel.themes)
    return _feed(
        channel, (quoted(reel, one, one.said, one.quote) for reel in carrying for one in moments(reel) if slug in one.themes)
    )


def of_person(channel: Channel, slug: str, reels: Iterable[Reel], moments: Moments) -> Planned:
    """Return the feed of what a person says and writes; the items are given and asked as for a theme."""
    return _feed(channel, (one for reel in reels for one in _by(reel, slug, moments)))


def _feed(channel: Channel, found: Iterable[Quoted]) -> Planned:
    return Planned("moments", channel, quoted=tuple(islice(found, MOST)))


def _by(reel: Reel, slug: str, moments: Moments) -> Iterable[Quoted]:
    if slug in reel.writers:
        yield whole(reel)
    for one in moments(reel) if slug in reel.voices else ():
        at = next((index for index, said in enumerate(one.said) if said.person == slug), None)
        if at is not None:
            own = [said.text for said in one.said if said.person == slug]
            yield quoted(reel, one, one.said[at:], one.quote if any(one.quote in text for text in own) else max(own, key=len))


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
