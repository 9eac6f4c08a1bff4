"""A person's page: what they talk about, in their own words, and where others name them."""

from collections.abc import Iterator

from pipeline.clock import clock
from pipeline.model import Episode, Issue, Mention, Passage, Person, Turn
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import faces
from pipeline.pages.moments import Moment, evidence
from pipeline.pages.named import items, named, paper, told
from pipeline.pages.quotes import quotation
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import length, ribbon, talk
from pipeline.pages.words import count, day, initials, listing

_EACH = 3  # moments of a theme
_EPISODES = 6
_LOOKED_AT = 10  # passages for each moment: a host of years has thousands
_TELLING = 80  # characters: a shorter quote is taken only where there is no other

Said = tuple[Episode, Passage, Turn, Mention]


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
    data: dict[str, object] = {
        "name": person.name,
        "initials": initials(person.name),
        "role": person.role,
        "about": person.about,
        "hosts": _hosts(shelf, person),
        "eyebrow": _eyebrow(shelf, person),
        "shares": _shares(shelf, person, _EACH),
        "episodes": [_episode(shelf, episode) for episode in episodes[:_EPISODES]],
        "earlier": [paper(episode) for episode in episodes[_EPISODES:]],
        "named": named(shelf, "person", person.slug),
        "written": [paper(issue) for issue in written],
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


def _hosts(shelf: Shelf, person: Person) -> bool:
    return any(shelf.person(name) == person for name in shelf.library.show.hosts)


def _episodes(shelf: Shelf, person: Person) -> list[Episode]:
    heard = {episode.slug for episode, _, _ in shelf.spoken.get(person.slug, [])}
    return [
        episode
        for episode in shelf.episodes
        if episode.slug in heard or any(shelf.person(name) == person for name in (*episode.guests, *episode.hosts))
    ]


def _eyebrow(shelf: Shelf, person: Person) -> str:
    episodes, every = _episodes(shelf, person), items(shelf, "person", person.slug)
    elsewhere = sum(isinstance(item, Episode) and item not in episodes for item in every)
    letters = sum(isinstance(item, Issue) for item in every)
    role = "Host" if _hosts(shelf, person) else "Heard"
    spoken = f"{role} in {count(len(episodes), 'episode')}" if episodes else ""
    called = told(elsewhere, letters, others=bool(episodes))
    return ", ".join(filter(None, [spoken, called if spoken else called.capitalize()]))


def _shares(shelf: Shelf, person: Person, most: int) -> list[Share]:
    """Return what a person says on each theme, the longest first, with `most` moments; none is quoted twice."""
    by_theme: dict[str, list[Said]] = {}
    for episode, passage, turn in shelf.spoken.get(person.slug, []):
        for mention in shelf.mentions(episode, passage):
            by_theme.setdefault(mention.theme, []).append((episode, passage, turn, mention))
    seconds = {slug: talk(turn for _, _, turn, _ in by_theme[slug]) for slug in shelf.themes if slug in by_theme}
    longest = max(seconds.values(), default=0) or 1
    taken: set[str] = set()
    return [
        Share(
            chip(shelf.themes[slug]),
            round(100 * seconds[slug] / longest, 1),
            clock(seconds[slug]),
            tuple(_own_words(shelf, by_theme[slug], most, taken)),
        )
        for slug in sorted(seconds, key=lambda slug: -seconds[slug])
    ]


def _own_words(shelf: Shelf, said: list[Said], most: int, taken: set[str]) -> Iterator[Moment]:
    """Quote the surest passages of a theme: first those that carry it in this person's own words, and say something."""
    surest = sorted(_first_turns(said), key=lambda one: (one[3].strength != "strong", -one[3].score))
    ranked = sorted(surest[: most * _LOOKED_AT], key=_telling, reverse=True)
    for episode, passage, turn, mention in ranked:
        quoted = evidence(shelf, episode, passage, mention, by=turn.speaker)
        if most and quoted.href not in taken:
            taken.add(quoted.href)
            most -= 1
            yield quoted


def _first_turns(said: list[Said]) -> list[Said]:
    """Keep one turn of each passage: the quotation looks through all that the person says there."""
    return list({(one[0].slug, one[1].id): one for one in reversed(said)}.values())[::-1]


def _telling(one: Said) -> tuple[bool, bool, bool, float]:
    _, passage, turn, mention = one
    text = quotation(passage, mention.evidence.sentence, by=turn.speaker).text
    return len(text) >= _TELLING, mention.evidence.sentence in text, mention.strength == "strong", mention.score


def _episode(shelf: Shelf, episode: Episode) -> dict[str, object]:
    others = [one.name for one in faces(shelf, episode) if one.role == "guest"]
    return {
        "title": episode.title,
        "href": path(episode),
        "note": ", ".join(filter(None, [day(episode.date), clock(length(episode, shelf.passages(episode)))])),
        "guests": listing(others),
        "ribbon": ribbon(shelf, episode),
    }
