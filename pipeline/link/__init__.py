"""Find typed links between episodes, issues and people, each with its reason. Guesses nothing: all of them are written.

The only stage that sees the whole library. Order of trust: front matter, `[[...]]`, a title or full name in the text,
a shared address.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from pipeline.clock import clock
from pipeline.link.phrases import Key, Line, Phrases, fold
from pipeline.link.wording import apart, day, reasons
from pipeline.model import Episode, Issue, Library, Link, Person, Place
from pipeline.tables import nearest

TELLING_WORDS = 2
BOILERPLATE_NEEDS_ITEMS = 5
_WIKI = re.compile(r"\[\[([a-z0-9-]+)(?:\|[^\]]*)?\]\]")
_HREF = re.compile(r'href="(https?://[^"]+)"')
_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab\u00bb\u2018]")
_PLAIN_WORDS = {
    *("a", "about", "all", "an", "and", "at", "for", "from", "how", "i", "in", "is", "it", "me", "my"),
    *("of", "on", "or", "our", "so", "that", "the", "this", "to", "we", "what", "who", "why", "with", "you", "your"),
}
_RANK = {"sparked": 0, "announces": 1, "mentions": 2, "cites-url": 3}


Items = dict[Key, Episode | Issue]


def find(library: Library, boilerplate: float) -> tuple[Link, ...]:
    """Return all links, sorted. `boilerplate` is the share of items above which a person's name is no news."""
    lines, items = list(_lines(library)), _items(library)
    found = [*_sparked(items), *_explicit(items, lines), *_titles(items, lines), *_addresses(items)]
    links = [*_one_a_pair(found), *_people(library, items, lines, boilerplate)]
    return tuple(sorted(links, key=lambda link: (_RANK[link.type], _key(link.source), _key(link.target))))


def lost(library: Library) -> Iterator[tuple[Issue, str, str]]:
    """Yield each issue that says it sparked an episode which is not there: issue, slug, advice."""
    episodes = [episode.slug for episode in library.episodes]
    for issue in library.issues:
        for slug in issue.sparked:
            if slug not in episodes:
                yield issue, slug, nearest(slug, episodes) or "There is no such episode."


# ---- what is read


def _lines(library: Library) -> Iterator[Line]:
    for key, passages in library.passages.items():
        kind, _, slug = key.partition("/")
        for passage in passages:
            for sentence in passage.sentences:
                yield Line(Place(kind, slug, passage.id, sentence.start), sentence.text, fold(sentence.text))
    for episode in library.episodes:
        text = re.sub(r"<[^>]+>", " ", episode.notes_html)
        for part in re.split(r"(?<=[.!?])\s+", text):
            if part.strip():
                yield Line(Place("episode", episode.slug), " ".join(part.split()), fold(part))


# ---- between episodes and issues


def _sparked(items: Items) -> Iterator[Link]:
    for issue in items.values():
        for slug in issue.sparked if isinstance(issue, Issue) else ():
            if episode := items.get(("episode", slug)):
                yield Link(
                    "sparked",
                    Place("issue", issue.slug),
                    Place("episode", slug),
                    reason="This letter started the episode.",
                    echo=f"Sent {apart(issue.date, episode.date)}, on {day(issue.date)}; it started this episode.",
                )


def _explicit(items: Items, lines: Iterable[Line]) -> Iterator[Link]:
    """Read `[[slug]]`. A slug that an episode and a letter share means the one that the line is not in."""
    for line in lines:
        for slug in _WIKI.findall(line.text):
            keys = [(kind, slug) for kind in ("episode", "issue") if (kind, slug) in items]
            for key in [key for key in keys if key != (line.place.kind, line.place.slug)][:1]:
                yield _named(items, line, key, by_hand=True)


def _titles(items: Items, lines: Iterable[Line]) -> Iterator[Link]:
    titles = Phrases((fold(item.title), key) for key, item in items.items())
    for line in lines:
        for key in titles.inside(line):
            if key != (line.place.kind, line.place.slug) and _means_the_title(line.text, items[key].title):
                yield _named(items, line, key)


def _means_the_title(text: str, title: str) -> bool:
    """A title with less than two telling words counts only in quotes: `The Week` is not every "the week" in the text."""
    if len([word for word in fold(title).split() if word not in _PLAIN_WORDS]) >= TELLING_WORDS:
        return True
    return any(fold(part) == fold(title) for part in _QUOTED.split(text)[1::2])


