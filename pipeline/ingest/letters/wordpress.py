"""Read a WordPress export (WXR): the posts of one XML file. Needs no network."""

import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline import body
from pipeline.ingest.letters import dates, paragraphs
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import STAYS_OUT, Found, Letter, State, placed, titled, tried, whole
from pipeline.ingest.letters.markup import CONTENT, DC, cut, parse, said

if TYPE_CHECKING:
    from lxml.etree import _Element

_STATES: dict[str, State] = {"publish": "published", "future": "published", "private": "paid", "draft": "draft", "pending": "draft"}
_NO_POSTS = ("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request")


def fits(name: str, head: bytes) -> bool:  # noqa: ARG001 - every format is asked alike
    """Say whether a file is an export."""
    return b"<rss" in head and b"wordpress.org/export/" in head


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the posts of an export."""
    data, where = bundle.read(name), bundle.place(name)
    root = parse(data, where)
    export = _Export(root, where, str(PurePosixPath(name).parent), zone)
    for item in root.iter("item"):
        if not export.said(item, "post_type").startswith(("wp_", *_NO_POSTS)):
            yield tried(partial(export.letter, item), where)
    yield from cut(data, root, where)


class _Export:
    """What the posts of one file share: the names of its version, its site, its authors, its pictures by number."""

    def __init__(self, root: "_Element", where: str, folder: str, zone: datetime.tzinfo) -> None:
        self._where, self._folder, self._zone = where, folder, zone
        spaces = [url for url in root.nsmap.values() if "wordpress.org/export/" in url]
        self._wp = next((url for url in spaces if "excerpt" not in url), "http://wordpress.org/export/1.2/")
        self._excerpt = f"{{{next((url for url in spaces if 'excerpt' in url), self._wp)}}}encoded"
        channel = root.find("channel")
        self._site = said(channel, "link") if channel is not None else ""
        self._authors = {
            self.said(one, "author_login"): self.said(one, "author_display_name") for one in root.iter(f"{{{self._wp}}}author")
        }
        self._pictures = {
            self.said(item, "post_id"): self.said(item, "attachment_url")
            for item in root.iter("item")
            if self.said(item, "post_type") == "attachment"
        }

    def said(self, item: "_Element", name: str) -> str:
        """Return what an element of WordPress' own says."""
        return said(item, f"{{{self._wp}}}{name}")

    def letter(self, item: "_Element") -> Letter:
        """Make a letter of a post."""
        title, number = said(item, "title"), self.said(item, "post_id")
        where, state = placed(self._where, title, number), self._state(item)
        named = PurePosixPath(unquote(self.said(item, "post_name")))
        source, slug = f"wordpress:{_host(self._site)}:{number}", named.name.removesuffix(".html")
        if state in STAYS_OUT:
            return Letter(source, title, "", slug, where, state=state)
        author = said(item, f"{DC}creator")
        return Letter(
            source=source,
            title=titled(title, where),
            date=dates.of(self._date(item), where, self._zone, needed=state != "draft"),
            slug=slug,
            where=where,
            html=paragraphs.with_notes(paragraphs.html(said(item, f"{CONTENT}encoded")), self._meta(item, "footnotes")),
            author=self._authors.get(author) or author,
            summary=body.words(said(item, self._excerpt)),
            link=whole(self._site, said(item, "link")),
            cover=self._pictures.get(self._meta(item, "_thumbnail_id"), ""),
            folder=self._folder,
            state=state,
        )

    def _state(self, item: "_Element") -> State:
        kind = self.said(item, "post_type")
        if kind != "post":
            return "page" if kind == "page" else "other"
        if self._meta(item, "enclosure"):
            return "podcast"
        state = _STATES.get(self.said(item, "status"), "other")
        return "paid" if state == "published" and self.said(item, "post_password") else state

    def _date(self, item: "_Element") -> str:
        """Return the date on the writer's own clock; a draft that was never sent has noughts there."""
        own = self.said(item, "post_date") or said(item, "pubDate")
        return "" if own.startswith("0000") else own

    def _meta(self, item: "_Element", key: str) -> str:
        for meta in item.iter(f"{{{self._wp}}}postmeta"):
            if self.said(meta, "meta_key") == key:
                return self.said(meta, "meta_value")
        return ""


def _host(site: str) -> str:
    try:
        return urlsplit(site).netloc
    except ValueError:
        return ""
