"""Read the dates of feeds. Knows no clock: what cannot be read stays without a date."""

import datetime
import time

from pipeline.ingest import dates

YEARS = range(1900, 2200)


def iso(text: str, guessed: time.struct_time | None = None) -> str:
    """Return a date as ISO 8601 with the offset that it was written with, "" where it is none.

    RFC 2822 and ISO 8601 are read here; `guessed` is what feedparser made of it, in UTC.
    """
    found = dates.moment(text)
    if found and found.year in YEARS:
        return found.replace(microsecond=0, tzinfo=found.tzinfo or datetime.UTC).isoformat()
    if guessed and guessed.tm_year in YEARS:
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', guessed)}+00:00"
    return ""
