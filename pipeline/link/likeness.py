"""Find what is only alike: related moments, guesses of what sparked an episode, and ways on from lonely pages."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.link import related
from pipeline.link.index import Vectors, index
from pipeline.link.lines import Items
from pipeline.link.moments import by_theme, moments
from pipeline.link.origins import guesses
from pipeline.link.stretches import Reader
from pipeline.model import Library, Link


class Alike(NamedTuple):
    """Links to publish and links to ask about, the surest first."""

    published: tuple[Link, ...]
    suggested: tuple[Link, ...]


def find(library: Library, items: Items, reader: Reader, written: Sequence[Link], vectors: Vectors) -> Alike:
    """Return what is alike in a library; `written` are the links that need no guess."""
    rows = index(library, items, reader, vectors)
    found = moments(rows)
    shown, asked = related.chosen(found)
    sure = [related.link(library, items, rows, moment) for moment in shown]
    numbers = {key: at for at, key in enumerate(rows.keys)}
    leading = Counter(numbers[end] for link in (*written, *sure) for end in related.ends(link) if _between(link) and end in numbers)
    lonely = {at for at in numbers.values() if not leading[at]}
    found |= by_theme(rows, sorted(lonely - {at for pair in found for at in pair}))
    ways = [related.link(library, items, rows, one, nearest=True) for one in related.ways_on(found, lonely, leading)]
    told = {(link.source, link.target) for link in (*sure, *ways)}
    unsure = [related.link(library, items, rows, moment) for moment in asked]
    waiting = [*guesses(items, rows, written, found), *(link for link in unsure if (link.source, link.target) not in told)]
    return Alike(
        (*sure, *ways), tuple(sorted(waiting, key=lambda link: (-link.score, link.type != "sparked", *related.ends(link))))
    )


def _between(link: Link) -> bool:
    """Say whether a link leads from an item to an item."""
    return link.target.kind in ("episode", "issue")
