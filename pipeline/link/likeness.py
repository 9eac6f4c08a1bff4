"""Find what is only alike: related moments, guesses of what sparked an episode, and ways on from lonely pages."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.language import Words
from pipeline.link import Refused, related
from pipeline.link.index import Index
from pipeline.link.lines import Items
from pipeline.link.memory import packed
from pipeline.link.moments import Found, Moment, by_theme, moments
from pipeline.link.near import near
from pipeline.link.origins import guesses
from pipeline.model import Library, Link, Place


class Alike(NamedTuple):
    """Links to publish and links to ask about, the surest first."""

    published: tuple[Link, ...]
    suggested: tuple[Link, ...]
    memory: bytes


def find(
    library: Library, items: Items, rows: Index, written: Sequence[Link], last: bytes | None, refused: Refused, words: Words
) -> Alike:
    """Return what is alike in a library and was not `refused`.

    `written` are the links that need no guess, `last` is the memory of an earlier run.
    """
    near_ones = near(rows)
    every, cells = moments(rows, near_ones, last)
    found = _open(rows, every, refused)
    shown, asked = related.chosen(found)
    rows.fetch(row for moment in (*shown, *asked) for row in (moment.one, moment.two))
    sure = [related.link(library, items, rows, moment, words) for moment in shown]
    numbers = {key: at for at, key in enumerate(rows.keys)}
    leading = Counter(numbers[end] for link in (*written, *sure) for end in related.ends(link) if _between(link) and end in numbers)
    lonely = {at for at in numbers.values() if not leading[at]}
    alike, likest = by_theme(rows, near_ones, sorted(lonely - {at for pair in found for at in pair}), last)
    found |= _open(rows, alike, refused)
    nearest = related.ways_on(found, lonely, leading)
    rows.fetch(row for moment in nearest for row in (moment.one, moment.two))
    ways = [related.link(library, items, rows, one, words, nearest=True) for one in nearest]
    told = {(link.source, link.target) for link in (*sure, *ways)}
    unsure = [related.link(library, items, rows, moment, words) for moment in asked]
    waiting = [
        *guesses(items, rows, written, found, words, refused),
        *(link for link in unsure if (link.source, link.target) not in told),
    ]
    ordered = sorted(waiting, key=lambda link: (-link.score, link.type != "sparked", *related.ends(link)))
    return Alike((*sure, *ways), tuple(ordered), packed(rows, cells, likest))


def _open(rows: Index, found: Found, refused: Refused) -> dict[tuple[int, int], tuple[Moment, ...]]:
    """Leave out the moments that the host refused."""
    touched = {frozenset((one, two)) for (one, _), (two, _) in refused.pairs("related")}
    numbers = [pair for pair in found if frozenset("/".join(rows.keys[at]) for at in pair) in touched]
    rows.fetch(row for pair in numbers for moment in found[pair] for row in (moment.one, moment.two))
    left = {pair: tuple(one for one in found[pair] if not _refused(rows, one, refused)) for pair in numbers}
    return {pair: own for pair, moments_ in found.items() if (own := left.get(pair, moments_))}


def _refused(rows: Index, moment: Moment, refused: Refused) -> bool:
    one, two = (rows.stretch(row) for row in (moment.one, moment.two))
    return refused("related", Place(*one.item, one.passage), Place(*two.item, two.passage))


def _between(link: Link) -> bool:
    """Say whether a link leads from an item to an item."""
    return link.target.kind in ("episode", "issue")
