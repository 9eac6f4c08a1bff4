"""When a theme came up, as the figures of a drawing: discs for talk, squares for letters, dotted lines between."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Place
from pipeline.pages.crosslinks import sparked
from pipeline.pages.quotes import at
from pipeline.pages.shelf import Found, Item, Shelf, kind, path
from pipeline.pages.view import Shown
from pipeline.pages.weave import talk
from pipeline.pages.words import when

_LEFT, _RIGHT = 60.0, 1165.0  # of a drawing 1180 wide
_LETTER = 6.6  # width of a character of the labels, of Hanken Grotesk 13 px semibold, on the safe side
_LARGEST, _SMALLEST, _GROWTH = 30.0, 6.0, 2.2  # radius of a disc; the growth makes three minutes the largest
_CROWD = 0.8  # of the room that each of many discs has is the radius of the largest: they touch, and hide none
_MARKS = 11  # at most so many months get a name; with more, only each January does


Room = tuple[float, float]  # from and to


class Dot(Shown, frozen=True):
    """An episode or a letter. `side` is where its label stands: "right", "left", or "" for no room."""

    x: float
    radius: float
    href: str
    title: str
    note: str
    side: str


class Mark(Shown, frozen=True):
    """The beginning of a month on the axis."""

    x: float
    label: str


class Timeline(Shown, frozen=True):
    """What to draw, and the same in words."""

    episodes: tuple[Dot, ...]
    letters: tuple[Dot, ...]
    sparks: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    label: str


def timeline(shelf: Shelf, slug: str) -> Timeline | None:
    """Lay out when a theme came up; None where nothing on it has a date."""
    by_item: dict[tuple[str, str], list[Found]] = {}
    for one in shelf.found.get(slug, []):
        if when(one.item.date):
            by_item.setdefault((kind(one.item), one.item.slug), []).append(one)
    if not by_item:
        return None
    groups = sorted(by_item.values(), key=lambda some: (some[0].item.date, some[0].item.slug))
    axis = _Axis([known for some in groups if (known := when(some[0].item.date))], shelf.words)
    spoken = [some for some in groups if isinstance(some[0].item, Episode)]
    written = [some for some in groups if not isinstance(some[0].item, Episode)]
    most = max((talk(one.passage for one in some) for some in spoken), default=0.0)
    largest = max(_SMALLEST, min(_LARGEST, _GROWTH * most**0.5, _CROWD * (_RIGHT - _LEFT) / max(1, len(spoken))))
    episodes = _labelled([_disc(shelf, some, axis, most, largest) for some in spoken])
    letters = _labelled([_square(shelf, some, axis) for some in written])
    return Timeline(episodes, letters, _sparks(shelf, groups, axis), axis.marks(), _label(shelf.words, spoken, written))


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


def _disc(shelf: Shelf, some: list[Found], axis: _Axis, most: float, largest: float) -> Dot:
    item, passage = some[0].item, some[0].passage
    seconds = talk(one.passage for one in some)
    radius = round(max(_SMALLEST, largest * (seconds / most) ** 0.5), 1) if most else _SMALLEST
    href = path(item) + at(passage, passage.start or 0)
    return Dot(_place(axis, item), radius, href, item.title, shelf.words.say("theme.talk", clock=clock(seconds)), "")


def _square(shelf: Shelf, some: list[Found], axis: _Axis) -> Dot:
    item = some[0].item
    return Dot(_place(axis, item), 8.0, f"{path(item)}#{some[0].passage.id}", item.title, shelf.words.day(item.date), "")


def _labelled(dots: list[Dot]) -> tuple[Dot, ...]:
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
        out.append(Dot(dot.x, dot.radius, dot.href, dot.title, dot.note, free[0] if free else ""))
    return tuple(out)


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


def _sparks(shelf: Shelf, groups: list[list[Found]], axis: _Axis) -> tuple[tuple[float, float], ...]:
    shown = {path(some[0].item): some[0].item for some in groups}
    return tuple(
        (_place(axis, item), _place(axis, shown[target]))
        for item in shown.values()
        if not isinstance(item, Episode)
        for target, _ in sparked(shelf, Place("issue", item.slug))
        if target in shown
    )


def _label(say: Words, spoken: list[list[Found]], written: list[list[Found]]) -> str:
    parts = [f"{say.day(some[0].item.date)}, {_talk(say, some)}" for some in spoken[-12:]]
    letters = [say.day(some[0].item.date) for some in written[-12:]]
    told = [say.say("timeline.name")]
    told += [f"{say.count('count.episodes', len(spoken))}: {'; '.join(parts)}."] if spoken else []
    told += [f"{say.count('count.letters', len(written))}: {'; '.join(letters)}."] if written else []
    return " ".join(told)


def _talk(say: Words, some: list[Found]) -> str:
    return say.say("theme.talk", clock=clock(talk(one.passage for one in some)))
