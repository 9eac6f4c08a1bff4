"""An episode's page: head, player, weave, notes and the transcript to read along; and the list of all episodes."""

from collections.abc import Iterable, Mapping
from itertools import chain, groupby, islice

from pipeline.clock import clock
from pipeline.model import Episode
from pipeline.pages.chips import chip
from pipeline.pages.crosslinks import Card, tied
from pipeline.pages.moments import Moment, far, told
from pipeline.pages.outside import written
from pipeline.pages.quotes import SMALL
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.transcript import beside
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import length, ribbon
from pipeline.pages.words import initials

COVER = "cover.jpg"  # beside its page
_MORE = 3
_RIBBONS = 24  # of the newest episodes in the list; a ribbon of an hour weighs some 3 kB


class Face(Shown, frozen=True):
    """A person as named on a page; `href` is empty for somebody without a page."""

    name: str
    href: str
    initials: str
    role: str
    hosts: bool


def episode_page(shelf: Shelf, at: int) -> View:
    """Return the page of the episode at place `at` of the shelf."""
    episode = shelf.episodes[at]
    ties, related = tied(shelf, "episode", episode.slug), _related(shelf, episode)
    here, seconds = path(episode), length(episode, shelf.outline(episode).end)
    data: dict[str, object] = {
        "title": episode.title,
        "eyebrow": ", ".join(filter(None, [_number(shelf, episode), shelf.words.day(episode.date), _length(shelf, episode)])),
        "summary": episode.summary,
        "people": faces(shelf, episode),
        "audio": audio(episode),
        "cover": (f"{here}{COVER}", *episode.cover) if episode.cover else None,
        "media_type": episode.media_type,
        "size": shelf.words.megabytes(episode.bytes),
        "file_kind": episode.audio.rpartition(".")[2].upper(),
        "seconds": seconds,
        "length": clock(seconds),
        "notes": written(shelf, episode.notes_html, here),
        "cards": _asides(card for _, card in ties),
        "more": more(shelf, at, related),
        "more_title": shelf.words.say("card.more_in_show" if related else "episode.same_themes"),
        "beside": beside(shelf, ties),
        "plain": not any(shelf.outline(episode).speakers),
        "edited": episode.slug in shelf.library.edited,
        "before": _neighbour(shelf, at + 1, shelf.words.say("neighbour.before")),
        "after": _neighbour(shelf, at - 1, shelf.words.say("neighbour.after")),
    }
    return view(here, "episode", episode.title, episode.summary, "episodes", data)


def episodes_page(shelf: Shelf) -> View:
    """Return the list of all episodes by year, newest first."""
    rows = [
        {
            "href": path(episode),
            "title": episode.title,
            "date": episode.date,
            "day": shelf.words.day_of_year(episode.date),
            "summary": episode.summary,
            "with": shelf.words.listing([face.name for face in faces(shelf, episode) if not face.hosts]),
            "length": _length(shelf, episode),
            "ribbon": ribbon(shelf, episode) if at < _RIBBONS else None,
            "themes": [chip(theme) for theme in shelf.of_item(episode)[:3]],
        }
        for at, episode in enumerate(shelf.episodes)
    ]
    years = [{"year": year, "rows": list(some)} for year, some in groupby(rows, lambda row: str(row["date"])[:4])]
    themes = [chip(theme) for theme in shelf.themes.values()]
    data: dict[str, object] = {"years": years, "themes": themes, "tagline": shelf.library.show.tagline}
    title, every = shelf.words.say("nav.episodes"), shelf.words.say("episodes.every", show=shelf.library.show.title)
    return view("episodes/", "episodes", title, every, "episodes", data)


def audio(episode: Episode) -> str:
    """Return where the site keeps an episode's sound, below the root; empty where there is none."""
    dot, suffix = episode.audio.rpartition(".")[1:]
    return f"audio/{episode.slug}{dot}{suffix if dot else ''}" if episode.audio else ""


def faces(shelf: Shelf, episode: Episode) -> tuple[Face, ...]:
    """Return who is in an episode: guests, then hosts, then others who speak."""
    hosts = episode.hosts or shelf.library.show.hosts
    named = [*((name, "guest") for name in episode.guests), *((name, "host") for name in hosts)]
    out: dict[str, Face] = {}
    for name, role in [*named, *((name, "") for name in shelf.outline(episode).speakers)]:
        if name:
            one = face(shelf, name, role)
            out.setdefault(one.name, one)
    return tuple(out.values())


def guests(shelf: Shelf, episode: Episode) -> list[str]:
    """Return the full names of an episode's guests."""
    return list(dict.fromkeys(shelf.named(name) for name in episode.guests if name))


def face(shelf: Shelf, name: str, role: str = "") -> Face:
    """Return somebody by name, with their page where they have one."""
    person = shelf.person(name)
    shown = person.name if person else name
    return Face(shown, f"people/{person.slug}/" if person else "", initials(shown), role, role == "host")


def more(shelf: Shelf, at: int, related: Mapping[str, Moment]) -> tuple[Moment, ...]:
    """Quote other episodes: those with a `related` moment, by slug, then those on this one's themes.

    Of the latter earlier ones come first, the nearest first, so that a new episode leaves the pages of old ones as they
    are.
    """
    out = dict(islice(related.items(), _MORE))
    for theme in shelf.of_item(shelf.episodes[at]):
        there = (shelf.episodes[other] for other in chain(range(at + 1, len(shelf.episodes)), range(at - 1, -1, -1)))
        fresh = (one for one in there if one.slug not in out and (theme.slug, one.slug) in shelf.best)
        for one in islice(fresh, _MORE - len(out)):
            out[one.slug] = told(shelf, one, shelf.best[theme.slug, one.slug])
    return tuple(out.values())


def _related(shelf: Shelf, episode: Episode) -> dict[str, Moment]:
    """Quote the moments of other episodes that are related to this one, the surest of each, by slug."""
    out: dict[str, Moment] = {}
    for end in shelf.links("episode", episode.slug):
        quoted = far(shelf, end, SMALL) if end.link.type == "related" and end.there.kind == "episode" else None
        if quoted and end.there.slug != episode.slug:
            out.setdefault(end.there.slug, quoted)
    return out


def _asides(cards: Iterable[Card]) -> list[Card]:
    """Return one card for each other item: its strongest tie. Related episodes are quoted below them."""
    out: dict[tuple[str, str], Card] = {}
    for card in cards:
        if not (card.related and card.play):
            out.setdefault((card.icon, card.title), card)
    return list(out.values())


def _number(shelf: Shelf, episode: Episode) -> str:
    numbered = episode.number is not None
    return shelf.words.say("episode.numbered", number=episode.number) if numbered else shelf.words.say("episode.name")


def _length(shelf: Shelf, episode: Episode) -> str:
    known = shelf.outline(episode)
    return clock(length(episode, known.end)) if episode.duration or known.passages else ""


def _neighbour(shelf: Shelf, at: int, word: str) -> dict[str, str] | None:
    if not 0 <= at < len(shelf.episodes):
        return None
    episode = shelf.episodes[at]
    told = shelf.words.listing(guests(shelf, episode))
    note = shelf.words.say("neighbour.with", word=word, guests=told) if told else word
    return {"href": path(episode), "title": episode.title, "note": note}
