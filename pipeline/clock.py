"""Write and read times as players and files have them, and say which day it is: the one place that reads the calendar."""

import datetime
import os
import re
from functools import lru_cache

_TIME = re.compile(r"[0-9]{1,6}(?::[0-5]?[0-9]){0,2}(?:[.,][0-9]{1,9})?")
_SECONDS = 10_000  # that are remembered, in words: of nearly three hours
_CLAIM = re.compile(r"[0-9]{1,6}(?::[0-9]{1,6}){0,2}(?:[.,][0-9]{1,9})?")


def clock(seconds: float) -> str:
    """Return `4:07` or `1:02:03`, cutting fractions off."""
    return _clock(int(seconds))


@lru_cache(_SECONDS)
def _clock(seconds: int) -> str:
    """Do so for whole seconds: pages name those of an episode five hundred times, and of the next one the same."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def stamp(seconds: float, point: str = ".") -> str:
    """Return `01:02:03.456`, as files of times have them."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def seconds_of(text: str) -> float | None:
    """Read `59.12`, `4:07`, `75:30` or `01:02:03,456` as seconds, a normal play time (RFC 2326, 3.6); None where it is none."""
    return _summed(text) if _TIME.fullmatch(text.strip()) else None


def seconds_claimed(text: str) -> float | None:
    """Read a length as strangers tell it, also `00:90:00` and `0:3600`, which stand on no clock; None where it is none."""
    return _summed(text) if _CLAIM.fullmatch(text.strip()) else None


def _summed(text: str) -> float:
    seconds = 0.0
    for part in text.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds, 3)


def today() -> str:
    """Return today's date here as ISO 8601; that of SOURCE_DATE_EPOCH, in UTC, where a build is to be made again as it was.

    What is due is decided by it, so it is an input of a build. (https://reproducible-builds.org/specs/source-date-epoch/)
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date().isoformat()
    return datetime.date.today().isoformat()


def zone(name: str) -> datetime.tzinfo:
    """Return a timezone by its name, such as "Europe/Amsterdam"; UTC for "".

    Raises:
        ValueError: there is none of this name.
    """
    from zoneinfo import ZoneInfo  # 3 ms, which most verbs need not pay

    try:
        return ZoneInfo(name) if name else datetime.UTC
    except (KeyError, OSError) as fault:
        raise ValueError(name) from fault
