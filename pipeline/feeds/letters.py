"""Write the newsletter's feeds in full text: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Cuts nothing short."""

import re
import uuid
from collections.abc import Mapping, Sequence

import msgspec

from pipeline.feeds import dates, xml
from pipeline.feeds.channel import Channel
from pipeline.feeds.names import ATOM, ATOM_TYPE, CONTENT, DC, NAMESPACES, RSS_TYPE, item_guid
from pipeline.feeds.podcast import GENERATOR
from pipeline.feeds.reel import Reel
from pipeline.feeds.xml import add, markup, say

JSON_FEED = "https://jsonfeed.org/version/1.1"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def rss(channel: Channel, letters: Sequence[Reel]) -> bytes:
    """Return the letters as RSS 2.0, in the order given."""
    root = xml.root("rss", {name: NAMESPACES[name] for name in ("atom", "content", "dc")}, version="2.0")
    top = add(root, "channel")
    add(top, f"{{{ATOM}}}link", attributes={"href": channel.address, "rel": "self", "type": RSS_TYPE})
    told = {"title": channel.title, "link": channel.link, "description": channel.description, "language": channel.language}
    told |= {"copyright": channel.copyright, "pubDate": channel.published, "generator": GENERATOR}
    for name, text in told.items():
        say(top, name, text)
    for letter in letters:
        entry, item = letter.entry, add(top, "item")
        say(item, "title", entry.title)
        say(item, "link", entry.link)
        add(item, "guid", entry.guid, {"isPermaLink": "false"})
        say(item, "pubDate", entry.published)
        say(item, f"{{{DC}}}creator", entry.author or channel.author)
        for tag in letter.tags:
            add(item, "category", tag)
        say(item, "description", entry.description)
        markup(item, f"{{{CONTENT}}}encoded", entry.content)
    return xml.written(root)


def atom(channel: Channel, letters: Sequence[Reel]) -> bytes:
    """Return the letters as Atom; a feed without any has its show's guid and no time, so it must have one letter at least."""
    root = xml.root("feed", {None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", channel.language)
    say(root, "id", f"urn:uuid:{item_guid(channel.guid, 'feed', 'letters')}")
    say(root, "title", channel.title)
    say(root, "subtitle", channel.description)
    add(root, "link", attributes={"rel": "self", "type": ATOM_TYPE, "href": channel.address})
    add(root, "link", attributes={"rel": "alternate", "type": "text/html", "href": channel.link})
    say(root, "updated", max((one.updated for one in letters), key=dates.instant, default=""))
    say(root, "rights", channel.copyright)
    say(root, "generator", GENERATOR)
    say(add(root, "author"), "name", channel.author or channel.title)
    for letter in letters:
        entry, one = letter.entry, add(root, "entry")
        say(one, "id", _iri(channel.guid, entry.guid))
        say(one, "title", entry.title)
        add(one, "link", attributes={"rel": "alternate", "type": "text/html", "href": entry.link})
        say(one, "published", letter.published)
        say(one, "updated", letter.updated)
        if entry.author:
            say(add(one, "author"), "name", entry.author)
        for tag in letter.tags:
            add(one, "category", attributes={"term": tag})
        say(one, "summary", entry.description)
        add(one, "content", entry.content, {"type": "html"})
    return xml.written(root)


def json_feed(channel: Channel, letters: Sequence[Reel]) -> bytes:
    """Return the letters as JSON Feed, one a line."""
    told = {
        "version": JSON_FEED,
        "title": channel.title,
        "home_page_url": channel.link,
        "feed_url": channel.address,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.author}] if channel.author else [],
    }
    rows = b",\n".join(msgspec.json.encode(_full(_item(letter))) for letter in letters)
    return msgspec.json.encode(_full(told))[:-1] + b',"items":[\n' + rows + b"\n]}\n"


def _item(letter: Reel) -> dict[str, object]:
    entry = letter.entry
    return {
        "id": entry.guid,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.description,
        "date_published": letter.published,
        "date_modified": letter.updated,
        "authors": [{"name": entry.author}] if entry.author else [],
        "tags": list(letter.tags),
    }


def _full(told: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in told.items() if value not in ("", [])}


def _iri(show: str, guid: str) -> str:
    """Return a guid as Atom wants it, which may have been anything."""
    if _IRI.fullmatch(guid):
        return guid
    try:
        return f"urn:uuid:{uuid.UUID(guid)}"
    except ValueError:
        return f"urn:uuid:{item_guid(show, 'guid', guid)}"