def _named(items: Items, line: Line, key: Key, *, by_hand: bool = False) -> Link:
    source, target = items[line.place.kind, line.place.slug], items[key]
    ahead = isinstance(target, Episode) and source.date < target.date
    reason, echo = reasons(source, target, line.place, ahead=ahead, by_hand=by_hand)
    kind = "announces" if ahead else "mentions"
    return Link(kind, line.place, Place(*key), reason=reason, echo=echo, quote=line.text)


def _addresses(items: Items) -> Iterator[Link]:
    cited: dict[str, list[Episode | Issue]] = {}
    for item in items.values():
        html = item.notes_html if isinstance(item, Episode) else " ".join(block.html for block in item.blocks)
        for address in dict.fromkeys(_HREF.findall(html)):
            cited.setdefault(address.split("#")[0].rstrip("/"), []).append(item)
    for address, citing in sorted(cited.items()):
        issues = [item for item in citing if isinstance(item, Issue)]
        episodes = [item for item in citing if isinstance(item, Episode)]
        if len(issues) == 1 and len(episodes) == 1:
            says = f"Both point to {re.sub(r'^https?://', '', address)[:60]}."
            yield Link("cites-url", Place("issue", issues[0].slug), Place("episode", episodes[0].slug), reason=says, echo=says)


# ---- people


def _people(library: Library, items: Items, lines: list[Line], boilerplate: float) -> Iterator[Link]:
    for person, named in _naming(library, lines):
        if len(items) >= BOILERPLATE_NEEDS_ITEMS and len(named) > boilerplate * len(items):
            continue
        for line in named:
            source = items[line.place.kind, line.place.slug]
            where = f"at {clock(line.place.seconds)}" if line.place.seconds is not None else f"on {day(source.date)}"
            yield Link(
                "mentions",
                line.place,
                Place("person", person.slug),
                reason=f"Names {person.name}.",
                echo=f"Named in \u201c{source.title}\u201d {where}.",
                quote=line.text,
            )


def _naming(library: Library, lines: list[Line]) -> Iterator[tuple[Person, list[Line]]]:
    """Yield each person with the first line of each item that gives the full name or a full alias.

    First names alone never count; hosts are no news, and nobody is news in their own episode.
    """
    people = {person.slug: person for person in library.people if person.name not in library.show.hosts}
    names = [(alias, person) for person in people.values() for alias in (person.name, *person.aliases)]
    phrases = Phrases((fold(alias), ("person", person.slug)) for alias, person in names if len(alias.split()) > 1)
    own = {(name, episode.slug) for episode in library.episodes for name in (*episode.guests, *episode.hosts)}
    found: dict[str, dict[tuple[str, str], Line]] = {slug: {} for slug in people}
    for line in lines:
        for _, slug in phrases.inside(line):
            if line.place.kind != "episode" or (people[slug].name, line.place.slug) not in own:
                found[slug].setdefault((line.place.kind, line.place.slug), line)
    yield from ((people[slug], list(named.values())) for slug, named in found.items())


# ---- helpers of wording


def _one_a_pair(links: list[Link]) -> list[Link]:
    """Keep, of all links from one item to another, the most trusted; the first in the text among equals.

    A link from front matter takes over the sentence that names its target, if there is one: evidence that can be read.
    """
    best: dict[tuple[str, str, Place], Link] = {}
    told: dict[tuple[str, str, Place], Link] = {}
    for link in links:
        pair = (link.source.kind, link.source.slug, link.target)
        if link.quote:
            told.setdefault(pair, link)
        if pair not in best or _RANK[link.type] < _RANK[best[pair].type]:
            best[pair] = link
    return [_with_its_sentence(link, told.get(pair)) for pair, link in best.items()]


def _with_its_sentence(link: Link, told: Link | None) -> Link:
    return link if link.quote or told is None else msgspec.structs.replace(link, source=told.source, quote=told.quote)


def _items(library: Library) -> Items:
    found: Items = {("issue", issue.slug): issue for issue in library.issues}
    return found | {("episode", episode.slug): episode for episode in library.episodes}


def _key(place: Place) -> tuple[str, str, float, str]:
    return place.kind, place.slug, place.seconds or 0.0, place.passage
