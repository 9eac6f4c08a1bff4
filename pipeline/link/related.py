"""Choose which related moments are shown, which wait for the host, and what leads on from a page that nothing leads from.

Ranking is mutual: two items count as related when each is among the nearest of the other, and each has only so many
places. So a long or general page cannot collect all links.
"""

import math
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.link.index import Index
from pipeline.link.lines import Items, Key
from pipeline.link.moments import Moment
from pipeline.link.wording import capital, sharing
from pipeline.model import Library, Link, Place

SURE = 8.0  # nats; in the labelled shows the surest wrong one has 7.7
SURE_WORDS = (3, 2)  # shared words, and those of them that are no names
UNSURE = 4.3  # nats; there, half of those that are asked about are right
UNSURE_WORDS = 2
AMONG = 5  # nearest items of each other
AT_MOST = 3  # links of one item, shown; and as many waiting
_BUSY = 0.1  # nats that each link of a page makes it less fit to be another's only way on
_WORDS_TOLD = 3
_THEMES_TOLD = 2
_SLOPE = 4.0
_THEME = 20.0  # hundredths of strength from which both passages may be said to carry a theme

Found = Mapping[tuple[int, int], tuple[Moment, ...]]


def sure(moment: Moment) -> bool:
    """Say whether a moment may be shown unasked."""
    return moment.nats >= SURE and len(moment.words) >= SURE_WORDS[0] and moment.common >= SURE_WORDS[1]


def chosen(found: Found) -> tuple[list[Moment], list[Moment]]:
    """Return the moments to show and those to ask about, the best first."""
    near = _nearest(found)
    pairs = [pair for pair in found if pair[1] in near[pair[0]] and pair[0] in near[pair[1]]]
    moments = sorted(((moment, pair) for pair in pairs for moment in found[pair]), key=lambda one: (-one[0].nats, one[1]))
    shown: list[Moment] = []
    asked: list[Moment] = []
    places: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    for moment, pair in moments:
        certain = sure(moment)
        if not certain and (moment.nats < UNSURE or len(moment.words) < UNSURE_WORDS):
            continue
        if all(places[certain][item] < AT_MOST for item in pair):
            places[certain].update(pair)
            (shown if certain else asked).append(moment)
    return shown, asked


def ways_on(found: Found, lonely: Collection[int], leading: Mapping[int, int]) -> list[Moment]:
    """Return the best moment of each item that no link leads from or to; `leading` counts the links of each item.

    The surest come first. Each way on that an item already gives makes it less near to the next lonely one.
    """
    options: dict[int, list[tuple[float, int]]] = {}
    for pair, moments in found.items():
        for item in pair:
            if item in lonely:
                options.setdefault(item, []).append((moments[0].nats, -_other(pair, item)))
    given: Counter[int] = Counter()
    chosen: dict[tuple[int, int], Moment] = {}
    led: set[int] = set()
    for item in sorted(options, key=lambda item: (-max(options[item])[0], item)):
        if item not in led:
            _, away = max((nats - given[-away] - _BUSY * leading.get(-away, 0), away) for nats, away in options[item])
            given[-away] += 1
            pair = (min(item, -away), max(item, -away))
            chosen[pair] = found[pair][0]
            led |= {*pair}
    return _needed(chosen, lonely)


def _needed(chosen: Mapping[tuple[int, int], Moment], lonely: Collection[int]) -> list[Moment]:
    """Leave out the ways on without which no page would be alone, the least sure first."""
    ways = Counter(item for pair in chosen for item in pair)
    kept = []
    for pair, moment in sorted(chosen.items(), key=lambda one: (one[1].nats, one[0])):
        if all(ways[item] > 1 for item in pair if item in lonely):
            ways.subtract(pair)
        else:
            kept.append(moment)
    return kept[::-1]


