"""Read a beehiiv export: one table with the HTML of each post. Needs no network."""

import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found, Letter, State, placed, slug_of, titled, tried
from pipeline.ingest.letters.rows import rows

_OPEN = ("", "free", "both", "all")


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is an export."""
    first = head.partition(b"\n")[0].lower()
    return name.endswith(".csv") and b"content_html" in first and b"web_title" in first


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the posts of an export."""
    where = bundle.place(name)
    for row in rows(bundle.read(name), where):
        yield tried(partial(_letter, row, where, str(PurePosixPath(name).parent), zone), where)


def _letter(row: dict[str, str], file: str, folder: str, zone: datetime.tzinfo) -> Letter:
    title, link, state = row.get("web_title") or row.get("email_subject_line", ""), row.get("url", ""), _state(row)
    where = placed(file, title, row.get("id", ""))
    return Letter(
        source=f"beehiiv:{row.get('id', '')}",
        title=titled(title, where),
        date=dates.of(row.get("publish_date") or row.get("created_at", ""), where, zone, needed=state != "draft"),
        slug=slug_of(link),
        where=where,
        html=row.get("content_html", ""),
        summary=row.get("web_subtitle") or row.get("email_preview_text", ""),
        link=link,
        folder=folder,
        state=state,
    )


def _state(row: dict[str, str]) -> State:
    if row.get("status", "").lower() not in ("confirmed", "published", "archived"):
        return "draft"
    return "published" if row.get("audience", "").lower() in _OPEN else "paid"
