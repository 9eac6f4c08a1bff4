"""The transcript of an episode's page: a line for each turn, with the themes of its passage. Knows no other item."""

from html import escape
from itertools import groupby

from pipeline.clock import clock
from pipeline.model import Episode, Passage, Sentence, Turn
from pipeline.pages.chips import Chip, chip
from pipeline.pages.crosslinks import Card, cards
from pipeline.pages.moments import because
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown
from pipeline.pages.weave import chapter_of


class Tag(Shown, frozen=True):
    """A theme in the margin of a passage, and why it is there."""

    theme: Chip
    because: str


class Line(Shown, frozen=True):
    """A turn of the transcript. `speaker` is empty where it has not changed, or where nobody knows.

    `said` is safe HTML: a span for each sentence, with its second; an hour of talk has a thousand, which a template would
    take its time for. `themes` are the slugs of its passage and `because` why; `tags` say so where the passage `opens`.
    """

    id: str
    start: float
    end: float
    clock: str
    speaker: str
    who: str
    said: str
    themes: tuple[str, ...]
    because: str
    tags: tuple[Tag, ...]
    opens: bool


class Part(Shown, frozen=True):
    """The lines of a chapter; without a title before the first, or where there is none."""

    title: str
    clock: str
    id: str
    lines: tuple[Line, ...]


def parts(shelf: Shelf, episode: Episode) -> tuple[Part, ...]:
    """Return an episode's lines by chapter."""
    before: Turn | None = None
    out: list[Part] = []
    for at, group in groupby(shelf.turns(episode), lambda one: chapter_of(episode.chapters, one[1])):
        chapter = episode.chapters[at] if at is not None else None
        title, start = (chapter.title, clock(chapter.start)) if chapter else ("", "")
        told: list[Line] = []
        for passage, turn in group:
            told.append(_line(shelf, episode, passage, turn, before))
            before = turn
        out.append(Part(title, start, f"chapter-{at}", tuple(told)))
    return tuple(out)


def beside(shelf: Shelf, episode: Episode) -> dict[str, list[Card]]:
    """Return the cards by the line that they follow: the one that carries the link, or the last of a related passage."""
    ends = {passage.id: turn.id for passage, turn in shelf.turns(episode)}
    last = {turn.id: ends[passage.id] for passage, turn in shelf.turns(episode)}
    out: dict[str, list[Card]] = {}
    for card in cards(shelf, "episode", episode.slug):
        out.setdefault(last.get(card.here, "") if card.related else card.here, []).append(card)
    return out


def _line(shelf: Shelf, episode: Episode, passage: Passage, turn: Turn, before: Turn | None) -> Line:
    who, opens = shelf.named(turn.speaker), turn.id == passage.id
    mentions = shelf.mentions(episode, passage)
    tags = tuple(Tag(chip(shelf.themes[one.theme]), because(one, shelf.themes[one.theme])) for one in mentions)
    return Line(
        id=turn.id,
        start=turn.start or 0.0,
        end=turn.end or 0.0,
        clock=clock(turn.start or 0),
        speaker="" if before and before.speaker == turn.speaker else who,
        who=who,
        said=" ".join(_span(sentence) for sentence in turn.sentences),
        themes=tuple(one.theme for one in mentions),
        because="; ".join(tag.because for tag in tags),
        tags=tags if opens else (),
        opens=opens,
    )


def _span(sentence: Sentence) -> str:
    at = "" if sentence.start is None else f' data-s="{sentence.start}"'
    return f"<span{at}>{escape(sentence.text)}</span>"
