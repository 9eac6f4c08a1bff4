"""Read the dates of other systems. Asks no clock, and knows no zone."""

import datetime
from email.utils import parsedate_to_datetime


def moment(text: str) -> datetime.datetime | None:
    """Read a date as ISO 8601 or mail (RFC 5322) write it, with the offset that it has; None where it is none."""
    text = text.strip()
    try:
        return datetime.datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        pass
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" says that the time is UTC and the writer's zone is not known (RFC 5322, section 3.3).
    return found.replace(tzinfo=datetime.UTC) if found.tzinfo is None and text.endswith("-0000") else found
