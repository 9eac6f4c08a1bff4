"""Where things stand on an episode's line of time, in per cent. Draws nothing itself."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from msgspec import Raw

from pipeline.clock import clock
from pipeline.model import Chapter, Episode, Passage, Theme, Turn
from pipeline.pages.chips import Chip, chip, shape
from pipeline.pages.outline import end, talk
from pipeline.pages.ribbon import Ribbon
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown

_JOIN = 0.015  # spans of a lane closer than this share of the episode are one: narrower gaps cannot be seen or hit
_ROOM_FOR_SHAPE = 3.2  # per cent of the ribbon's width below which a shape would not fit
_START, _END = "\x1e", "\x1f"  # separators of ASCII: no word of a language holds them
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
    pen = _Pen(shelf, total)
    lanes = tuple(lane for theme in shelf.themes.values() if (lane := _lane(pen, theme, carried, total)).html)
    return Weave(_ribbon(shelf, carried, total), lanes, ticks(shelf, episode, total))


def ribbon(shelf: Shelf, episode: Episode) -> Ribbon | Raw:
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
    tags, order = shelf.tagged(episode), {slug: at for at, slug in enumerate(shelf.themes)}
    themes = {passage: tuple(sorted({one.theme for one in some}, key=order.__getitem__)) for passage, some in tags.items()}
    return [(themes.get(passage.id, ()), passage) for passage in shelf.passages(episode)]


def _ribbon(shelf: Shelf, carried: Carried, total: float) -> Ribbon:
    runs = [(slugs, [passage for _, passage in run]) for slugs, run in groupby(carried, lambda one: one[0])]
    names = {slugs: escape(", ".join(shelf.themes[slug].name for slug in slugs)) for slugs in {slugs for slugs, _ in runs}}
    pen = _Pen(shelf, total)
    stretches = "".join([pen.stretch(slugs, names[slugs], run) for slugs, run in runs if slugs])
    seconds: dict[str, float] = {}
    for slugs, run in runs:
        length_of_run = talk(run)
        for slug in slugs:
            seconds[slug] = seconds.get(slug, 0.0) + length_of_run
    legend = tuple((chip(shelf.themes[slug]), clock(seconds[slug])) for slug in shelf.themes if slug in seconds)
    told = ", ".join(f"{theme.short} {seconds}" for theme, seconds in legend)
    label = escape(shelf.words.say("weave.over_time", themes=told))
    return Ribbon(f'<div class="pl-ribbon" role="img" aria-label="{label}">{stretches}</div>', legend)


def _lane(pen: "_Pen", theme: Theme, carried: Carried, total: float) -> Lane:
    carrying = [passage for slugs, passage in carried if theme.slug in slugs]
    runs: list[list[Passage]] = []
    for passage in carrying:
        if runs and (passage.start or 0) - (runs[-1][-1].end or 0) < total * _JOIN:
            runs[-1].append(passage)
        else:
            runs.append([passage])
    name = escape(chip(theme).short)
    return Lane(chip(theme), "".join([pen.span(name, run) for run in runs]), clock(talk(carrying)))


class _Pen:
    """Draws runs of passages over the `total` seconds of an episode in safe HTML: it has a hundred, and a template is slow."""

    def __init__(self, shelf: Shelf, total: float) -> None:
        self._shapes = {slug: shape(slug, chip(theme).letter) for slug, theme in shelf.themes.items()}
        self._total = total
        self._from_to = escape(shelf.words.say("weave.from_to", start=_START, end=_END))

    def stretch(self, slugs: tuple[str, ...], names: str, run: Sequence[Passage]) -> str:
        """Draw a run of passages with the same themes; a shape stands in it where there is room and only one."""
        left, width, title = self._place(run)
        inside = self._shapes[slugs[0]] if width > _ROOM_FOR_SHAPE and len(slugs) == 1 else ""
        themes = "".join([f'<i data-theme="{slug}">{inside}</i>' for slug in slugs])
        return f'<span style="left:{left}%;width:{width}%" title="{title}: {names}">{themes}</span>'

    def span(self, name: str, run: Sequence[Passage]) -> str:
        """Draw a run of passages on the lane of a theme."""
        left, width, title = self._place(run)
        said = f'<i></i><span class="vh">{name}, {title}</span>'
        return f'<a href="#{escape(run[0].id)}" style="left:{left}%;--wd:{width}" title="{title}">{said}</a>'

    def _place(self, run: Sequence[Passage]) -> tuple[float, float, str]:
        """Return where a run begins and how wide it is, in per cent, and from when to when it goes."""
        start, end = run[0].start or 0, run[-1].end or 0
        title = self._from_to.replace(_START, clock(start)).replace(_END, clock(end))
        return _share(start, self._total), _share(max(0, end - start), self._total), title


def _share(seconds: float, total: float) -> float:
    return round(min(100.0, 100 * seconds / total), 2)
