"""Read the letters of a newsletter's feed that was saved as a file: RSS or Atom. Opens no address."""

import datetime
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import msgspec

from pipeline import body
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found, Letter, placed, slug_of, titled, tried
from pipeline.ingest.letters.markup import ATOM, CONTENT, DC, cut, parse, said

if TYPE_CHECKING:
    from lxml.etree import _Element


def fits(name: str, head: bytes) -> bool:  # noqa: ARG001 - every format is asked alike
    """Say whether a file is a feed; WordPress' export, which is one too, is asked before."""
    return b"<rss" in head or (b"<feed" in head and b"http://www.w3.org/2005/Atom" in head)


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the letters of a feed; an item with sound is an episode."""
    data, where = bundle.read(name), bundle.place(name)
    root = parse(data, where)
    found = [tried(partial(_item, item, where, zone), where) for item in root.iter("item")]
    found += [tried(partial(_entry, entry, where, zone), where) for entry in root.iter(f"{ATOM}entry")]
    named = Counter(one.source for one in found if isinstance(one, Letter))
    yield from (_apart(one) if isinstance(one, Letter) and named[one.source] > 1 else one for one in found)
    yield from cut(data, root, where)


def _apart(letter: Letter) -> Letter:
    """Name a letter by its title and day too, where others have the same link and nobody gave them guids."""
    own = letter.source == f"feed:{letter.link}"
    return msgspec.structs.replace(letter, source=f"{letter.source} {letter.title} {letter.date}") if own else letter


def _item(item: "_Element", file: str, zone: datetime.tzinfo) -> Letter:
    title, link = said(item, "title"), said(item, "link")
    guid, written = said(item, "guid"), said(item, "pubDate", f"{DC}date")
    where, source = placed(file, title, link, guid, written), f"feed:{guid or link}"
    if any(one.get("type", "").startswith(("audio/", "video/")) for one in item.iter("enclosure")):
        return Letter(source, title, "", "", where, state="podcast")
    text, short = said(item, f"{CONTENT}encoded"), said(item, "description")
    return Letter(
        source=source,
        title=titled(title, where),
        date=dates.day(written, where, zone),
        slug=slug_of(link),
        where=where,
        html=text or short,
        author=said(item, f"{DC}creator", "author"),
        summary=body.words(short) if text and len(short) < len(text) else "",
        link=link,
    )


def _entry(entry: "_Element", file: str, zone: datetime.tzinfo) -> Letter:
    title = said(entry, f"{ATOM}title")
    link = next((one.get("href", "") for one in entry.iter(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"), "")
    author = entry.find(f"{ATOM}author")
    where = placed(file, title, link, said(entry, f"{ATOM}id"))
    return Letter(
        source=f"feed:{said(entry, f'{ATOM}id') or link}",
        title=titled(title, where),
        date=dates.day(said(entry, f"{ATOM}published", f"{ATOM}updated"), where, zone),
        slug=slug_of(link),
        where=where,
        html=_content(entry),
        author=said(author, f"{ATOM}name") if author is not None else "",
        link=link,
    )


def _content(entry: "_Element") -> str:
    """Return an entry's text as HTML, whether it stands there escaped or as elements."""
    from lxml import etree

    for name in (f"{ATOM}content", f"{ATOM}summary"):
        for one in entry.iterchildren(name):
            if one.get("type") == "xhtml":
                return "".join(etree.tostring(child, encoding="unicode") for child in one)
            words = "".join(one.itertext())
            return words if one.get("type") == "html" else f"<p>{escape(words)}</p>"
    return ""
