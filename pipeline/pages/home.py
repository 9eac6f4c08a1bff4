"""The home page: the newest episode, the themes, the newest letters and a few moments. Complete with nothing there."""

import math
from collections import Counter
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice

from pipeline.clock import clock
from pipeline.model import Episode
from pipeline.pages.chips import Chip, chip
from pipeline.pages.moments import Moment, carrying, moment
from pipeline.pages.outline import Spot
from pipeline.pages.quotes import LONG, quotation
from pipeline.pages.shelf import Found, Shelf, path
from pipeline.pages.tiles import moments_on, tiles
from pipeline.pages.view import Shown, View, view
from pipeline.pages.weave import length, ribbon

_LETTERS = 3
_MOMENTS = 2
_TRIES = 3
_SEATS = 8  # seven themes and a free chair; a show with more themes gets a longer ring
_BARS = (14, 36, 62, 30, 84, 48, 22, 70, 40, 18)  # heights of the sound on the table


class Seat(Shown, frozen=True):
    """A place in the ring of themes; a free one has none."""

    x: float
    y: float
    theme: Chip | None
    words: str


class LetterLine(Shown, frozen=True):
    """A letter in a list."""

    href: str
    title: str
    date: str
    day: str
    summary: str
    themes: tuple[Chip, ...]


def home(shelf: Shelf) -> View:
    """Return the home page."""
    show = shelf.library.show
    every = tiles(shelf)
    data: dict[str, object] = {
        "show": {"title": show.title, "tagline": show.tagline, "description": show.description},
        "newest": _newest(shelf),
        "bars": [{"x": round(146 + at * 13.4, 1), "y": 210 - high / 2, "height": high} for at, high in enumerate(_BARS)],
        "seats": seats(shelf),
        "free_chair": bool(shelf.words.say("home.free_chair")),
        "tries": _tries(shelf),
        "holds": _holds(shelf),
        "heading": _heading(shelf, len(every)),
        "tiles": every,
        "letters": [letter_line(shelf, issue.slug) for issue in shelf.issues[:_LETTERS]],
        "letters_name": show.letters,
        "moments": worth_a_minute(shelf),
    }
    return view("", "home", show.title, show.description or show.tagline, "", data)


def _newest(shelf: Shelf) -> dict[str, object] | None:
    if not shelf.episodes:
        return None
    episode = shelf.episodes[0]
    return {
        "title": episode.title,
        "day": shelf.words.day(episode.date),
        "summary": episode.summary,
        "href": path(episode),
        "length": clock(length(episode, shelf.outline(episode).end)),
        "plays": bool(episode.audio),
        "reads": bool(shelf.outline(episode).passages),
        "ribbon": ribbon(shelf, episode),
    }


def seats(shelf: Shelf) -> tuple[Seat, ...]:
    """Place the themes in a ring, clockwise from the top; in a show whose words name a free chair, the places left are free."""
    themes = list(shelf.themes.values())
    total = max(_SEATS, len(themes) + 1) if shelf.words.say("home.free_chair") else len(themes)
    out = []
    for at in range(total):
        turn = math.radians(360 / total * at - 90 + 180 / total)
        x, y = round(210 + 150 * math.cos(turn), 1), round(210 + 150 * math.sin(turn), 1)
        theme = themes[at] if at < len(themes) else None
        moments = moments_on(shelf, theme) if theme else 0
        words = f"{theme.name}, {shelf.words.count('count.moments', moments)}" if theme else ""
        out.append(Seat(x, y, chip(theme) if theme else None, words))
    return tuple(out)


def letter_line(shelf: Shelf, slug: str) -> LetterLine:
    """Return a letter as a line of a list."""
    issue = shelf.items["issue", slug]
    themes = tuple(chip(theme) for theme in shelf.of_item(issue)[:3])
    return LetterLine(path(issue), issue.title, issue.date, shelf.words.day(issue.date), issue.summary, themes)


def _heading(shelf: Shelf, themes: int) -> str:
    spelled = shelf.words.spelled(themes)
    return shelf.words.count("home.themes", themes, count=spelled[:1].upper() + spelled[1:])


def _holds(shelf: Shelf) -> str:
    parts = [
        shelf.words.count("count.episodes", len(shelf.episodes)) if shelf.episodes else "",
        shelf.words.count("count.letters", len(shelf.issues)) if shelf.issues else "",
    ]
    told = shelf.words.listing([part for part in parts if part])
    return shelf.words.say("home.holds", what=told) if told else ""


def _tries(shelf: Shelf) -> list[str]:
    """Suggest searches that have hits: for the themes most met, the words that gave most of their passages away."""
    met = {slug: sum(len(one.held.spots) for one in some) for slug, some in shelf.found.items()}
    best = (_word(shelf.found[slug]) for slug in sorted(met, key=lambda slug: (-met[slug], slug)))
    out = list(islice(dict.fromkeys(filter(None, best)), _TRIES))
    return [f'"{word}"' if " " in word else word for word in out]


def _word(found: list[Found]) -> str:
    """Return the word that gave most passages away, "" for none."""
    words: Counter[str] = Counter()
    for one in found:
        words.update(one.held.words)
    return min(words, key=lambda word: (-words[word], word), default="")


def worth_a_minute(shelf: Shelf) -> tuple[Moment, ...]:
    """Pick the surest passages of speech with a run of one person's words that can be quoted whole, of different themes
    and episodes.
    """
    out: dict[tuple[str, str], Moment] = {}
    for one, spot in _surest(shelf):
        if len(out) == _MOMENTS:
            break
        fresh = all(one.item.slug != slug and one.held.theme != theme for slug, theme in out)
        if fresh and (quoted := _whole(shelf, one, spot)):
            out[one.item.slug, one.held.theme] = quoted
    return tuple(out.values())


def _surest(shelf: Shelf) -> Iterator[tuple[Found, Spot]]:
    """Yield all that is said on themes, the surest first, of these the newest; of a thousand episodes few are looked at."""
    episodes = sorted(shelf.episodes, key=lambda episode: (episode.date, episode.slug), reverse=True)
    newest = {episode.slug: at for at, episode in enumerate(episodes)}
    themes = {slug: at for at, slug in enumerate(shelf.found)}

    def ranked(one: Found, spot: Spot) -> tuple[tuple[float, int, float, int, str], Found, Spot]:
        return (-spot.score, newest[one.item.slug], spot.start or 0, themes[one.held.theme], spot.id), one, spot

    heap = [ranked(one, one.held.best) for some in shelf.found.values() for one in some if isinstance(one.item, Episode)]
    heapify(heap)
    while heap:
        _, one, spot = heappop(heap)
        yield one, spot
        for other in one.held.spots if spot is one.held.best else ():
            if other.id != spot.id:
                heappush(heap, ranked(one, other))


def _whole(shelf: Shelf, one: Found, spot: Spot) -> Moment | None:
    """Quote a passage where a whole run of it fits."""
    found, mention = carrying(shelf, one.item, spot.id, one.held.theme)
    text = quotation(found.passage, mention.evidence.sentence).text
    whole = len(text) >= LONG / 3 and not text.endswith("…")
    return moment(shelf, one.item, found, mention.evidence.sentence) if whole else None
