"""The transcript of an episode's page in HTML: a line for each turn, with the themes of its passage. Knows no other item."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from pipeline.clock import clock
from pipeline.model import Episode, Passage, Sentence, Turn
from pipeline.pages.chips import chip, shape
from pipeline.pages.crosslinks import Card
from pipeline.pages.moments import because
from pipeline.pages.shelf import End, Shelf
from pipeline.pages.view import Shown
from pipeline.pages.weave import Weave, chapter_of, weave

_APART, _CLOCK = "\x1f", "\x1e"  # separators of ASCII: no text that is shown holds them


class _Margin(NamedTuple):
    """What stands beside the lines of a passage: its themes, why, and in HTML the tags with which it opens."""

    themes: str = ""
    first: str = ""
    tags: str = ""


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
    writer = _Writer(shelf, episode)
    out: list[Part] = []
    for at, group in groupby(shelf.turns(episode), lambda one: chapter_of(episode.chapters, one[1])):
        chapter = episode.chapters[at] if at is not None else None
        title, start = (chapter.title, clock(chapter.start)) if chapter else ("", "")
        lines: list[Line] = []
        for passage, turn in group:
            lines.append(Line(turn.id, writer.line(passage, turn, before)))
            before = turn
        out.append(Part(title, start, f"chapter-{at}", tuple(lines)))
    return tuple(out)


def stretches(part: Part, beside: Mapping[str, Sequence[object]]) -> list[tuple[str, Sequence[object]]]:
    """Return a part's lines as HTML up to each one that cards follow, with these: a template takes long for each line."""
    out: list[tuple[str, Sequence[object]]] = []
    lines: list[str] = []
    for line in part.lines:
        lines.append(line.html)
        if line.id in beside:
            out.append(("\n".join(lines), beside[line.id]))
            lines = []
    return [*out, ("\n".join(lines), ())] if lines else out


def beside(shelf: Shelf, ties: Iterable[tuple[End, Card]]) -> dict[str, list[Card]]:
    """Return the cards by the line that they follow: the one that carries the link, or the last of a related passage."""
    out: dict[str, list[Card]] = {}
    for end, card in ties:
        passage = shelf.passage(end.here) if card.related else None
        out.setdefault(passage.turns[-1].id if passage else card.here, []).append(card)
    return out


class _Writer:
    """Writes the lines of one episode: what they share is said, drawn and escaped once."""

    def __init__(self, shelf: Shelf, episode: Episode) -> None:
        self._shelf = shelf
        self._chips = {slug: chip(theme) for slug, theme in shelf.themes.items()}
        self._shapes = {slug: shape(slug, one.letter) for slug, one in self._chips.items()}
        self._theme = escape(shelf.words.say("episode.theme"))
        self._play = escape(shelf.words.say("episode.play_from", clock=_CLOCK)).split(_CLOCK)
        self._names: dict[str, str] = {}
        self._margins = {passage.id: self._margin(episode, passage) for passage in shelf.passages(episode)}

    def line(self, passage: Passage, turn: Turn, before: Turn | None) -> str:
        """Return a turn; its speaker is named where another one spoke before, its themes where their passage begins."""
        margin, at, anchor = self._margins[passage.id], clock(turn.start or 0), escape(turn.id)
        who = self._name(turn.speaker)
        speaker = "" if before and before.speaker == turn.speaker else who
        play, said = at.join(self._play), " ".join(_spans(turn.sentences))
        named = f'<span class="pl-line__s">{speaker}</span>' if speaker else ""
        tags = margin.tags if turn.id == passage.id else ""
        return (
            f'<div class="pl-line{" pl-line--sp" if speaker else ""}" id="{anchor}" data-s="{turn.start or 0.0}"'
            f' data-e="{turn.end or 0.0}" data-who="{who}" data-th="{margin.themes}">'
            f'<a class="pl-line__t tn" href="#{anchor}" aria-label="{play}">{at}</a>'
            f'<div class="pl-line__b">{named}<p>{said}</p></div>'
            f'<div class="pl-line__m{" first" if tags else ""}"{margin.first}>{tags}</div></div>'
        )

    def _name(self, speaker: str) -> str:
        if speaker not in self._names:
            self._names[speaker] = escape(self._shelf.named(speaker))
        return self._names[speaker]

    def _margin(self, episode: Episode, passage: Passage) -> _Margin:
        mentions = self._shelf.mentions(episode, passage)
        if not mentions:
            return _Margin()
        words, themes = self._shelf.words, self._shelf.themes
        tags = [(one.theme, escape(because(one, themes[one.theme], words))) for one in mentions]
        first = f' data-theme="{mentions[0].theme}" title="{"; ".join(why for _, why in tags)}"'
        return _Margin(" ".join(slug for slug, _ in tags), first, "".join(self._tag(slug, why) for slug, why in tags))

    def _tag(self, slug: str, why: str) -> str:
        hidden = f'<span class="vh">{self._theme} {why}</span>'
        return f'<span data-theme="{slug}" title="{why}">{self._shapes[slug]}{hidden}</span>'


def _spans(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield a span for each sentence; all are escaped at once where that is as good."""
    texts = escape(_APART.join(sentence.text for sentence in sentences)).split(_APART)
    if len(texts) != len(sentences):
        texts = [escape(sentence.text) for sentence in sentences]
    for sentence, text in zip(sentences, texts, strict=True):
        at = "" if sentence.start is None else f' data-s="{sentence.start}"'
        yield f"<span{at}>{text}</span>"
