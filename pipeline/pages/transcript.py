"""The transcript of an episode's page in HTML: a line for each turn, with the themes of its passage. Knows no other item."""

from html import escape
from itertools import groupby
from typing import NamedTuple

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Passage, Sentence, Turn
from pipeline.pages.chips import Chip, chip, shape
from pipeline.pages.crosslinks import Card, cards
from pipeline.pages.moments import because
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown
from pipeline.pages.weave import Weave, chapter_of, weave


class Tag(Shown, frozen=True):
    """A theme in the margin of a passage, and why it is there."""

    theme: Chip
    because: str


class _Margin(NamedTuple):
    """What stands beside the lines of a passage: its themes, why, and in HTML the tags with which it opens."""

    themes: str
    first: str
    tags: str


class Line(Shown, frozen=True):
    """A turn of the transcript as safe HTML, by its anchor.

    It holds a span for each sentence, with its second. An hour of talk has some two hundred lines: a template takes five times
    as long for them.
    """

    id: str
    html: str


class Part(Shown, frozen=True):
    """The lines of a chapter; without a title before the first, or where there is none."""

    title: str
    clock: str
    id: str
    lines: tuple[Line, ...]


class Told(Shown, frozen=True):
    """All of an episode's page that takes room and depends on no other item: its lines, and what is drawn over its time."""

    parts: tuple[Part, ...]
    weave: Weave


def told(shelf: Shelf, episode: Episode) -> Told:
    """Return what an episode's page shows of nothing but itself."""
    return Told(parts(shelf, episode), weave(shelf, episode))


def parts(shelf: Shelf, episode: Episode) -> tuple[Part, ...]:
    """Return an episode's lines by chapter."""
    before: Turn | None = None
    margins = {passage.id: _margin(shelf, episode, passage) for passage in shelf.passages(episode)}
    out: list[Part] = []
    for at, group in groupby(shelf.turns(episode), lambda one: chapter_of(episode.chapters, one[1])):
        chapter = episode.chapters[at] if at is not None else None
        title, start = (chapter.title, clock(chapter.start)) if chapter else ("", "")
        lines: list[Line] = []
        for passage, turn in group:
            lines.append(_line(shelf, margins[passage.id], turn, before, opens=turn.id == passage.id))
            before = turn
        out.append(Part(title, start, f"chapter-{at}", tuple(lines)))
    return tuple(out)


def beside(shelf: Shelf, episode: Episode) -> dict[str, list[Card]]:
    """Return the cards by the line that they follow: the one that carries the link, or the last of a related passage."""
    ends = {passage.id: turn.id for passage, turn in shelf.turns(episode)}
    last = {turn.id: ends[passage.id] for passage, turn in shelf.turns(episode)}
    out: dict[str, list[Card]] = {}
    for card in cards(shelf, "episode", episode.slug):
        out.setdefault(last.get(card.here, "") if card.related else card.here, []).append(card)
    return out


def _margin(shelf: Shelf, episode: Episode, passage: Passage) -> _Margin:
    mentions = shelf.mentions(episode, passage)
    tags = [Tag(chip(shelf.themes[one.theme]), because(one, shelf.themes[one.theme], shelf.words)) for one in mentions]
    first = f' data-theme="{tags[0].theme.slug}" title="{escape("; ".join(tag.because for tag in tags))}"' if tags else ""
    return _Margin(" ".join(tag.theme.slug for tag in tags), first, "".join(_tag(shelf.words, tag) for tag in tags))


def _tag(say: Words, tag: Tag) -> str:
    because = escape(tag.because)
    hidden = f'<span class="vh">{escape(say.say("episode.theme"))} {because}</span>'
    return f'<span data-theme="{tag.theme.slug}" title="{because}">{shape(tag.theme.slug, tag.theme.letter)}{hidden}</span>'


def _line(shelf: Shelf, margin: _Margin, turn: Turn, before: Turn | None, *, opens: bool) -> Line:
    """Return a turn; its speaker is named where another one spoke before, its themes where their passage begins."""
    who, at, anchor = escape(shelf.named(turn.speaker)), clock(turn.start or 0), escape(turn.id)
    speaker = "" if before and before.speaker == turn.speaker else who
    play, said = escape(shelf.words.say("episode.play_from", clock=at)), " ".join(_span(one) for one in turn.sentences)
    named = f'<span class="pl-line__s">{speaker}</span>' if speaker else ""
    tags = margin.tags if opens else ""
    return Line(
        turn.id,
        f'<div class="pl-line{" pl-line--sp" if speaker else ""}" id="{anchor}" data-s="{turn.start or 0.0}"'
        f' data-e="{turn.end or 0.0}" data-who="{who}" data-th="{margin.themes}">'
        f'<a class="pl-line__t tn" href="#{anchor}" aria-label="{play}">{at}</a>'
        f'<div class="pl-line__b">{named}<p>{said}</p></div>'
        f'<div class="pl-line__m{" first" if tags else ""}"{margin.first}>{tags}</div></div>',
    )


def _span(sentence: Sentence) -> str:
    at = "" if sentence.start is None else f' data-s="{sentence.start}"'
    return f"<span{at}>{escape(sentence.text)}</span>"
