"""A person's page: what they talk about, in their own words, and where others name them."""

from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice

from pipeline.clock import clock
from pipeline.model import Episode, Issue, Person
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import guests
from pipeline.pages.moments import Moment, evidence
from pipeline.pages.named import items, named, paper, told
from pipeline.pages.quotes import quotation
from pipeline.pages.shelf import Said, Shelf, path
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import length, ribbon
from pipeline.pages.words import initials, sentence

_EACH = 3  # moments of a theme
_EPISODES = 6
_LOOKED_AT = 10  # passages for each moment: a host of years has thousands
_TELLING = 80  # characters: a shorter quote is taken only where there is no other


class Share(Shown, frozen=True):
    """What somebody says on a theme, and for how long; `width` in per cent of the longest."""

    theme: Chip
    width: float
    talk: str
    moments: tuple[Moment, ...]


def person_page(shelf: Shelf, person: Person) -> View:
    """Return the page of a person."""
    episodes = _episodes(shelf, person)
    written = [issue for issue in shelf.issues if issue.author and shelf.person(issue.author) == person]
    shares = _shares(shelf, person, _EACH)
    data: dict[str, object] = {
        "name": person.name,
        "initials": initials(person.name),
        "role": person.role,
        "about": person.about,
        "hosts": _hosts(shelf, person),
        "eyebrow": _eyebrow(shelf, person),
        "feed": f"people/{person.slug}/feed.xml" if _feeds(shelf, person, written) else "",
        "shares": shares,
        "episodes": [_episode(shelf, episode) for episode in episodes[:_EPISODES]],
        "earlier": [paper(shelf, episode) for episode in episodes[_EPISODES:]],
        "named": named(shelf, "person", person.slug),
        "written": [paper(shelf, issue) for issue in written],
    }
    return view(f"people/{person.slug}/", "person", person.name, person.about or person.role, "people", data)


def person_row(shelf: Shelf, person: Person) -> dict[str, object]:
    """Return a person as an entry of the list of people."""
    return {
        "name": person.name,
        "href": f"people/{person.slug}/",
        "initials": initials(person.name),
        "role": person.role,
        "hosts": _hosts(shelf, person),
        "words": _eyebrow(shelf, person),
        "themes": [share.theme for share in _shares(shelf, person, 0)[:3]],
    }


def _feeds(shelf: Shelf, person: Person, written: list[Issue]) -> bool:
    """Say whether somebody has a feed: one needs an address, and something of theirs that is published."""
    spoken = shelf.spoken.get(person.slug, {}).values()
    keys = {f"issue/{issue.slug}" for issue in written} | {f"episode/{said[0].slug}" for one in spoken for said in one.said}
    return bool(shelf.library.show.url and keys - {*shelf.library.previewed})


def _hosts(shelf: Shelf, person: Person) -> bool:
    return any(shelf.person(name) == person for name in shelf.library.show.hosts)


def _episodes(shelf: Shelf, person: Person) -> list[Episode]:
    here = shelf.heard.get(person.slug, set())
    return [episode for episode in shelf.episodes if episode.slug in here]


def _eyebrow(shelf: Shelf, person: Person) -> str:
    episodes, every = _episodes(shelf, person), items(shelf, "person", person.slug)
    elsewhere = sum(isinstance(item, Episode) and item not in episodes for item in every)
    letters = sum(isinstance(item, Issue) for item in every)
    role = "person.host" if _hosts(shelf, person) else "person.heard"
    spoken = shelf.words.count(role, len(episodes)) if episodes else ""
    called = told(shelf.words, elsewhere, letters, others=bool(episodes))
    return ", ".join(filter(None, [spoken, called if spoken else sentence(called)]))


def _shares(shelf: Shelf, person: Person, most: int) -> list[Share]:
    """Return what a person says on each theme, the longest first, with `most` moments; none is quoted twice."""
    spoken = shelf.spoken.get(person.slug, {})
    seconds = {slug: spoken[slug].seconds for slug in shelf.themes if slug in spoken}
    longest = max(seconds.values(), default=0) or 1
    taken: set[str] = set()
    return [
        Share(
            chip(shelf.themes[slug]),
            round(100 * seconds[slug] / longest, 1),
            clock(seconds[slug]),
            tuple(_own_words(shelf, spoken[slug].said, most, taken)),
        )
        for slug in sorted(seconds, key=lambda slug: -seconds[slug])
    ]


def _own_words(shelf: Shelf, said: list[Said], most: int, taken: set[str]) -> Iterator[Moment]:
    """Quote the surest passages of a theme: first those that carry it in this person's own words, and say something."""
    surest = nsmallest(most * _LOOKED_AT, said, key=lambda one: (one[3].strength != "strong", -one[3].score))
    ranked = sorted(surest, key=_telling, reverse=True)
    every = (evidence(shelf, episode, passage, mention, by=turn.speaker) for episode, passage, turn, mention in ranked)
    for quoted in islice((one for one in every if one.href not in taken), most):
        taken.add(quoted.href)
        yield quoted


def _telling(one: Said) -> tuple[bool, bool, bool, float]:
    _, passage, turn, mention = one
    text = quotation(passage, mention.evidence.sentence, by=turn.speaker).text
    return len(text) >= _TELLING, mention.evidence.sentence in text, mention.strength == "strong", mention.score


def _episode(shelf: Shelf, episode: Episode) -> dict[str, object]:
    return {
        "title": episode.title,
        "href": path(episode),
        "note": ", ".join(filter(None, [shelf.words.day(episode.date), clock(length(episode, shelf.passages(episode)))])),
        "guests": shelf.words.listing(guests(shelf, episode)),
        "ribbon": ribbon(shelf, episode),
    }
