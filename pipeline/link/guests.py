"""Find who is named shortly before they are first in the show: that announces their episode, also without its title."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.clock import clock
from pipeline.link.lines import Items, Key, fold
from pipeline.link.wording import apart, day
from pipeline.model import Episode, Library, Link, Place

DAYS = 60


def announced(library: Library, items: Items, named: Iterable[Link]) -> Iterator[Link]:
    """Yield, for each link to a person who is a guest of the next episode and was in none before, one to that episode."""
    first = _first_episodes(library)
    days = sorted(episode.date for episode in library.episodes)
    names = {one.slug: one.name for one in library.people}
    for link in named:
        episode = first.get((link.target.kind, link.target.slug))
        source = items[link.source.kind, link.source.slug]
        if episode and _next(source.date, episode.date, days):
            name = names[link.target.slug]
            who, at = ("letter", "") if link.source.kind == "issue" else ("talk", f" at {clock(link.source.seconds or 0.0)}")
            reason = f"The {who} names {name}, who is in the next episode."
            echo = f"The {who} of {day(source.date)}, {apart(source.date, episode.date)}, names {name}{at}."
            yield Link("announces", link.source, Place("episode", episode.slug), reason, echo, link.quote)


def _first_episodes(library: Library) -> dict[Key, Episode]:
    """Return the first episode of each person who is a guest."""
    slugs = {fold(name): one.slug for one in library.people for name in (one.name, *one.aliases)}
    first: dict[Key, Episode] = {}
    for episode in sorted(library.episodes, key=lambda one: (one.date, one.slug)):
        for name in (*episode.guests, *episode.hosts):
            first.setdefault(("person", slugs.get(fold(name), "")), episode)
    return first


def _next(now: str, then: str, days: list[str]) -> bool:
    """Say whether a day is that of the next episode, and soon."""
    at = bisect_right(days, now)
    return at < len(days) and days[at] == then and (date.fromisoformat(then) - date.fromisoformat(now)).days <= DAYS
