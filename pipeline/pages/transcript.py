"""The transcript of an episode's page: a line for each turn, with the themes of its passage and the links beside it."""

from itertools import groupby

from pipeline.clock import clock
from pipeline.model import Episode, Passage, Turn
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

    `tags` are those of its passage; `opens` says that the passage begins here, so that they are told once.
    """

    id: str
    start: float
    end: float
    clock: str
    speaker: str
    who: str
    sentences: tuple[tuple[str, float | None], ...]
    tags: tuple[Tag, ...]
    opens: bool
    links: tuple[Card, ...]


def chapters(shelf: Shelf, episode: Episode) -> list[dict[str, object]]:
    """Return an episode's lines by chapter; without a title before the first, or where there is none."""
    links = _beside(shelf, episode)
    before: Turn | None = None
    out: list[dict[str, object]] = []
    for at, group in groupby(shelf.turns(episode), lambda one: chapter_of(episode.chapters, one[1])):
        chapter = episode.chapters[at] if at is not None else None
        title, start = (chapter.title, clock(chapter.start)) if chapter else ("", "")
        told = []
        for passage, turn in group:
            told.append(_line(shelf, episode, passage, turn, before, tuple(links.get(turn.id, ()))))
            before = turn
        out.append({"title": title, "clock": start, "id": f"chapter-{at}", "lines": told})
    return out


def _beside(shelf: Shelf, episode: Episode) -> dict[str, list[Card]]:
    """Return the cards by the line that they follow: the one that carries the link, or the last of a related passage."""
    ends = {passage.id: turn.id for passage, turn in shelf.turns(episode)}
    last = {turn.id: ends[passage.id] for passage, turn in shelf.turns(episode)}
    out: dict[str, list[Card]] = {}
    for card in cards(shelf, "episode", episode.slug):
        out.setdefault(last.get(card.here, "") if card.related else card.here, []).append(card)
    return out


def _line(shelf: Shelf, episode: Episode, passage: Passage, turn: Turn, before: Turn | None, links: tuple[Card, ...]) -> Line:
    who = shelf.named(turn.speaker)
    mentions = shelf.mentions(episode, passage)
    return Line(
        id=turn.id,
        start=turn.start or 0.0,
        end=turn.end or 0.0,
        clock=clock(turn.start or 0),
        speaker="" if before and before.speaker == turn.speaker else who,
        who=who,
        sentences=tuple((sentence.text, sentence.start) for sentence in turn.sentences) or ((passage.text, None),),
        tags=tuple(Tag(chip(shelf.themes[m.theme]), because(m, shelf.themes[m.theme])) for m in mentions),
        opens=turn.id == passage.id,
        links=links,
    )
