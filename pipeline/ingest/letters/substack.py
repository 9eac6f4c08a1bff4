"""Read a Substack export: posts.csv with a file of HTML for each post. Needs no network."""

import datetime
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import PurePosixPath

from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import STAYS_OUT, Found, Letter, State, titled, tried
from pipeline.ingest.letters.rows import page_text, rows

_OPEN = ("", "everyone", "only_free")
_LETTERS = ("", "newsletter", "adhoc_email")
_OUT: dict[str, State] = {"podcast": "podcast", "thread": "thread", "page": "page"}


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is the table of an export."""
    first = head.partition(b"\n")[0].lower()
    return name.endswith(".csv") and b"post_id" in first and b"post_date" in first


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the posts of an export, each with its text."""
    for row in rows(bundle.read(name), bundle.place(name)):
        yield tried(partial(_letter, bundle, name, row, zone), bundle.place(name))


def _letter(bundle: Bundle, table: str, row: dict[str, str], zone: datetime.tzinfo) -> Letter:
    key = row.get("post_id", "").strip()
    number, _, slug = key.partition(".")
    page = str(PurePosixPath(table).parent / "posts" / f"{key}.html")
    title, where, state = unescape(row.get("title", "")), bundle.place(page), _state(row)
    if state in STAYS_OUT:
        return Letter(f"substack:{number}", title, "", slug, where, state=state)
    return Letter(
        source=f"substack:{number}",
        title=titled(title, where),
        date=dates.of(row.get("post_date") or row.get("email_sent_at", ""), where, zone, needed=state != "draft"),
        slug=slug,
        where=where,
        html=page_text(bundle.read(page)),
        summary=unescape(row.get("subtitle", "")),
        folder=str(PurePosixPath(page).parent),
        state=state,
    )


def _state(row: dict[str, str]) -> State:
    kind = row.get("type", "").strip().lower()
    if kind not in _LETTERS:
        return _OUT.get(kind, "other")
    if row.get("is_published", "").strip().lower() not in ("true", "1", "yes"):
        return "draft"
    return "published" if row.get("audience", "").strip().lower() in _OPEN else "paid"
