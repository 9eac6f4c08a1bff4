"""Write seconds as a player shows them, and say which day it is: the one place that reads the calendar."""

import datetime
import os


def clock(seconds: float) -> str:
    """Return `4:07` or `1:02:03`, cutting fractions off."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def today() -> str:
    """Return today's date here as ISO 8601; that of SOURCE_DATE_EPOCH, in UTC, where a build is to be made again as it was.

    What is due is decided by it, so it is an input of a build. (https://reproducible-builds.org/specs/source-date-epoch/)
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date().isoformat()
    return datetime.date.today().isoformat()
