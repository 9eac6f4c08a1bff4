"""Read a letter that was saved as a web page. Opens no address."""

import datetime
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.ingest import bare
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found, Letter, slug_of, tried
from pipeline.ingest.letters.rows import page_text

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_BEGINNING = re.compile(
    rb"\A[\xef\xbb\xbf\s]*(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|article|table)\b",
    re.I | re.S,
)
_TEXTS = ("div.available-content", "div.gh-content", "div.entry-content", "div.post-content", "article", "main", "body")
_DATES = ("article:published_time", "date", "dc.date", "dcterms.date", "pubdate", "publish-date", "datepublished")
_LEAST_SHARE = 0.5


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is a page."""
    return bool(_BEGINNING.match(head)) or (name.lower().endswith((".html", ".htm", ".xhtml")) and b"\0" not in head)


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the one letter of a page."""
    yield tried(partial(_letter, bundle, name, zone), bundle.place(name))


def _letter(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Letter:
    from pipeline.ingest.letters import soup

    where = bundle.place(name)
    page = soup.parse(page_text(bundle.read(name)))
    rest, link = bare.named(name)[1], _link(page)
    day = dates.filed(name, _date(page), where, zone)
    return Letter(
        source=f"page:{link}" if link else f"file:{day}:{PurePosixPath(name).name}",
        title=_title(page) or rest.replace("-", " ").replace("_", " ").strip(),
        date=day,
        slug=slug_of(link) or rest,
        where=where,
        html=_text(page),
        author=_meta(page, "author", "article:author", "dc.creator"),
        summary=_meta(page, "description", "og:description"),
        link=link,
        folder=str(PurePosixPath(name).parent),
    )


def _meta(page: "BeautifulSoup", *names: str) -> str:
    told = {str(one.get("name") or one.get("property") or "").lower(): one.get("content") for one in page.find_all("meta")}
    return next((" ".join(str(told[name]).split()) for name in names if told.get(name)), "")


def _title(page: "BeautifulSoup") -> str:
    heading = page.find("h1")
    told = page.find("title")
    words = _meta(page, "og:title") or (heading.get_text(" ") if heading else "") or (told.get_text() if told else "")
    return " ".join(words.split())


def _link(page: "BeautifulSoup") -> str:
    found = page.find("link", rel="canonical")
    link = str(found.get("href") or "") if found else _meta(page, "og:url")
    return link if link.startswith(("https://", "http://")) else ""


def _date(page: "BeautifulSoup") -> str:
    if told := _meta(page, *_DATES) or _linked(page):
        return told
    found = page.find("time", datetime=True)
    return str(found["datetime"]) if found else ""


def _linked(page: "BeautifulSoup") -> str:
    """Return the date that the page's JSON-LD gives, if any."""
    for script in page.find_all("script", type="application/ld+json"):
        try:
            told = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        for one in told if isinstance(told, list) else [told]:
            if isinstance(one, dict) and isinstance(one.get("datePublished"), str):
                return str(one["datePublished"])
    return ""


def _text(page: "BeautifulSoup") -> str:
    """Return the part of the page that is the letter: the narrowest known one that holds half of its words at least."""
    everything = page.body or page
    most = len(everything.get_text())
    for selector in _TEXTS:
        found = page.select(selector)
        if len(found) == 1 and len(found[0].get_text()) >= _LEAST_SHARE * most:
            return found[0].decode_contents()
    return everything.decode_contents()
