"""The transcript of an episode's page in HTML: a line for each turn, with the themes of its passage. Knows no other item."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby, islice
from typing import NamedTuple

from pipeline.clock import clock
from pipeline.model import Episode, Passage, Turn
from pipeline.pages.chips import chip, shape
from pipeline.pages.crosslinks import Card
from pipeline.pages.moments import because
from pipeline.pages.shelf import End, Shelf
from pipeline.pages.view import Shown, View
from pipeline.pages.weave import Weave, chapter_of, weave
from pipeline.pages.words import escaped

_CLOCK = "\x1e"  # a separator of ASCII: no text that is shown holds it


class _Margin(NamedTuple):
    """What stands beside the lines of a passage: its themes, why, and in HTML the tags with which it opens."""

    themes: str = ""
    first: str = ""
    tags: str = ""


_BARE = _Margin()


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


class Lines(Shown, frozen=True, tag=True):
    """All of an episode's page that takes room and depends on no other item: its lines, and what is drawn over its time."""

    parts: tuple[Part, ...]
    weave: Weave

    def beside(self, view: View) -> dict[str, object]:
        """Return what the page shows besides what its view says: the lines, with the view's cards where they belong."""
        cards: dict[str, Sequence[object]] = view.data.get("beside", {})  # type: ignore[assignment]  # cards, as a view has them
        return {"parts": [(part, stretches(part, cards)) for part in self.parts], "weave": self.weave}


def lines(shelf: Shelf, episode: Episode) -> Lines:
    """Return what an episode's page shows of nothing but itself."""
    return Lines(parts(shelf, episode), weave(shelf, episode))


def parts(shelf: Shelf, episode: Episode) -> tuple[Part, ...]:
    """Return an episode's lines by chapter."""
    turns = shelf.turns(episode)
    written = _Writer(shelf, episode).lines(turns)
    out: list[Part] = []
    for at, group in groupby(turns, lambda one: chapter_of(episode.chapters, one[1])):
        chapter = episode.chapters[at] if at is not None else None
        title, start = (chapter.title, clock(chapter.start)) if chapter else ("", "")
        out.append(Part(title, start, f"chapter-{at}", tuple([next(written) for _ in group])))
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
    """Writes the lines of one episode: what they share is said, drawn and escaped once, and the rest escaped all together."""

    def __init__(self, shelf: Shelf, episode: Episode) -> None:
        self._shelf = shelf
        self._shapes = {slug: shape(slug, chip(theme).letter) for slug, theme in shelf.themes.items()}
        self._theme = escape(shelf.words.say("episode.theme"))
        self._play = escape(shelf.words.say("episode.play_from", clock=_CLOCK)).split(_CLOCK)
        self._names: dict[str, str] = {}
        self._margins = self._beside(episode)

    def lines(self, turns: Sequence[tuple[Passage, Turn]]) -> Iterator[Line]:
        """Yield turns, each with its passage, as lines."""
        anchors = escaped([turn.id for _, turn in turns])
        before: Turn | None = None
        for (passage, turn), anchor, said in zip(turns, anchors, _said([turn for _, turn in turns]), strict=True):
            yield Line(turn.id, self._line(passage, turn, anchor, said, named=not before or before.speaker != turn.speaker))
            before = turn

    def _line(self, passage: Passage, turn: Turn, anchor: str, said: str, *, named: bool) -> str:
        """Return a turn; its speaker is `named` where another one spoke before, its themes where their passage begins."""
        margin, at, who = self._margins.get(passage.id, _BARE), clock(turn.start or 0), self._name(turn.speaker)
        speaker = f'<span class="pl-line__s">{who}</span>' if named and who else ""
        tags = margin.tags if turn.id == passage.id else ""
        return (
            f'<div class="pl-line{" pl-line--sp" if speaker else ""}" id="{anchor}" data-s="{turn.start or 0.0}"'
            f' data-e="{turn.end or 0.0}" data-who="{who}" data-th="{margin.themes}">'
            f'<a class="pl-line__t tn" href="#{anchor}" aria-label="{at.join(self._play)}">{at}</a>'
            f'<div class="pl-line__b">{speaker}<p>{said}</p></div>'
            f'<div class="pl-line__m{" first" if tags else ""}"{margin.first}>{tags}</div></div>'
        )

    def _name(self, speaker: str) -> str:
        if speaker not in self._names:
            self._names[speaker] = escape(self._shelf.named(speaker))
        return self._names[speaker]

    def _beside(self, episode: Episode) -> dict[str, _Margin]:
        """Return the margins of the passages that carry themes, by passage."""
        tags, words, themes = self._shelf.tagged(episode), self._shelf.words, self._shelf.themes
        whys = iter(escaped([because(one, themes[one.theme], words) for some in tags.values() for one in some]))
        return {passage: self._margin([(one.theme, next(whys)) for one in some]) for passage, some in tags.items()}

    def _margin(self, tags: Sequence[tuple[str, str]]) -> _Margin:
        first = f' data-theme="{tags[0][0]}" title="{"; ".join([why for _, why in tags])}"'
        return _Margin(" ".join([slug for slug, _ in tags]), first, "".join([self._tag(slug, why) for slug, why in tags]))

    def _tag(self, slug: str, why: str) -> str:
        hidden = f'<span class="vh">{self._theme} {why}</span>'
        return f'<span data-theme="{slug}" title="{why}">{self._shapes[slug]}{hidden}</span>'


def _said(turns: Sequence[Turn]) -> Iterator[str]:
    """Yield what each turn says, a span for each sentence."""
    every = [sentence for turn in turns for sentence in turn.sentences]
    texts = escaped([sentence.text for sentence in every])
    seconds = ["" if sentence.start is None else f' data-s="{sentence.start}"' for sentence in every]
    spans = iter([f"<span{second}>{text}</span>" for second, text in zip(seconds, texts, strict=True)])
    return (" ".join(islice(spans, len(turn.sentences))) for turn in turns)
