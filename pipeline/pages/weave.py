"""Where things stand on an episode's line of time, in per cent. Draws nothing itself."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Chapter, Episode, Passage, Turn
from pipeline.pages.chips import Chip, chip, shape
from pipeline.pages.outline import end, talk
from pipeline.pages.ribbon import Ribbon
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown

_JOIN = 0.015  # spans of a lane closer than this share of the episode are one: narrower gaps cannot be seen or hit
_ROOM_FOR_SHAPE = 3.2  # per cent of the ribbon's width below which a shape would not fit
_CHAPTER_SLACK = 1.0  # seconds: a paragraph may begin a breath before the chapter that it opens


Carried = list[tuple[tuple[str, ...], Passage]]  # each passage with its themes, in the show's order of themes


class Lane(Shown, frozen=True):
    """One theme's row under the player: its stretches in safe HTML, each a link to its first line, and how long they are."""

    theme: Chip
    html: str
    talk: str


class Tick(Shown, frozen=True):
    """A chapter over the lanes; `anchor` is its first line."""

    left: float
    width: float
    anchor: str
    title: str


class Weave(Shown, frozen=True):
    """Everything that is drawn over an episode's time."""

    ribbon: Ribbon
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


def length(episode: Episode, last: float) -> float:
    """Return the episode's seconds, those of its last words where the audio did not say; never zero."""
    return episode.duration or last or 1.0


def weave(shelf: Shelf, episode: Episode) -> Weave:
    """Lay an episode's themes and chapters out over its time."""
    total = length(episode, end(shelf.passages(episode)))
    carried = _carried(shelf, episode)
    lanes = tuple(lane for slug in shelf.themes if (lane := _lane(shelf, slug, carried, total)).html)
    return Weave(_ribbon(shelf, carried, total), lanes, ticks(shelf, episode, total))


def ribbon(shelf: Shelf, episode: Episode) -> Ribbon:
    """Return the ribbon of an episode: its themes as runs of passages with the same set of them."""
    drawn = shelf.ribbons.get(f"episode/{episode.slug}")
    return drawn or _ribbon(shelf, _carried(shelf, episode), length(episode, end(shelf.passages(episode))))


def ticks(shelf: Shelf, episode: Episode, total: float) -> tuple[Tick, ...]:
    """Place an episode's chapters over the lanes."""
    chapters = episode.chapters
    ends = [*(chapter.start for chapter in chapters), total][1:]
    turns = reversed(shelf.turns(episode)) if chapters else ()
    firsts = {at: turn.id for _, turn in turns if (at := chapter_of(chapters, turn)) is not None}
    return tuple(
        Tick(
            _share(chapter.start, total),
            _share(max(0, end - chapter.start), total),
            firsts.get(at, f"t={chapter.start:g}"),
            chapter.title,
        )
        for at, (chapter, end) in enumerate(zip(chapters, ends, strict=True))
    )


def chapter_of(chapters: Sequence[Chapter], turn: Turn) -> int | None:
    """Return the index of the chapter that a turn belongs to; None before the first."""
    started = [at for at, chapter in enumerate(chapters) if chapter.start <= (turn.start or 0) + _CHAPTER_SLACK]
    return started[-1] if started else None


def _carried(shelf: Shelf, episode: Episode) -> Carried:
    out = []
    for passage in shelf.passages(episode):
        slugs = {mention.theme for mention in shelf.mentions(episode, passage)}
        out.append((tuple(slug for slug in shelf.themes if slug in slugs) if slugs else (), passage))
    return out


def _ribbon(shelf: Shelf, carried: Carried, total: float) -> Ribbon:
    runs = [(slugs, [passage for _, passage in run]) for slugs, run in groupby(carried, lambda one: one[0])]
    names = {slugs: escape(", ".join(shelf.themes[slug].name for slug in slugs)) for slugs, _ in runs}
    stretches = "".join(_stretch(shelf, slugs, names[slugs], run, total) for slugs, run in runs if slugs)
    seconds: dict[str, float] = {}
    for slugs, run in runs:
        length_of_run = talk(run)
        for slug in slugs:
            seconds[slug] = seconds.get(slug, 0.0) + length_of_run
    legend = tuple((chip(shelf.themes[slug]), clock(seconds[slug])) for slug in shelf.themes if slug in seconds)
    told = ", ".join(f"{theme.short} {seconds}" for theme, seconds in legend)
    label = escape(shelf.words.say("weave.over_time", themes=told))
    return Ribbon(f'<div class="pl-ribbon" role="img" aria-label="{label}">{stretches}</div>', legend)


def _stretch(shelf: Shelf, slugs: tuple[str, ...], names: str, run: Sequence[Passage], total: float) -> str:
    """Draw a run of passages with the same themes; a shape stands in it where there is room and only one."""
    start, end = run[0].start or 0, run[-1].end or 0
    width = _share(max(0, end - start), total)
    roomy = width > _ROOM_FOR_SHAPE and len(slugs) == 1
    inside = shape(slugs[0], chip(shelf.themes[slugs[0]]).letter) if roomy else ""
    themes = "".join(f'<i data-theme="{slug}">{inside}</i>' for slug in slugs)
    title = f"{escape(_from_to(shelf.words, start, end))}: {names}"
    return f'<span style="left:{_share(start, total)}%;width:{width}%" title="{title}">{themes}</span>'


def _lane(shelf: Shelf, slug: str, carried: Carried, total: float) -> Lane:
    carrying = [passage for slugs, passage in carried if slug in slugs]
    runs: list[list[Passage]] = []
    for passage in carrying:
        if runs and (passage.start or 0) - (runs[-1][-1].end or 0) < total * _JOIN:
            runs[-1].append(passage)
        else:
            runs.append([passage])
    theme = chip(shelf.themes[slug])
    spans = "".join(_span(shelf.words, escape(theme.short), run, total) for run in runs)
    return Lane(theme, spans, clock(talk(carrying)))


def _span(say: Words, name: str, run: Sequence[Passage], total: float) -> str:
    """Draw a run of passages on its lane: an episode has a hundred, for which a template takes five times as long."""
    start, end = run[0].start or 0, run[-1].end or 0
    place = f"left:{_share(start, total)}%;--wd:{_share(max(0, end - start), total)}"
    title = escape(_from_to(say, start, end))
    said = f'<i></i><span class="vh">{name}, {title}</span>'
    return f'<a href="#{escape(run[0].id)}" style="{place}" title="{title}">{said}</a>'


def _from_to(say: Words, start: float, end: float) -> str:
    return say.say("weave.from_to", start=clock(start), end=clock(end))


def _share(seconds: float, total: float) -> float:
    return round(min(100.0, 100 * seconds / total), 2)
