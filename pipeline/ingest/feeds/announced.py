"""Find the feeds that a web page names in its head. Fetches none."""

import re

from pipeline import fetch

_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_HEAD_CHARACTERS = 1_000_000


def is_page(text: str) -> bool:
    """Say whether a text is a web page."""
    return text.lstrip("\ufeff \t\r\n")[:200].lower().startswith(("<!doctype html", "<html"))


def feeds(text: str, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page found at `url` names, those of comments last; () where it is no page."""
    if not is_page(text):
        return ()
    from lxml import etree, html

    try:
        root = html.document_fromstring(text[:_HEAD_CHARACTERS].encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # there is nothing in it
        return ()
    base = next((fetch.joined(url, one.get("href", "")) for one in root.iter("base")), "") or url
    links = [
        one
        for one in root.iter("link")
        if "alternate" in one.get("rel", "").lower().split() and one.get("type", "").partition(";")[0].strip().lower() in _TYPES
    ]
    links.sort(key=lambda one: bool(_COMMENTS.search(f"{one.get('title', '')} {one.get('href', '')}")))
    return tuple(dict.fromkeys(found for one in links if (found := fetch.joined(base, one.get("href", "")))))
