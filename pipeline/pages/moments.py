"""Quote a passage on another page: what it says, who says it, and the way to the very second."""

from msgspec import structs

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Mention, Passage, Theme
from pipeline.pages import wiki
from pipeline.pages.chips import Chip, chip
from pipeline.pages.quotes import LONG, SMALL, Quote, at, quotation
from pipeline.pages.shelf import End, Item, Shelf, path
from pipeline.pages.view import Shown
from pipeline.text import brief


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


def moment(
    shelf: Shelf, item: Item, passage: Passage, wanted: str | float = "", limit: int = LONG, by: str | None = None
) -> Moment:
    """Quote a passage; `wanted`, `limit` and `by` choose the words, as `quotation` says. A small one names no themes."""
    quoted = _quoted(shelf, item, passage, quotation(passage, wanted, limit, by))
    return structs.replace(quoted, others=()) if limit <= SMALL else quoted


def evidence(shelf: Shelf, item: Item, passage: Passage, mention: Mention, by: str | None = None) -> Moment:
    """Quote a passage for the sake of a theme: with its evidence, and with its other themes only."""
    quoted = moment(shelf, item, passage, mention.evidence.sentence, by=by)
    others = [one.theme for one in shelf.mentions(item, passage) if one.theme != mention.theme]
    return structs.replace(
        quoted,
        others=tuple(chip(shelf.themes[slug]) for slug in others[:3]),
        why=why(shelf.themes[mention.theme], mention),
    )


def far(shelf: Shelf, end: End, limit: int) -> Moment | None:
    """Quote what a link leads to; None where that is no passage."""
    passage = shelf.passage(end.there)
    if passage is None:
        return None
    return moment(shelf, shelf.items[end.there.kind, end.there.slug], passage, wanted_of(end, passage), limit)


def wanted_of(end: End, passage: Passage) -> str | float:
    """Return the sentence that makes a link, or the second that it leads to inside a passage; "" for the passage as such."""
    seconds = end.there.seconds
    if not end.is_source and end.link.quote:
        return end.link.quote
    return seconds if seconds is not None and at(passage, seconds) != f"#{passage.id}" else ""


def _quoted(shelf: Shelf, item: Item, passage: Passage, quote: Quote) -> Moment:
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
        others=tuple(chip(shelf.themes[mention.theme]) for mention in shelf.mentions(item, passage)[:3]),
        why=None,
    )
