"""Read a feed: what every feed has with feedparser, what it cannot read (Podcasting 2.0, chapters) from the tree. Fetches nothing.

feedparser 6.0.14 alone keeps of repeated elements only the last, and of one with attributes no words: of 178 names of persons
none. It is given the mended tree, so that both always see the same items in the same order.
"""

import io
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline import body
from pipeline.ingest.feeds import dates, decoded, tree
from pipeline.ingest.feeds.record import Entry, Feed, Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ITEMS = 20_000
CUT = "the feed breaks off in the middle of an item, which was left out"
_NOTHING: Mapping[str, Any] = {}


def read(data: bytes, where: str, url: str = "") -> Feed:
    """Read a feed, or one page of it, that was found at `url`.

    Raises:
        ItemError: this is no feed, or it does what none may.
    """
    root, cut = tree.grow(decoded.text(data), where)
    items = [one for one in root.iter("*") if tree.name_of(one) in ("item", "atom:entry")]
    warnings = [CUT] if cut and items else []
    if cut and items:
        last = items.pop()
        parent = last.getparent()
        if parent is not None:
            parent.remove(last)
    if len(items) > MOST_ITEMS:
        warnings.append(f"the feed has {len(items)} items; the first {MOST_ITEMS} were read")
    parsed = _parsed(root, url)
    alike = parsed["entries"] if len(parsed["entries"]) == len(items) else [_NOTHING] * len(items)
    pairs = list(zip(items, alike, strict=True))[:MOST_ITEMS]
    return _feed(root, parsed["feed"], tuple(_entry(item, seen) for item, seen in pairs), tuple(warnings))


def _parsed(root: "_Element", url: str) -> Mapping[str, Any]:
    import feedparser  # type: ignore[import-untyped]  # it has none
    from lxml import etree

    # Bytes in a file: a text that looks like a path or an address would be opened. What is shown is sanitised at the end.
    source = io.BytesIO(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    headers = {"content-location": url} if url.isascii() else {}
    found: Mapping[str, Any] = feedparser.parse(source, response_headers=headers, sanitize_html=False)
    return found


def _feed(root: "_Element", seen: Mapping[str, Any], entries: tuple[Entry, ...], warnings: tuple[str, ...]) -> Feed:
    channel = next((one for one in root.iter("*") if tree.name_of(one) in ("channel", "atom:feed")), root)
    found = tree.parts(channel)
    nexts = (tag.get("href") for tag in tree.tags(found, "atom:link") if tag.get("rel").lower() == "next")
    return Feed(
        title=_plain(found, "title", "atom:title"),
        link=tree.first(found, "link") or _text(seen, "link"),
        language=tree.first(found, "language", "dc:language") or channel.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        author=tree.first(found, "itunes:author", "podcast:author") or _text(seen, "author"),
        image=_image(found) or next((url for one in found.get("image", ()) if (url := tree.first(tree.parts(one), "url"))), ""),
        guid=tree.first(found, "podcast:guid"),
        locked=tree.first(found, "podcast:locked"),
        persons=tree.tags(found, "podcast:person"),
        next=tuple(dict.fromkeys(one for one in nexts if one)),
        entries=entries,
        warnings=warnings,
    )


def _entry(item: "_Element", seen: Mapping[str, Any]) -> Entry:
    found = tree.parts(item)
    written = tree.first(found, "pubDate", "atom:published", "dc:date", "atom:issued") or _text(seen, "published")
    written = written or tree.first(found, "atom:updated", "atom:modified")
    return Entry(
        title=_plain(found, "title", "atom:title", "itunes:title", "dc:title"),
        guid=tree.first(found, "guid", "atom:id") or _about(item),
        link=tree.first(found, "link") or ("" if "guid" in found else _text(seen, "link")),
        written=written,
        date=dates.iso(written, _time(seen)),
        summary=_short(tree.first(found, "itunes:subtitle", "itunes:summary", "atom:summary", "description")),
        html=_html(found, seen),
        author=tree.first(found, "itunes:author", "dc:creator", "author") or _text(seen, "author"),
        duration=tree.first(found, "itunes:duration"),
        season=tree.first(found, "podcast:season", "itunes:season"),
        season_name=next((tag.get("name") for tag in tree.tags(found, "podcast:season")), ""),
        number=tree.first(found, "podcast:episode", "itunes:episode"),
        display=next((tag.get("display") for tag in tree.tags(found, "podcast:episode")), ""),
        kind=tree.first(found, "itunes:episodeType").lower(),
        explicit=tree.first(found, "itunes:explicit").lower(),
        image=_image(found),
        enclosures=tree.tags(found, "enclosure") or _linked_sounds(found),
        persons=tree.tags(found, "podcast:person"),
        transcripts=tree.tags(found, "podcast:transcript"),
        chapters=tree.tags(found, "podcast:chapters"),
        soundbites=tree.tags(found, "podcast:soundbite"),
        psc=tuple(mark for one in found.get("psc:chapters", ()) for mark in tree.tags(tree.parts(one), "psc:chapter")),
    )


def _text(seen: Mapping[str, Any], name: str) -> str:
    return str(seen.get(name) or "").strip()


def _time(seen: Mapping[str, Any]) -> time.struct_time | None:
    """Return the date that feedparser read; its own look-up warns where it takes one date for another."""
    plain = dict(seen)
    return plain.get("published_parsed") or plain.get("updated_parsed")


def _about(item: "_Element") -> str:
    return str(item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "")).strip()


def _plain(found: tree.Parts, *names: str) -> str:
    """Return a title; Atom says where one is HTML."""
    for name in names:
        for child in found.get(name, ()):
            text = tree.words(child)
            if text:
                return body.words(text) if child.get("type") == "html" else text
    return ""


def _html(found: tree.Parts, seen: Mapping[str, Any]) -> str:
    """Return the longest text, with its addresses made absolute by feedparser where it read the same."""
    contents: Sequence[Mapping[str, Any]] = seen.get("content") or ()
    texts = [_text(one, "value") for one in contents if "html" in _text(one, "type") or "content:encoded" in found]
    plain = tree.first(found, "content:encoded", "description", "itunes:summary") or _text(seen, "summary")
    return max([*texts, plain], key=len)[: tree.LONGEST_TEXT]


def _short(text: str) -> str:
    return body.words(text[:20_000])


def _image(found: tree.Parts) -> str:
    pictures = tree.tags(found, "itunes:image", "podcast:image", "googleplay:image")
    return next((one for tag in pictures if (one := tag.get("href") or tag.text)), "")


def _linked_sounds(found: tree.Parts) -> tuple[Tag, ...]:
    """Return what Atom links as enclosures, named as RSS names it; Media RSS where there is nothing else."""
    links = [tag for tag in tree.tags(found, "atom:link") if tag.get("rel") == "enclosure"] or [
        tag for tag in tree.tags(found, "media:content") if tag.get("url")
    ]
    names = {"href": "url", "fileSize": "length"}
    kept = ("href", "url", "type", "length", "fileSize")
    return tuple(Tag("", {names.get(name, name): tag.attributes[name] for name in kept if name in tag.attributes}) for tag in links)
