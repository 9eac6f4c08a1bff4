"""Find typed links between episodes, issues and people, each with its reason. Guesses nothing: all of them are written.

The only stage that sees the whole library. Order of trust: front matter, `[[...]]`, a title or full name in the text,
a shared address.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

import msgspec

from pipeline.model import Episode, Fact, Issue, Library, Link, Person, Place

MENTIONS_OF_A_TITLE_NEED_WORDS = 2
BOILERPLATE_NEEDS_ITEMS = 5
_WIKI = re.compile(r"\[\[([a-z0-9-]+)(?:\|[^\]]*)?\]\]")
_HREF = re.compile(r'href="(https?://[^"]+)"')
_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab\u00bb\u2018]")
_MONTHS = (  # not from the locale: the same bytes everywhere
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_RANK = {"sparked": 0, "announces": 1, "mentions": 2, "cites-url": 3}


class _Line(Fact, frozen=True):
    """One sentence of an item, with the passage and second it stands at; `plain` is folded for comparison."""

    place: Place
    text: str
    plain: str


def find(library: Library, boilerplate: float) -> tuple[Link, ...]:
    """Return all links, sorted. `boilerplate` is the share of items above which a person's name is no news."""
    lines = list(_lines(library))
    found = [*_sparked(library), *_explicit(library, lines), *_titles(library, lines), *_addresses(library)]
    links = [*_one_a_pair(found), *_people(library, lines, boilerplate)]
    return tuple(sorted(links, key=lambda link: (_RANK[link.type], _key(link.source), _key(link.target))))


