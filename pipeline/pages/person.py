"""A person's page: what they talk about, in their own words, and where others name them."""

from collections.abc import Sequence
from itertools import chain, islice

from pipeline.clock import clock
from pipeline.model import Episode, Issue, Person, Theme
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import guests
from pipeline.pages.moments import Moment, evidence
from pipeline.pages.named import items, named, paper, told
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.spoken import Said
from pipeline.pages.view import Shown, View, view
from pipeline.pages.voice import MOST
from pipeline.pages.weave import length, ribbon
from pipeline.pages.words import initials, sentence

_EACH = 3  # moments of a theme
_EPISODES = 6


OwnWords = Sequence[tuple[Theme, Sequence[Said]]]  # what is quoted of somebody, by theme, the longest talked about first


class Share(Shown, frozen=True):
    """What somebody says on a theme, and for how long; `width` in per cent of the longest."""

    theme: Chip
    width: float
    talk: str
    moments: tuple[Moment, ...]


def person_page(shelf: Shelf, person: Person, quoted: OwnWords) -> View:
    """Return the page of a person; `quoted` is what `own_words` chose."""
    episodes = _episodes(shelf, person)
    written = [issue for issue in shelf.issues if issue.author and shelf.person(issue.author) == person]
    data: dict[str, object] = {
        "name": person.name,
        "initials": initials(person.name),
        "role": person.role,
        "about": person.about,
        "hosts": _hosts(shelf, person),
        "eyebrow": _eyebrow(shelf, person),
        "feed": f"people/{person.slug}/feed.xml" if _feeds(shelf, person, written) else "",
        "shares": _shares(shelf, person, quoted),
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
        "themes": [chip(shelf.themes[slug]) for slug in islice(_milliseconds(shelf, person), 3)],
    }


def _feeds(shelf: Shelf, person: Person, written: list[Issue]) -> bool:
    """Say whether somebody has a feed: one needs an address, and something of theirs that is published."""
    spoken = shelf.spoken.get(person.slug, {}).values()
    episodes = (f"episode/{slug}" for one in spoken for slug in one.episodes())
    keys = chain((f"issue/{issue.slug}" for issue in written), episodes)
    return bool(shelf.library.show.url) and any(key not in shelf.library.previewed for key in keys)


def _hosts(shelf: Shelf, person: Person) -> bool:
    return any(shelf.person(name) == person for name in shelf.library.show.hosts)


def _episodes(shelf: Shelf, person: Person) -> list[Episode]:
    return list(shelf.heard.get(person.slug, {}).values())


def _eyebrow(shelf: Shelf, person: Person) -> str:
    episodes, every = _episodes(shelf, person), items(shelf, "person", person.slug)
    elsewhere = sum(isinstance(item, Episode) and item.slug not in shelf.heard.get(person.slug, {}) for item in every)
    letters = sum(isinstance(item, Issue) for item in every)
    role = "person.host" if _hosts(shelf, person) else "person.heard"
    spoken = shelf.words.count(role, len(episodes)) if episodes else ""
    called = told(shelf.words, elsewhere, letters, others=bool(episodes))
    return ", ".join(filter(None, [spoken, called if spoken else sentence(called)]))


def _milliseconds(shelf: Shelf, person: Person) -> dict[str, int]:
    """Return for how long somebody speaks on each theme, the longest first."""
    spoken = shelf.spoken.get(person.slug, {})
    return {
        slug: spoken[slug].milliseconds
        for slug in sorted((slug for slug in shelf.themes if slug in spoken), key=lambda slug: -spoken[slug].milliseconds)
    }


def _shares(shelf: Shelf, person: Person, quoted: OwnWords) -> list[Share]:
    """Return what a person says on each theme, the longest first; nothing is quoted twice."""
    spoken = _milliseconds(shelf, person)
    longest = max(spoken.values(), default=0) or 1
    return [
        Share(
            chip(theme),
            round(100 * spoken[theme.slug] / longest, 1),
            clock(spoken[theme.slug] / 1000),
            tuple(evidence(shelf, episode, one.passage, theme, by=speaker) for episode, speaker, one in said),
        )
        for theme, said in quoted
    ]


def own_words(shelf: Shelf, person: Person) -> OwnWords:
    """Choose what is quoted of somebody: first passages that carry the theme in their own words, and say something."""
    out: list[tuple[Theme, list[Said]]] = []
    taken: set[str] = set()
    for slug in _milliseconds(shelf, person):
        surest = islice(shelf.spoken[person.slug][slug].surest(), MOST)
        ranked = sorted(surest, key=lambda one: (one[2].telling, one[2].strong, one[2].score), reverse=True)
        lines: dict[str, Said] = {}
        for one in ranked:
            line = f"{path(one[0])}#{one[2].line}"
            if line not in taken and len(lines) < _EACH:
                lines.setdefault(line, one)
        taken |= lines.keys()
        out.append((shelf.themes[slug], list(lines.values())))
    return out


def _episode(shelf: Shelf, episode: Episode) -> dict[str, object]:
    return {
        "title": episode.title,
        "href": path(episode),
        "note": ", ".join(filter(None, [shelf.words.day(episode.date), clock(length(episode, shelf.outline(episode).end))])),
        "guests": shelf.words.listing(guests(shelf, episode)),
        "ribbon": ribbon(shelf, episode),
    }
