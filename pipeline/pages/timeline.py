"""When a theme came up, as the figures of a drawing: discs for talk, squares for letters, dotted lines between."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Place
from pipeline.pages.crosslinks import sparked
from pipeline.pages.shelf import Found, Item, Shelf, path
from pipeline.pages.view import Shown
from pipeline.pages.words import html, when

_LEFT, _RIGHT = 60.0, 1165.0  # of a drawing 1180 wide
_LETTER = 6.6  # width of a character of the labels, of Hanken Grotesk 13 px semibold, on the safe side
_LARGEST, _SMALLEST, _GROWTH = 30.0, 6.0, 2.2  # radius of a disc; the growth makes three minutes the largest
_CROWD = 0.8  # of the room that each of many discs has is the radius of the largest: they touch, and hide none
_MARKS = 11  # at most so many months get a name; with more, only each January does


Room = tuple[float, float]  # from and to


class Dot(NamedTuple):
    """An episode or a letter. `side` is where its label stands: "right", "left", or "" for no room."""

    x: float
    radius: float
    href: str
    title: str
    note: str
    side: str = ""


class Mark(Shown, frozen=True):
    """The beginning of a month on the axis."""

    x: float
    label: str


class Timeline(Shown, frozen=True):
    """What to draw, and the same in words. Episodes and letters are safe SVG: there are a thousand, and a template is slow."""

    episodes: str
    letters: str
    sparks: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    label: str


def timeline(shelf: Shelf, slug: str, up: str) -> Timeline | None:
    """Lay out when a theme came up; None where nothing on it has a date. `up` is the way from the page to the root."""
    dated = [one for one in shelf.found.get(slug, []) if when(one.item.date)]
    if not dated:
        return None
    found = sorted(dated, key=lambda one: (one.item.date, one.item.slug))
    axis = _Axis([known for one in found if (known := when(one.item.date))], shelf.words)
    spoken = [one for one in found if isinstance(one.item, Episode)]
    written = [one for one in found if not isinstance(one.item, Episode)]
    most = max((one.held.seconds for one in spoken), default=0.0)
    largest = max(_SMALLEST, min(_LARGEST, _GROWTH * most**0.5, _CROWD * (_RIGHT - _LEFT) / max(1, len(spoken))))
    discs = _labelled([_disc(shelf, one, axis, most, largest) for one in spoken])
    squares = _labelled([_square(shelf, one, axis) for one in written])
    episodes = "".join([_linked(dot, up, _drawn_disc(dot)) for dot in discs])
    letters = "".join([_linked(dot, up, _drawn_square(dot)) for dot in squares])
    return Timeline(episodes, letters, _sparks(shelf, found, axis), axis.marks(), _label(shelf.words, spoken, written))


class _Axis:
    """Whole months from the first date to the last, spread over the drawing's width."""

    def __init__(self, dates: list[date], words: Words) -> None:
        self.words = words
        self.first = min(dates).replace(day=1)
        last = max(dates)
        self.months = (last.year - self.first.year) * 12 + last.month - self.first.month + 1
        self.days = (self._start(self.months) - self.first).days

    def _start(self, ahead: int) -> date:
        years, months = divmod(self.first.month - 1 + ahead, 12)
        return date(self.first.year + years, months + 1, 1)

    def x(self, when: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (when - self.first).days / self.days, 1)

    def marks(self) -> tuple[Mark, ...]:
        starts = [self._start(ahead) for ahead in range(self.months)]
        wanted = starts if self.months <= _MARKS else [one for one in starts if one.month == 1]
        return tuple(Mark(self.x(one), self._name(one)) for one in wanted)

    def _name(self, start: date) -> str:
        if self.months > _MARKS:
            return str(start.year)
        return self.words.month(start.month, start.year if start == self.first or start.month == 1 else None)


def _place(axis: _Axis, item: Item) -> float:
    known = when(item.date)
    return axis.x(known) if known else _LEFT


def _disc(shelf: Shelf, one: Found, axis: _Axis, most: float, largest: float) -> Dot:
    radius = round(max(_SMALLEST, largest * (one.held.seconds / most) ** 0.5), 1) if most else _SMALLEST
    return Dot(_place(axis, one.item), radius, _href(one), one.item.title, _talk(shelf.words, one))


