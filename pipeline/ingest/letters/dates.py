"""Read the dates of other systems as days. Asks no clock."""

import datetime
import re
from pathlib import PurePosixPath

from pipeline.errors import ItemError
from pipeline.ingest import bare, dates

UTC = datetime.UTC
_FIRST_YEAR = 1970
_SECONDS, _MILLISECONDS = re.compile(r"\d{9,10}"), re.compile(r"\d{12,13}")


def day(text: str, where: str, zone: datetime.tzinfo = UTC) -> str:
    """Return the day of a date as ISO 8601.

    The day is the writer's: a time with an offset counts in that offset, one without is taken as it stands, and one that
    a system noted in UTC counts in `zone`, where the show is made.

    Raises:
        ItemError: the text is no date of this age.
    """
    if not text.strip():
        raise ItemError("the letter has no date", where, "Give it one there, and export it again.")
    moment = _moment(text.strip())
    if moment is None or moment.year < _FIRST_YEAR:
        raise ItemError(f'"{text}" is no date', where, "Mend the date there, and export it again.")
    if moment.tzinfo is not None and not moment.utcoffset():
        moment = moment.astimezone(zone)
    return moment.date().isoformat()


def of(text: str, where: str, zone: datetime.tzinfo = UTC, *, needed: bool = True) -> str:
    """Return the day of a date, or "" where a draft has none yet.

    Raises:
        ItemError: as for `day`.
    """
    return day(text, where, zone) if needed or text.strip() else ""


def filed(name: str, told: str, where: str, zone: datetime.tzinfo = UTC) -> str:
    """Return the day that a file's name says, or else what is `told` inside it.

    Raises:
        ItemError: neither says one.
    """
    if not (date := bare.named(name)[0] or told.strip()):
        remedy = f"Put it before the file's name: 2025-03-04-{PurePosixPath(name).name}."
        raise ItemError("the letter does not say when it was written", where, remedy)
    return day(date, where, zone)


def _moment(text: str) -> datetime.datetime | None:
    try:
        if _MILLISECONDS.fullmatch(text):
            return datetime.datetime.fromtimestamp(int(text) / 1000, UTC)
        if _SECONDS.fullmatch(text):
            return datetime.datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError):
        return None
    return dates.moment(text)