def link(library: Library, items: Items, index: Index, moment: Moment, words: Words, *, nearest: bool = False) -> Link:
    """Return the link of a moment, from the newer item to the older, each end at the sentence that says most."""
    dated = sorted((items[key].date, key, row) for row in (moment.one, moment.two) for key in [index.keys[index.item(row)]])
    (older, _, _), (newer, quote, near) = (_place(index, row, moment.words) for *_, row in dated)
    themes = _themes(library, index, moment)
    shared = sharing(words, themes, _spoken(index, dated[1][2], near, moment.words))
    reason = words.say(f"reason.nearest_{_kind(newer)}", shared=shared) if nearest else f"{capital(shared)}."
    echo = capital(_echo(words, shared, dated[1][0], newer))
    return Link("related", newer, older, reason, echo, quote, score(moment.nats))


def score(nats: float) -> float:
    """Return nats as a score below 1 that orders; .5 is just sure."""
    return min(0.999, max(0.001, round(1 / (1 + math.exp((SURE - nats) / _SLOPE)), 3)))


def _nearest(found: Found) -> dict[int, set[int]]:
    near: dict[int, list[tuple[float, int]]] = {}
    for (one, two), moments in found.items():
        near.setdefault(one, []).append((-moments[0].nats, two))
        near.setdefault(two, []).append((-moments[0].nats, one))
    return {item: {other for _, other in sorted(others)[:AMONG]} for item, others in near.items()}


def _other(pair: tuple[int, int], item: int) -> int:
    return pair[1] if pair[0] == item else pair[0]


def _place(index: Index, row: int, words: Collection[int]) -> tuple[Place, str, frozenset[int]]:
    """Return the place and the text of the sentence that has most of the shared words, the first among equals, and its words."""
    stretch, worth = index.stretch(row), index.worth(row, words)
    at = worth.index(max(worth))
    best, line = stretch.sentences[at], index.lines(row)[at : at + 1]
    return Place(*stretch.item, stretch.passage, best.start), best.text, frozenset(index.spoken(line).tolist())


def _spoken(index: Index, row: int, near: Container[int], words: Sequence[int]) -> list[str]:
    """Return the shared words that say most, as the source writes them; those `near` before others."""
    ordered = sorted(words, key=lambda word: word not in near)
    written = index.held(index.item(row), [index.stretch(row)], ordered[:_WORDS_TOLD])
    return _told(index, written, ordered)


def _themes(library: Library, index: Index, moment: Moment) -> list[str]:
    """Return the names of the themes that both passages carry, the strongest first."""
    one, two = (index.themes[index.passage[row]].tolist() for row in (moment.one, moment.two))
    both = zip((min(pair) for pair in zip(one, two, strict=True)), library.themes, strict=True)
    ordered = sorted((pair for pair in both if pair[0] >= _THEME), key=lambda pair: -pair[0])
    return [theme.short or theme.name for _, theme in ordered[:_THEMES_TOLD]]


def link_words(index: Index, item: int, words: Sequence[int]) -> list[str]:
    """Return the words that say most, as an item writes them."""
    own = index.span(item)
    stretches = [index.stretch(row) for row in range(own.start, own.stop)]
    return _told(index, index.held(item, stretches, words[:_WORDS_TOLD]), words)


def _told(index: Index, written: Mapping[int, str], words: Sequence[int]) -> list[str]:
    """Return the first of some words in the order in which they are written: which says most changes with every item."""
    told = frozenset([word for word in words if word in written][:_WORDS_TOLD])
    return [text if index.proper[word] else text.lower() for word, text in written.items() if word in told]


def _kind(place: Place) -> str:
    return "episode" if place.kind == "episode" else "letter"


def _echo(words: Words, shared: str, date: str, place: Place) -> str:
    told = {"shared": shared, "day": words.day(date)}
    if place.kind == "episode" and place.seconds is not None:
        return words.say("reason.in_episode_at", **told, clock=clock(place.seconds))
    return words.say(f"reason.in_{_kind(place)}", **told)


def ends(link: Link) -> tuple[Key, Key]:
    """Return the items of a link."""
    return (link.source.kind, link.source.slug), (link.target.kind, link.target.slug)
