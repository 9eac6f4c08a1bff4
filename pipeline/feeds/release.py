"""Read what an item's front matter says for the feeds alone: guid, season, soundbites and the like. Opens no file."""

import datetime
import re
from collections.abc import Mapping

from pipeline.errors import ItemError
from pipeline.feeds import soundbites
from pipeline.feeds.channel import Person, Season, Soundbite
from pipeline.model import Fact

KINDS = ("full", "trailer", "bonus")
_CREDIT = re.compile(r"([^()]+)(?:\(([^()]+)\))?")


class Release(Fact, frozen=True):
    """What nobody but an app asks of an item. `at` is its day and time as ISO 8601, "" where only the day is written.

    `credits` are people beside hosts and guests; `explicit` None means as the show.
    """

    guid: str = ""
    at: str = ""
    kind: str = "full"
    explicit: bool | None = None
    season: Season | None = None
    display: str = ""
    credits: tuple[Person, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()


def release(meta: Mapping[str, object], text: str, where: str) -> Release:
    """Return what front matter says; `text` is the draft that it stands in.

    Raises:
        ItemError: a value cannot be what its key says, with file and line.
    """
    read = _Reader(meta, text, where)
    return Release(
        guid=read.text("guid"),
        at=_moment(read.text("date")),
        kind=read.kind(),
        explicit=read.explicit(),
        season=read.season(),
        display=read.text("display"),
        credits=tuple(read.credit(one) for one in read.texts("credits")),
        soundbites=tuple(read.soundbite(one) for one in read.texts("soundbites")),
    )


def _moment(date: str) -> str:
    """Return a date with a time as it is, and "" for a bare day; what is no date is the draft's reader's to tell."""
    try:
        moment = datetime.datetime.fromisoformat(date)
    except ValueError:
        return ""
    if len(date) <= len("2025-03-04"):
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).isoformat()


class _Reader:
    """Takes values out of front matter, and says on which line a wrong one stands."""

    def __init__(self, meta: Mapping[str, object], text: str, where: str) -> None:
        self._meta, self._text, self._where = meta, text, where

    def _fault(self, key: str, remedy: str) -> ItemError:
        before = re.search(rf"^{key}[ \t]*:", self._text, re.MULTILINE)
        line = self._text.count("\n", 0, before.start()) + 1 if before else 1
        return ItemError(f"{key}: {self._meta[key]!r} cannot be used", f"{self._where}:{line}", remedy)

    def text(self, key: str) -> str:
        value = self._meta.get(key)
        if isinstance(value, (list, dict)):
            raise self._fault(key, f"Write `{key}: ...` on one line.")
        return "" if value is None else str(value).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._meta.get(key) or []
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(one, str) for one in values):
            raise self._fault(key, f'Write a list of texts: `{key}: ["...", "..."]`.')
        return tuple(values)

    def kind(self) -> str:
        found = self.text("type") or "full"
        if found not in KINDS:
            raise self._fault("type", f"Write one of {', '.join(KINDS)}.")
        return found

    def explicit(self) -> bool | None:
        value = self._meta.get("explicit")
        if not (value is None or isinstance(value, bool)):
            raise self._fault("explicit", "Write `explicit: true` or `explicit: false`.")
        return value

    def season(self) -> Season | None:
        value = self._meta.get("season")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self._fault("season", "Write a whole number: `season: 2`, and its name as `season_name: ...`.")
        return Season(value, self.text("season_name"))

    def credit(self, text: str) -> Person:
        found = _CREDIT.fullmatch(text.strip())
        if not found:
            raise self._fault("credits", 'Write `credits: ["Becky Smith (Cover Art Designer)"]`.')
        return Person(found[1].strip(), (found[2] or "").strip())

    def soundbite(self, text: str) -> Soundbite:
        found = soundbites.accepted(text)
        if found is None:
            raise self._fault("soundbites", 'Write start, end and title: `soundbites: ["1:13-2:05 What warm numbers are"]`.')
        return found
