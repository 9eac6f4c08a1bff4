"""Read a Buttondown export: a table of emails, as JSON or CSV, with a file of Markdown for each. Needs no network."""

import datetime
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

import msgspec

from pipeline.encoding import text
from pipeline.errors import ItemError
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found, Letter, State, titled, tried
from pipeline.ingest.letters.rows import rows
from pipeline.model import UNREAD

_MODE = re.compile(r"\A\s*<!--\s*buttondown-editor-mode:\s*(\w+)\s*-->")
_FIELD = re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}")  # what Buttondown fills in for each subscriber
_WAITS: dict[str, State] = {"draft": "draft", "premium": "paid", "paid": "paid"}


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is the table of an export."""
    if name.endswith(".csv"):
        first = head.partition(b"\n")[0].lower()
        return b"subject" in first and b"publish_date" in first
    return name.endswith(".json") and head.lstrip().startswith(b"[") and b'"subject"' in head and b'"publish_date"' in head


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the emails of an export; where there is a table of each kind, the JSON is read."""
    if name.endswith(".csv") and bundle.has(f"{name.removesuffix('.csv')}.json"):
        return
    for row in _table(bundle, name):
        yield tried(partial(_letter, bundle, name, row, zone), bundle.place(name))


def _table(bundle: Bundle, name: str) -> list[dict[str, str]]:
    data, where = bundle.read(name), bundle.place(name)
    if name.endswith(".csv"):
        return rows(data, where)
    try:
        found = msgspec.json.decode(data, type=list[dict[str, object]])
    except UNREAD as fault:
        raise ItemError(f"the table cannot be read: {fault}", where, "Export it again.") from fault
    return [{key: "" if value is None else str(value) for key, value in row.items()} for row in found]


def _letter(bundle: Bundle, table: str, row: dict[str, str], zone: datetime.tzinfo) -> Letter:
    slug = row.get("slug", "")
    page = str(PurePosixPath(table).parent / "emails" / f"{slug}.md")
    body = row.get("body") or text(bundle.read(page), bundle.place(page))
    where, mode, state = bundle.place(page), _MODE.match(body), _state(row)
    body = _FIELD.sub("", _MODE.sub("", body))
    fancy = mode is not None and mode[1] == "fancy"
    return Letter(
        source=f"buttondown:{row.get('id', '') or slug}",
        title=titled(row.get("subject", ""), where),
        date=dates.of(row.get("publish_date", ""), where, zone, needed=state != "draft"),
        slug=slug,
        where=where,
        html=body if fancy else "",
        markdown="" if fancy else body,
        summary=row.get("description", ""),
        link=row.get("absolute_url", ""),
        folder=str(PurePosixPath(page).parent),
        state=state,
    )


def _state(row: dict[str, str]) -> State:
    return _WAITS.get(row.get("status", ""), _WAITS.get(row.get("email_type", ""), "published"))