def fold(text: str) -> str:
    """Fold text for comparison: lower case, no accents, no punctuation, single blanks, a blank at both ends."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("'", "").replace("\u2019", "")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall(r"[^\W_]+", plain)
    return f" {' '.join(words)} "


# ---- what is read


def _lines(library: Library) -> Iterator[_Line]:
    for key, passages in library.passages.items():
        kind, _, slug = key.partition("/")
        for passage in passages:
            for sentence in passage.sentences:
                yield _Line(Place(kind, slug, passage.id, sentence.start), sentence.text, fold(sentence.text))
    for episode in library.episodes:
        text = re.sub(r"<[^>]+>", " ", episode.notes_html)
        for part in re.split(r"(?<=[.!?])\s+", text):
            if part.strip():
                yield _Line(Place("episode", episode.slug), " ".join(part.split()), fold(part))


# ---- between episodes and issues


def _sparked(library: Library) -> Iterator[Link]:
    episodes = {episode.slug: episode for episode in library.episodes}
    for issue in library.issues:
        for slug in issue.sparked:
            if episode := episodes.get(slug):
                yield Link(
                    "sparked",
                    Place("issue", issue.slug),
                    Place("episode", slug),
                    reason="This letter started the episode.",
                    echo=f"Sent {_apart(issue.date, episode.date)}, on {_day(issue.date)}; it started this episode.",
                )


def _explicit(library: Library, lines: Iterable[_Line]) -> Iterator[Link]:
    targets = {item.slug: item for item in _items(library)}
    for line in lines:
        for slug in _WIKI.findall(line.text):
            target = targets.get(slug)
            if target and slug != line.place.slug:
                yield _named(library, line, target, by_hand=True)


def _titles(library: Library, lines: Iterable[_Line]) -> Iterator[Link]:
    """Find titles by their first two words, so that 1,000 titles cost a line no more than ten do."""
    names: dict[tuple[str, ...], list[tuple[str, Episode | Issue]]] = {}
    for item in _items(library):
        if words := fold(item.title).split():
            names.setdefault(tuple(words[:2]), []).append((fold(item.title), item))
    for line in lines:
        words = line.plain.split()
        starts = [*((word,) for word in words), *pairwise(words)]
        for title, item in (one for start in dict.fromkeys(starts) for one in names.get(start, ())):
            if title in line.plain and item.slug != line.place.slug and _means_the_title(line.text, item.title):
                yield _named(library, line, item)


def _means_the_title(text: str, title: str) -> bool:
    """A title of one word counts only in quotes: `Trust` as a title is not every "trust" in the text."""
    if len(fold(title).split()) >= MENTIONS_OF_A_TITLE_NEED_WORDS:
        return True
    return any(fold(part) == fold(title) for part in _QUOTED.split(text)[1::2])


def _named(library: Library, line: _Line, target: Episode | Issue, *, by_hand: bool = False) -> Link:
    kind = "episode" if isinstance(target, Episode) else "issue"
    source = _item(library, line.place)
    ahead = isinstance(target, Episode) and source.date < target.date
    reason, echo = _reasons(source, target, line.place, ahead=ahead, by_hand=by_hand)
    return Link(
        "announces" if ahead else "mentions",
        line.place,
        Place(kind, target.slug),
        reason=reason,
        echo=echo,
        quote=line.text,
    )


def _reasons(source: Episode | Issue, target: Episode | Issue, place: Place, *, ahead: bool, by_hand: bool) -> tuple[str, str]:
    what = "episode" if isinstance(target, Episode) else "letter"
    if by_hand:
        return f"Links to this {what}.", f"Links here, on {_day(source.date)}."
    if ahead and isinstance(source, Issue):
        echo = f"Sent {_apart(source.date, target.date)}, on {_day(source.date)}; it announces this episode."
        return "The letter announces this episode.", echo
    if ahead and place.seconds is not None:
        at = _clock(place.seconds)
        return f"The episode is announced at {at}.", f"Announced at {at}, on {_day(source.date)}."
    if isinstance(source, Issue):
        return f"The letter names this {what}.", f"The letter of {_day(source.date)} names this {what}."
    if place.seconds is None:
        return f"The show notes name this {what}.", f"The show notes of {_day(source.date)} name this {what}."
    return (
        f"The {what} is named at {_clock(place.seconds)}.",
        f"Named in the show at {_clock(place.seconds)}, on {_day(source.date)}.",
    )


def _addresses(library: Library) -> Iterator[Link]:
    cited: dict[str, list[Episode | Issue]] = {}
    for item in _items(library):
        html = item.notes_html if isinstance(item, Episode) else " ".join(block.html for block in item.blocks)
        for address in dict.fromkeys(_HREF.findall(html)):
            cited.setdefault(address.split("#")[0].rstrip("/"), []).append(item)
    for address, items in sorted(cited.items()):
        issues = [item for item in items if isinstance(item, Issue)]
        episodes = [item for item in items if isinstance(item, Episode)]
        if len(issues) == 1 and len(episodes) == 1:
            says = f"Both point to {re.sub(r'^https?://', '', address)[:60]}."
            yield Link("cites-url", Place("issue", issues[0].slug), Place("episode", episodes[0].slug), reason=says, echo=says)


# ---- people


def _people(library: Library, lines: list[_Line], boilerplate: float) -> Iterator[Link]:
    items = len(library.episodes) + len(library.issues)
    for person in library.people:
        named = list(_naming(library, person, lines))
        if items >= BOILERPLATE_NEEDS_ITEMS and len(named) > boilerplate * items:
            continue
        for line in named:
            source = _item(library, line.place)
            where = f"at {_clock(line.place.seconds)}" if line.place.seconds is not None else f"on {_day(source.date)}"
            yield Link(
                "mentions",
                line.place,
                Place("person", person.slug),
                reason=f"Names {person.name}.",
                echo=f"Named in \u201c{source.title}\u201d {where}.",
                quote=line.text,
            )


def _naming(library: Library, person: Person, lines: list[_Line]) -> Iterator[_Line]:
    """Yield the first line of each item that gives the full name or a full alias; first names alone never count."""
    names = [fold(name) for name in (person.name, *person.aliases) if len(name.split()) > 1]
    own = {episode.slug for episode in library.episodes if person.name in (*episode.guests, *episode.hosts)}
    if person.name in library.show.hosts:
        return
    seen: set[tuple[str, str]] = set()
    for line in lines:
        item = (line.place.kind, line.place.slug)
        if item in seen or (line.place.kind == "episode" and line.place.slug in own):
            continue
        if any(name in line.plain for name in names):
            seen.add(item)
            yield line


# ---- helpers of wording


def _one_a_pair(links: list[Link]) -> list[Link]:
    """Keep, of all links from one item to another, the most trusted; the first in the text among equals."""
    best: dict[tuple[str, str, str, str], Link] = {}
    for link in links:
        pair = (link.source.kind, link.source.slug, link.target.kind, link.target.slug)
        if pair not in best or _RANK[link.type] < _RANK[best[pair].type]:
            best[pair] = link
    return [_with_its_sentence(link, links) for link in best.values()]


def _with_its_sentence(link: Link, links: list[Link]) -> Link:
    """Give a link from front matter the sentence that names its target, if there is one: evidence that can be read."""
    if link.quote:
        return link
    for other in links:
        if other.quote and (other.source.slug, other.target) == (link.source.slug, link.target):
            return msgspec.structs.replace(link, source=other.source, quote=other.quote)
    return link


def _item(library: Library, place: Place) -> Episode | Issue:
    items: tuple[Episode | Issue, ...] = library.episodes if place.kind == "episode" else library.issues
    return next(item for item in items if item.slug == place.slug)


def _items(library: Library) -> list[Episode | Issue]:
    return [*library.issues, *library.episodes]


def _key(place: Place) -> tuple[str, str, float, str]:
    return place.kind, place.slug, place.seconds or 0.0, place.passage


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _apart(earlier: str, later: str) -> str:
    days = (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    if days < 0:
        return "later"
    if days == 0:
        return "the same day"
    if days % 7 == 0:
        return f"{_count(days // 7, 'week')} earlier"
    return f"{_count(days, 'day')} earlier"


def _count(number: int, noun: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[number] if number < len(words) else number} {noun}{'' if number == 1 else 's'}"
