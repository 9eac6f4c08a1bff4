"""Find the links of a whole library by the readings of its items. Reads the text of few of them."""

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.language import Words
from pipeline.link import Found, Refused, likeness
from pipeline.link.addresses import own_pages, own_things, shared
from pipeline.link.guests import announced
from pipeline.link.index import index
from pipeline.link.lines import Items, Key, fold, items
from pipeline.link.marks import explicit, sparked
from pipeline.link.names import nameable, names, phrases, spellings, too_many
from pipeline.link.phrases import Phrases
from pipeline.link.reading import Reading
from pipeline.link.readings import Readings
from pipeline.link.recall import Recalled, packed, recalled
from pipeline.link.survey import Survey, survey
from pipeline.link.texts import Texts
from pipeline.link.titles import of_titles, titles
from pipeline.link.tokens import Hushed
from pipeline.link.vectors import Vectors, carried
from pipeline.link.words import people
from pipeline.model import Library, Link, Place

_unpack = msgspec.msgpack.Decoder(Reading).decode
_RANK = {"sparked": 0, "announces": 1, "mentions": 2, "cites-url": 3, "related": 4}


def find(
    library: Library,
    boilerplate: float,
    read: Mapping[str, bytes],
    vectors: Vectors,
    last: bytes | None,
    refused: Refused,
    words: Words,
    of: Mapping[str, str],
) -> tuple[Found, bytes]:
    """Return all links, and a memory; what `combine` is given is asked for those items only that are looked at."""
    known = items(library)
    readings = {key: _unpack(read.get("/".join(key), b"")) for key in known}
    recall, alike_before = recalled(last, of)
    texts, every = Texts(library, known, recall), Readings(readings)
    themes = carried(every, library, {key: one.themes for key, one in recall.items()})
    sought = Phrases([*of_titles(known), *phrases(spellings(nameable(library)))])
    seen = survey(known, every, texts, sought)
    every_one = _written(library, known, readings, seen, boilerplate, refused, words)
    written = [link for link in every_one if not refused(link.type, link.source, link.target)]
    hushed = Hushed(seen.repeated, people(library), _named(known, written))
    rows = index(library, known, every, texts, hushed, vectors, themes)
    published = _one_a_pair(written)
    alike = likeness.find(library, known, rows, published, alike_before, refused, words)
    found = Found(tuple(sorted((*published, *alike.published), key=_order)), alike.suggested)
    return found, packed(_asked(every, texts, themes, of), alike.memory)


def _asked(every: Readings, texts: Texts, themes: NDArray[np.float32], of: Mapping[str, str]) -> dict[str, Recalled]:
    """Return what the next run need not read again, of the items of which it is known what they are made of."""
    rows = zip(every.keys, every.passages[:-1], every.passages[1:], strict=True)
    own = {key: themes[begin:end].astype("<f4").tobytes() for key, begin, end in rows if "/".join(key) in of}
    return {
        "/".join(key): msgspec.structs.replace(texts.asked(key), of=of["/".join(key)], themes=data) for key, data in own.items()
    }


def _written(
    library: Library,
    items: Items,
    readings: Mapping[Key, Reading],
    read: Survey,
    boilerplate: float,
    refused: Refused,
    words: Words,
) -> list[Link]:
    cited = [one for key in items for one in readings[key].cited]
    naming = list(names(library, items, read, own_things(library, cited), boilerplate, words, refused))
    return [
        *sparked(items, words),
        *explicit(library, items, read.lines, words),
        *own_pages(library, items, cited, words),
        *titles(items, read.telling(), words, too_many(items, boilerplate)),
        *shared(items, cited, read.repeated, words),
        *announced(library, items, naming, words),
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
