"""Quote a passage on another page: what it says, who says it, and the way to the very second."""

import math
from collections.abc import Iterable

from msgspec import structs

from pipeline.clock import clock
from pipeline.model import Episode, Mention, Passage, Sentence, Theme
from pipeline.pages.chips import Chip, chip
from pipeline.pages.shelf import Item, Shelf, path
from pipeline.pages.view import Shown
from pipeline.pages.words import brief, day

LONG = 320  # characters: about five lines of a card; a longer passage is quoted by the sentence that matters
SMALL = 170  # characters of a quote in a narrow column
_SHORT = 90  # a quote shorter than this says little alone, so that the sentence after it comes along


class Why(Shown, frozen=True):
    """Why a passage carries a theme, in its own words."""

    theme: Chip
    sentence: str
    words: tuple[str, ...]


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
    return Why(chip(theme), mention.evidence.sentence, words)


def because(mention: Mention, theme: Theme) -> str:
    """Say in one line why a passage carries a theme: the words that matched, or else the sentence."""
    words = ", ".join(f"“{word}”" for word in dict.fromkeys(mention.evidence.words) if word.strip())
    reason = words or (f"“{brief(mention.evidence.sentence, 120)}”" if mention.evidence.sentence else "")
    return f"{theme.name}, because of {reason}" if reason else theme.name


def moment(shelf: Shelf, item: Item, passage: Passage, sentence: str = "", limit: int = LONG) -> Moment:
    """Quote a passage; `sentence` is the part of it that matters where it is longer than `limit`."""
    quote, start = quotation(passage, sentence, limit)
    speech = isinstance(item, Episode)
    person = shelf.person(passage.speaker)
    return Moment(
        kind="show" if speech else "letter",
        quote=quote,
        play=path(item) + at(passage, start) if speech else "",
        href=f"{path(item)}#{passage.id}",
        title=item.title,
        date=item.date,
        day=day(item.date),
        clock=clock(start) if speech else "",
        speaker=shelf.named(passage.speaker),
        person=f"people/{person.slug}/" if person else "",
        others=tuple(chip(shelf.themes[mention.theme]) for mention in shelf.mentions(item, passage)[:3]),
        why=None,
    )


def evidence(shelf: Shelf, item: Item, passage: Passage, mention: Mention) -> Moment:
    """Quote a passage for the sake of a theme: with its evidence, and with its other themes only."""
    quoted = moment(shelf, item, passage, mention.evidence.sentence)
    others = [one.theme for one in shelf.mentions(item, passage) if one.theme != mention.theme]
    return structs.replace(
        quoted,
        others=tuple(chip(shelf.themes[slug]) for slug in others[:3]),
        why=why(shelf.themes[mention.theme], mention),
    )


def quotation(passage: Passage, wanted: str = "", limit: int = LONG) -> tuple[str, float]:
    """Return what to quote of a passage and the second where it begins.

    A passage within `limit` is quoted whole; a longer one from the sentence that is wanted, or else from its first.
    """
    start = passage.start or 0.0
    if len(passage.text) <= limit:
        return passage.text, start
    first = next((n for n, sentence in enumerate(passage.sentences) if _same(sentence, wanted)), None)
    if wanted and first is None:
        return brief(wanted, limit), start
    rest = passage.sentences[first or 0 :]
    quote = _opening(sentence.text for sentence in rest)
    return brief(quote or passage.text, limit), rest[0].start or start if rest else start


def at(passage: Passage, seconds: float) -> str:
    """Return the fragment that plays a passage from a second; its own anchor where that is its beginning."""
    if abs(seconds - (passage.start or 0)) < 0.1:
        return f"#{passage.id}"
    return f"#t={math.floor(seconds * 10) / 10:g}"


def _same(sentence: Sentence, wanted: str) -> bool:
    return bool(wanted) and (wanted in sentence.text or sentence.text in wanted)


def _opening(sentences: Iterable[str]) -> str:
    quote = ""
    for sentence in sentences:
        if len(quote) >= _SHORT:
            break
        quote = f"{quote} {sentence}".strip()
    return quote
