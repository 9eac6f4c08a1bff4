"""Find typed links between episodes, issues, people and things, each with its reason and how sure it is. Asks nobody.

The only stage that sees the whole library. What is written is published: front matter, `[[...]]`, an address, a title or
a full name in the text. What is only alike is published where it is sure enough, and else left to the host.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pipeline.link.addresses import citations, own_pages, own_things, shared
from pipeline.link.guests import announced
from pipeline.link.lines import Items, Key, fold, items, lines
from pipeline.link.marks import explicit, sparked
from pipeline.link.names import nameable, names, phrases, spellings
from pipeline.link.phrases import Phrases
from pipeline.link.stretches import Reader
from pipeline.link.survey import Survey, survey
from pipeline.link.titles import of_titles, titles
from pipeline.model import Fact, Issue, Library, Link, Place
from pipeline.tables import nearest

_RANK = {"sparked": 0, "announces": 1, "mentions": 2, "cites-url": 3, "related": 4}


class Found(Fact, frozen=True):
    """All links of a library: those to publish, and those that wait for the host, the surest first."""

    published: tuple[Link, ...] = ()
    suggested: tuple[Link, ...] = ()


def find(library: Library, boilerplate: float, vectors: Mapping[str, Mapping[str, bytes]] | None = None) -> Found:
    """Return all links. `boilerplate` is the share of items above which a name is no news.

    `vectors` are, by item key and passage id, unit vectors times 127 as 512 signed bytes; any may be missing.
    """
    from pipeline.link import likeness  # brings numpy

    known = items(library)
    read = _read(library, known)
    written = _written(library, known, read, boilerplate)
    reader = Reader(library, read.repeated, _named(known, written))
    published = _one_a_pair(written)
    alike = likeness.find(library, known, reader, published, vectors or {})
    return Found(tuple(sorted((*published, *alike.published), key=_order)), alike.suggested)


def lost(library: Library) -> Iterator[tuple[Issue, str, str]]:
    """Yield each issue that says it sparked an episode which is not there: issue, slug, advice."""
    episodes = [episode.slug for episode in library.episodes]
    for issue in library.issues:
        for slug in issue.sparked:
            if slug not in episodes:
                yield issue, slug, nearest(slug, episodes) or "There is no such episode."


def _read(library: Library, items: Items) -> Survey:
    sought = Phrases([*of_titles(items), *phrases(spellings(nameable(library)))])
    return survey(lines(library), lambda line: any(sought.inside(line)))


def _written(library: Library, items: Items, read: Survey, boilerplate: float) -> list[Link]:
    cited = citations(library, items)
    naming = list(names(library, items, read, own_things(library, cited), boilerplate))
    return [
        *sparked(items),
        *explicit(library, items, read.lines),
        *own_pages(library, items, cited),
        *titles(items, read.telling()),
        *shared(items, cited, read.repeated),
        *announced(library, items, naming),
        *naming,
    ]


def _named(items: Items, links: Iterable[Link]) -> dict[str, frozenset[str]]:
    """Return, by sentence, the words of the titles that it names."""
    found: dict[str, frozenset[str]] = {}
    for link in links:
        item = items.get((link.target.kind, link.target.slug))
        if item and link.quote:
            found[link.quote] = found.get(link.quote, frozenset()) | set(fold(item.title).split())
    return found


def _one_a_pair(links: Iterable[Link]) -> list[Link]:
    """Keep, of all links from one item to another, the most trusted; the first in the text among equals.

    A moment that a person pointed to stands beside a link to the whole item. A link from front matter takes over the
    sentence that names its target, if there is one: evidence that can be read.
    """
    best: dict[tuple[Key, Place], Link] = {}
    told: dict[tuple[Key, Place], Link] = {}
    for link in links:
        pair = _pair(link)
        if link.quote:
            told.setdefault(pair, link)
        if pair not in best or _RANK[link.type] < _RANK[best[pair].type]:
            best[pair] = link
    return [_with_its_sentence(link, told.get(pair)) for pair, link in best.items()]


def _pair(link: Link) -> tuple[Key, Place]:
    """Return the source item and the target; where both ends only cite the same address, the target is the whole item."""
    target = Place(link.target.kind, link.target.slug) if link.type == "cites-url" else link.target
    return (link.source.kind, link.source.slug), target


def _with_its_sentence(link: Link, told: Link | None) -> Link:
    return link if link.quote or told is None else msgspec.structs.replace(link, source=told.source, quote=told.quote)


def _order(link: Link) -> tuple[object, ...]:
    return (_RANK[link.type], *_key(link.source), *_key(link.target))


def _key(place: Place) -> tuple[str, str, float, str]:
    return place.kind, place.slug, place.seconds or 0.0, place.passage
