"""Quote a passage on another page: what it says, who says it, and the way to the very second."""

from collections.abc import Iterable
from itertools import islice

from msgspec import structs

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Mention, Passage, Place, Theme
from pipeline.pages import wiki
from pipeline.pages.chips import Chip, chip
from pipeline.pages.excerpts import Excerpt
from pipeline.pages.quotes import LONG, SMALL, Quote, at, quotation
from pipeline.pages.shelf import End, Item, Shelf, kind, path
from pipeline.pages.view import Shown
from pipeline.text import brief

_OTHERS = 3  # themes beside a quotation


class Why(Shown, frozen=True):
    """Why a passage carries a theme, in its own words; `examples` are how the passages begin that it is most like."""

    theme: Chip
    sentence: str
    words: tuple[str, ...]
    examples: tuple[str, ...]


class Moment(Shown, frozen=True):
    """A quotation with its source. `play` and `href` are addresses below the root; `play` is empty in a letter."""

    kind: str
    quote: str
    play: str
    href: str
    title: str
    date: str
    day: str
    clock: str
    speaker: str
    person: str
    others: tuple[Chip, ...]
    why: Why | None


def why(theme: Theme, mention: Mention) -> Why:
    """Say why a passage carries a theme."""
    words = tuple(dict.fromkeys(word for word in mention.evidence.words if word.strip()))
    return Why(chip(theme), mention.evidence.sentence, words, mention.evidence.examples)


def because(mention: Mention, theme: Theme, say: Words) -> str:
    """Say in one line why a passage carries a theme: the words that matched, or else the sentence."""
    words = ", ".join(say.quoted(word) for word in dict.fromkeys(mention.evidence.words) if word.strip())
    reason = words or (say.quoted(brief(mention.evidence.sentence, 120)) if mention.evidence.sentence else "")
    return say.say("theme.because", theme=theme.name, reason=reason) if reason else theme.name


def moment(shelf: Shelf, item: Item, one: Excerpt, wanted: str | float = "", limit: int = LONG) -> Moment:
    """Quote a passage; `wanted` and `limit` choose the words, as `quotation` says. A small one names no themes."""
    quoted = told(shelf, item, quotation(one.passage, wanted, limit))
    return quoted if limit <= SMALL else structs.replace(quoted, others=_chips(shelf, one.mentions))


def evidence(shelf: Shelf, item: Item, anchor: str, theme: Theme, by: str | None = None) -> Moment:
    """Quote a passage for the sake of a theme that it carries: with its evidence, and with its other themes only."""
    one, mention = carrying(shelf, item, anchor, theme.slug)
    quoted = told(shelf, item, quotation(one.passage, mention.evidence.sentence, by=by))
    others = _chips(shelf, (other for other in one.mentions if other is not mention))
    return structs.replace(quoted, others=others, why=why(theme, mention))


def carrying(shelf: Shelf, item: Item, anchor: str, theme: str) -> tuple[Excerpt, Mention]:
    """Return the passage that an outline names at a theme, and why it stands there.

    Raises:
        ValueError: the outline is not of these passages.
    """
    found = shelf.excerpt(Place(kind(item), item.slug, anchor))
    for mention in found.mentions if found else ():
        if found and mention.theme == theme:
            return found, mention
    raise ValueError(f"{path(item)} has no passage {anchor} on {theme}")


def far(shelf: Shelf, end: End, limit: int) -> Moment | None:
    """Quote what a link leads to; None where that is no passage."""
    found = shelf.excerpt(end.there)
    if found is None:
        return None
    return moment(shelf, shelf.items[end.there.kind, end.there.slug], found, wanted_of(end, found.passage), limit)


def wanted_of(end: End, passage: Passage) -> str | float:
    """Return the sentence that makes a link, or the second that it leads to inside a passage; "" for the passage as such."""
    seconds = end.there.seconds
    if not end.is_source and end.link.quote:
        return end.link.quote
    return seconds if seconds is not None and at(passage, seconds) != f"#{passage.id}" else ""


def told(shelf: Shelf, item: Item, quote: Quote) -> Moment:
    """Show a quotation of an item, without themes."""
    speech = isinstance(item, Episode)
    start = quote.start or 0.0
    person = shelf.person(quote.speaker)
    return Moment(
        kind="show" if speech else "letter",
        quote=wiki.plain(quote.text, shelf.places, shelf.words),
        play=path(item) + at(quote.line, start) if speech else "",
        href=f"{path(item)}#{quote.line.id}",
        title=item.title,
        date=item.date,
        day=shelf.words.day(item.date),
        clock=clock(start) if speech else "",
        speaker=shelf.named(quote.speaker),
        person=f"people/{person.slug}/" if person else "",
        others=(),
        why=None,
    )


def _chips(shelf: Shelf, mentions: Iterable[Mention]) -> tuple[Chip, ...]:
    return tuple(chip(shelf.themes[one.theme]) for one in islice(mentions, _OTHERS))