def _square(shelf: Shelf, one: Found, axis: _Axis) -> Dot:
    return Dot(_place(axis, one.item), 8.0, _href(one), one.item.title, shelf.words.day(one.item.date))


def _href(one: Found) -> str:
    return f"{path(one.item)}#{one.held.first.id}"


def _labelled(dots: list[Dot]) -> list[Dot]:
    """Give each dot a label on the right or the left where it meets no other dot or label."""
    taken = _Taken((dot.x - dot.radius - 3, dot.x + dot.radius + 3) for dot in dots)
    out = []
    for dot in dots:
        width = max(len(dot.title), len(dot.note)) * _LETTER + 8
        rooms = {
            "right": (dot.x + dot.radius + 4, dot.x + dot.radius + 4 + width),
            "left": (dot.x - dot.radius - 4 - width, dot.x - dot.radius - 4),
        }
        free = [side for side, room in rooms.items() if _fits(room, taken)]
        if free:
            taken.add(rooms[free[0]])
        out.append(dot._replace(side=free[0]) if free else dot)
    return out


def _linked(dot: Dot, up: str, drawn: str) -> str:
    return f'<a href="{up}{html(dot.href)}"><title>{html(dot.title)}, {html(dot.note)}</title>{drawn}</a>\n'


def _drawn_disc(dot: Dot) -> str:
    away = dot.radius + 8
    label = _label_of(dot, away, 51, dot.title, "n") + _label_of(dot, away, 68, dot.note) if dot.side else ""
    return f'<circle class="ev" cx="{dot.x}" cy="54" r="{dot.radius}"/>{label}'


def _drawn_square(dot: Dot) -> str:
    label = _label_of(dot, dot.radius + 8, 125, dot.title, "n") if dot.side else ""
    return f'<rect class="ev2" x="{dot.x - 8}" y="112" width="16" height="16" rx="2"/>{label}'


def _label_of(dot: Dot, away: float, y: int, text: str, sort: str = "") -> str:
    x, anchor = (dot.x + away, "") if dot.side == "right" else (dot.x - away, ' text-anchor="end"')
    kind = f' class="{sort}"' if sort else ""
    return f'<text{kind} x="{round(x, 1)}"{anchor} y="{y}">{html(text)}</text>'


def _fits(room: Room, taken: "_Taken") -> bool:
    return room[0] >= _LEFT and room[1] <= _RIGHT + 15 and taken.leave(room)


class _Taken:
    """Rooms that are taken, by where they begin; of each, how far it and those before it reach. A thousand dots are no few."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self._rooms = sorted(rooms)
        self._measure()

    def add(self, room: Room) -> None:
        insort(self._rooms, room)
        self._measure()

    def _measure(self) -> None:
        self._starts = [start for start, _ in self._rooms]
        self._reach = list(accumulate((end for _, end in self._rooms), max))

    def leave(self, room: Room) -> bool:
        """Say whether a room meets none of them."""
        before = bisect_left(self._starts, room[1])
        return not before or self._reach[before - 1] <= room[0]


def _sparks(shelf: Shelf, found: list[Found], axis: _Axis) -> tuple[tuple[float, float], ...]:
    shown = {path(one.item): one.item for one in found}
    return tuple(
        (_place(axis, item), _place(axis, shown[target]))
        for item in shown.values()
        if not isinstance(item, Episode)
        for target, _ in sparked(shelf, Place("issue", item.slug))
        if target in shown
    )


def _label(say: Words, spoken: list[Found], written: list[Found]) -> str:
    parts = [f"{say.day(one.item.date)}, {_talk(say, one)}" for one in spoken[-12:]]
    letters = [say.day(one.item.date) for one in written[-12:]]
    told = [say.say("timeline.name")]
    told += [f"{say.count('count.episodes', len(spoken))}: {'; '.join(parts)}."] if spoken else []
    told += [f"{say.count('count.letters', len(written))}: {'; '.join(letters)}."] if written else []
    return " ".join(told)


def _talk(say: Words, one: Found) -> str:
    return say.say("theme.talk", clock=clock(one.held.seconds))
