"""A person's page: what they talk about, in their own words, and where others name them; and the list of people."""

from collections import Counter
from collections.abc import Iterable

from pipeline.clock import clock
from pipeline.model import Episode, Issue, Mention, Passage, Person
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import faces
from pipeline.pages.moments import LONG, SMALL, Moment, moment
from pipeline.pages.shelf import End, Item, Shelf, path
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import length, ribbon, talk
from pipeline.pages.words import count, day, initials, listing

_WORDS = 5
_NAMED = 4
_EPISODES = 6


class Share(Shown, frozen=True):
    """How long somebody talks about a theme; `width` in per cent of the longest."""

    theme: Chip
    width: float
    talk: str


class Paper(Shown, frozen=True):
    """An item as a line: title, address and date."""

    title: str
    href: str
    day: str


def person_page(shelf: Shelf, person: Person) -> View:
    """Return the page of a person."""
    episodes = _episodes(shelf, person)
    named = _named(shelf, person)
    elsewhere = [item for item in named if isinstance(item, Episode) and item not in episodes]
    letters = [item for item in named if isinstance(item, Issue)]
    written = [issue for issue in shelf.issues if issue.author and shelf.person(issue.author) == person]
    data: dict[str, object] = {
        "name": person.name,
        "initials": initials(person.name),
        "role": person.role,
        "about": person.about,
        "hosts": _hosts(shelf, person),
        "eyebrow": _eyebrow(shelf, person, len(episodes), len(elsewhere), len(letters)),
        "shares": _shares(shelf, person),
        "moments": _own_words(shelf, person),
        "episodes": [_episode(shelf, episode) for episode in episodes[:_EPISODES]],
        "earlier": [_paper(episode) for episode in episodes[_EPISODES:]],
        "named": _named_moments(shelf, person),
        "letters": [_paper(issue) for issue in letters],
        "written": [_paper(issue) for issue in written],
    }
    return view(f"people/{person.slug}/", "person", person.name, person.about or person.role, "people", data)


def people_page(shelf: Shelf) -> View:
    """Return the list of everybody, hosts first."""
    rows = [_row(shelf, person) for person in shelf.people]
    data: dict[str, object] = {"people": sorted(rows, key=lambda row: not row["hosts"])}
    description = f"Who speaks on {shelf.library.show.title}, and who is named there."
    return view("people/", "people", "People", description, "people", data)


def _row(shelf: Shelf, person: Person) -> dict[str, object]:
    episodes, named = _episodes(shelf, person), _named(shelf, person)
    elsewhere = [item for item in named if isinstance(item, Episode) and item not in episodes]
    letters = [item for item in named if isinstance(item, Issue)]
    return {
        "name": person.name,
        "href": f"people/{person.slug}/",
        "initials": initials(person.name),
        "role": person.role,
        "hosts": _hosts(shelf, person),
        "words": _eyebrow(shelf, person, len(episodes), len(elsewhere), len(letters)),
        "themes": [share.theme for share in _shares(shelf, person)[:3]],
    }


def _hosts(shelf: Shelf, person: Person) -> bool:
    return any(shelf.person(name) == person for name in shelf.library.show.hosts)


def _episodes(shelf: Shelf, person: Person) -> list[Episode]:
    heard = {episode.slug for episode, _ in shelf.spoken.get(person.slug, [])}
    return [
        episode
        for episode in shelf.episodes
        if episode.slug in heard or any(shelf.person(name) == person for name in (*episode.guests, *episode.hosts))
    ]


def _named(shelf: Shelf, person: Person) -> list[Item]:
    keys = {(end.there.kind, end.there.slug) for end in shelf.links("person", person.slug)}
    return [item for key, item in shelf.items.items() if key in keys]


def _eyebrow(shelf: Shelf, person: Person, episodes: int, elsewhere: int, letters: int) -> str:
    role = "Host" if _hosts(shelf, person) else "Heard"
    told = [f"in {count(elsewhere, 'other episode') if episodes else count(elsewhere, 'episode')}"] if elsewhere else []
    told += [f"in {count(letters, 'letter')}"] if letters else []
    named = f"named {listing(told)}" if told else ""
    spoken = f"{role} in {count(episodes, 'episode')}" if episodes else ""
    return ", ".join(filter(None, [spoken, named if spoken else named.capitalize()]))


def _shares(shelf: Shelf, person: Person) -> list[Share]:
    by_theme: dict[str, list[Passage]] = {}
    for episode, passage in shelf.spoken.get(person.slug, []):
        for mention in shelf.mentions(episode, passage):
            by_theme.setdefault(mention.theme, []).append(passage)
    seconds = {slug: talk(by_theme[slug]) for slug in shelf.themes if slug in by_theme}
    most = max(seconds.values(), default=0) or 1
    ranked = sorted(seconds, key=lambda slug: -seconds[slug])
    return [Share(chip(shelf.themes[slug]), round(100 * seconds[slug] / most, 1), clock(seconds[slug])) for slug in ranked]


def _own_words(shelf: Shelf, person: Person) -> list[Moment]:
    """Quote the surest passages, at most two of a theme first, so that more than one theme is heard."""
    spoken = [(shelf.mentions(episode, passage), episode, passage) for episode, passage in shelf.spoken.get(person.slug, [])]
    tagged = [one for one in spoken if one[0]]
    tagged.sort(key=lambda one: (len(one[2].text) < LONG / 4, -one[0][0].score))
    seen: Counter[str] = Counter()
    first: list[tuple[Episode, Passage, Mention]] = []
    later: list[tuple[Episode, Passage, Mention]] = []
    for mentions, episode, passage in tagged:
        (first if seen[mentions[0].theme] < 2 else later).append((episode, passage, mentions[0]))
        seen[mentions[0].theme] += 1
    return [moment(shelf, episode, passage, mention.evidence.sentence) for episode, passage, mention in (first + later)[:_WORDS]]


def _named_moments(shelf: Shelf, person: Person) -> list[Moment]:
    """Quote where the show names somebody, the words of others only, one passage for each episode."""
    out: dict[str, Moment] = {}
    for end in shelf.links("person", person.slug):
        passage = shelf.passage(end.there)
        if end.there.kind == "episode" and passage and shelf.person(passage.speaker) != person:
            out.setdefault(end.there.slug, _said(shelf, end, passage))
    return _newest(out.values())[:_NAMED]


def _said(shelf: Shelf, end: End, passage: Passage) -> Moment:
    return moment(shelf, shelf.items[end.there.kind, end.there.slug], passage, end.link.quote, SMALL)


def _newest(moments: Iterable[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda one: (one.date, one.href), reverse=True)


def _episode(shelf: Shelf, episode: Episode) -> dict[str, object]:
    others = [one.name for one in faces(shelf, episode) if one.role == "guest"]
    return {
        "title": episode.title,
        "href": path(episode),
        "note": ", ".join(filter(None, [day(episode.date), clock(length(episode, shelf.passages(episode)))])),
        "guests": listing(others),
        "ribbon": ribbon(shelf, episode),
    }


def _paper(item: Item) -> Paper:
    return Paper(item.title, path(item), day(item.date))
