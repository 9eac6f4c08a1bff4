"""Read a Ghost export: one JSON file, perhaps in a zip with its pictures. Needs no network."""

import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

import msgspec

from pipeline.errors import ItemError
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import HOME, STAYS_OUT, Found, Letter, State, placed, titled, tried
from pipeline.model import UNREAD

_STATES: dict[str, State] = {"published": "published", "sent": "published", "scheduled": "published", "draft": "draft"}
_OPEN = ("", "public", "members")


class _Post(msgspec.Struct):
    """What we read of a post; the rest of it is passed over."""

    id: str | int
    title: str = ""
    slug: str = ""
    uuid: str = ""
    html: str | None = None
    type: str = "post"
    status: str = "draft"
    visibility: str | None = "public"
    published_at: str | int | None = None
    custom_excerpt: str | None = None
    feature_image: str | None = None
    feature_image_alt: str | None = None
    canonical_url: str | None = None


class _User(msgspec.Struct):
    id: str | int
    name: str = ""


class _Wrote(msgspec.Struct):
    post_id: str | int
    author_id: str | int
    sort_order: int = 0


class _Data(msgspec.Struct):
    posts: list[msgspec.Raw] = []
    users: list[_User] = []
    posts_authors: list[_Wrote] = []


class _Half(msgspec.Struct):
    data: _Data


class _Export(msgspec.Struct):
    db: list[_Half]


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is an export."""
    return name.endswith(".json") and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"db"' in head


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the posts of an export."""
    where = bundle.place(name)
    try:
        export = msgspec.json.decode(bundle.read(name).removeprefix(b"\xef\xbb\xbf"), type=_Export, strict=False)
    except UNREAD as fault:
        raise ItemError(f"this is no Ghost export: {fault}", where, "Export it again: Settings, Labs, Export.") from fault
    for half in export.db:
        authors = _authors(half.data)
        for raw in half.data.posts:
            yield tried(partial(_letter, raw, authors, where, str(PurePosixPath(name).parent), zone), where)


def _authors(data: _Data) -> dict[str, str]:
    """Return by post the names of those who wrote it."""
    names = {str(user.id): user.name for user in data.users}
    found: dict[str, list[str]] = {}
    for one in sorted(data.posts_authors, key=lambda one: one.sort_order):
        found.setdefault(str(one.post_id), []).append(names.get(str(one.author_id), ""))
    return {post: ", ".join(filter(None, some)) for post, some in found.items()}


def _letter(raw: msgspec.Raw, authors: dict[str, str], file: str, folder: str, zone: datetime.tzinfo) -> Letter:
    try:
        post = msgspec.json.decode(raw, type=_Post, strict=False)
    except UNREAD as fault:
        raise ItemError(f"a post cannot be read: {fault}", file, "Export it again.") from fault
    where, state = placed(file, post.title, post.slug, str(post.id)), _state(post)
    source = f"ghost:{post.uuid or post.id}"
    if state in STAYS_OUT:
        return Letter(source, post.title, "", post.slug, where, state=state)
    return Letter(
        source=source,
        title=titled(post.title, where),
        date=dates.of(str(post.published_at or ""), where, zone, needed=state != "draft"),
        slug=post.slug,
        where=where,
        html=post.html or "",
        author=authors.get(str(post.id), ""),
        summary=post.custom_excerpt or "",
        link=post.canonical_url or "",
        cover=post.feature_image or "",
        cover_alt=post.feature_image_alt or "",
        folder=folder,
        home=HOME,
        state=state,
    )


def _state(post: _Post) -> State:
    if post.type != "post":
        return "page" if post.type == "page" else "other"
    state = _STATES.get(post.status, "other")
    return "paid" if state == "published" and (post.visibility or "") not in _OPEN else state
