"""Write days and times as feeds want them, whatever this machine's clock and language are. Reads no clock."""

import datetime
from email.utils import format_datetime


def iso(day: str, time: str, at: str = "") -> str:
    """Return when something was published as RFC 3339: `at` where that is known, else that day at the show's `time`."""
    return at or datetime.datetime.fromisoformat(f"{day}T{time}").isoformat()


def rfc2822(moment: str) -> str:
    """Return an ISO 8601 moment as RSS writes it: `Tue, 18 Mar 2025 12:00:00 +0000`."""
    return format_datetime(datetime.datetime.fromisoformat(moment))


def instant(moment: str) -> datetime.datetime:
    """Return an ISO 8601 moment as one that can be compared, wherever it was written."""
    return datetime.datetime.fromisoformat(moment)
