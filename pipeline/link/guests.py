"""Find who is named shortly before they are first in the show: that announces their episode, also without its title."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.link.lines import Items, Key, fold
from pipeline.link.wording import apart
from pipeline.model import Episode, Library, Link, Place

DAYS = 60


def announced(library: Library, items: Items, named: Iterable[Link], words: Words) -> Iterator[Link]:
    """Yield, for each link to a person who is a guest of the next episode and was in none before, one to that episode."""
    first = _first_episodes(library)
    days = sorted(episode.date for episode in library.episodes)
    names = {one.slug: one.name for one in library.people}
    for link in named:
        episode = first.get((link.target.kind, link.target.slug))
        source = items[link.source.kind, link.source.slug]
        if episode and _next(source.date, episode.date, days):
            reason, echo = _reasons(words, names[link.target.slug], link, source.date, episode.date)
            yield Link("announces", link.source, Place("episode", episode.slug), reason, echo, link.quote)


def _reasons(words: Words, name: str, link: Link, now: str, then: str) -> tuple[str, str]:
    told = {"day": words.day(now), "apart": apart(words, now, then), "name": name}
    if link.source.kind == "issue":
        return words.say("reason.letter_names_guest", name=name), words.say("reason.letter_of_names_guest", **told)
    at = clock(link.source.seconds or 0.0)
    return words.say("reason.talk_names_guest", name=name), words.say("reason.talk_of_names_guest", **told, clock=at)


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
