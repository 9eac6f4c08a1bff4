"""Find what is wrong in a feed: RSS of a podcast or a newsletter, Atom, JSON Feed. Fetches nothing, mends nothing."""

from collections.abc import Iterator

import msgspec

from pipeline.feeds import rss_rules, tag_rules, xml
from pipeline.feeds.channel_faults import channel_faults
from pipeline.feeds.fault import Broken, Element, Fault, Rule, line, local, words
from pipeline.feeds.item_faults import item_faults, length_of
from pipeline.feeds.names import ATOM, NAMESPACES, PODCAST
from pipeline.model import UNREAD

UNREADABLE = Rule("feed-unreadable", "error", "A feed is well-formed, or nobody can read it.", "Mend it at this place.")
NO_FEED = Rule("feed-unknown", "error", "A feed is RSS 2.0, Atom or JSON Feed.", "Is this the right file?")
NAMESPACE = Rule(
    *("feed-namespace", "error", "A namespace is known by its exact bytes; with another one its tags do not exist for an app."),
    "Write it exactly so.",
)
ENTRY = Rule("feed-entry", "error", "Each entry has an id of its own, a title and a time.", "Add what is missing.")
RULES = (UNREADABLE, NO_FEED, NAMESPACE, ENTRY, *rss_rules.RULES, *tag_rules.rules())
_A = f"{{{ATOM}}}"


def findings(data: bytes, where: str) -> tuple[Fault, ...]:
    """Return what is wrong in a feed's bytes, in the order of its lines; `where` names its file."""
    found = _json(data) if data.lstrip()[:1] == b"{" else _xml(data)
    return tuple(one.at(where) for one in sorted(found, key=lambda one: one.line))


def _xml(data: bytes) -> Iterator[Broken]:
    from lxml import etree

    try:
        root = xml.parsed(data)
    except etree.XMLSyntaxError as fault:
        yield UNREADABLE.broken(fault.lineno or 1, f"it is not well-formed: {fault.msg}")
        return
    yield from _namespaces(root)
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        yield from _rss(channel)
    elif root.tag == f"{_A}feed":
        yield from _atom(root)
    else:
        yield NO_FEED.broken(line(root), f"it begins with <{local(root)}>")


def _namespaces(root: Element) -> Iterator[Broken]:
    """Yield namespaces that are nearly one that apps know: by their prefix, or but for case, scheme and slashes."""
    near = {_folded(address): (name, address) for name, address in NAMESPACES.items()}
    told: set[tuple[str | None, str]] = set()
    for element in root.iter():
        for prefix, address in (element.nsmap or {}).items() if isinstance(element.tag, str) else ():
            if (prefix, address) in told or address in NAMESPACES.values():
                continue
            told.add((prefix, address))
            wanted = NAMESPACES.get(prefix or "") or near.get(_folded(address), ("", ""))[1]
            if wanted:
                yield NAMESPACE.broken(line(element), f'"{address}" is not "{wanted}"')


def _folded(address: str) -> str:
    return address.casefold().partition("://")[2].rstrip("/")


def _rss(channel: Element) -> Iterator[Broken]:
    yield from channel_faults(channel)
    seen: dict[str, int] = {}
    for item in channel.findall("item"):
        yield from item_faults(channel, item, seen)
        yield from tag_rules.people_faults(channel, item)
        yield from tag_rules.soundbite_faults(item, length_of(item))
    for element in channel.iter(f"{{{PODCAST}}}*"):
        yield from tag_rules.tag_faults(element)


def _atom(root: Element) -> Iterator[Broken]:
    seen: set[str] = set()
    for one in (root, *root.findall(f"{_A}entry")):
        missing = [name for name in ("id", "title", "updated") if not words(one.find(f"{_A}{name}"))]
        if missing:
            yield ENTRY.broken(line(one), f"<{local(one)}> has no {', '.join(missing)}")
        if (own := words(one.find(f"{_A}id"))) in seen:
            yield ENTRY.broken(line(one), f'the id "{own}" stands there twice')
        seen.add(own)


class _Item(msgspec.Struct):
    id: str = ""
    content_html: str = ""
    content_text: str = ""


class _Feed(msgspec.Struct):
    version: str
    title: str
    items: list[_Item]


def _json(data: bytes) -> Iterator[Broken]:
    try:
        feed = msgspec.json.decode(data, type=_Feed)
    except UNREAD as fault:
        yield UNREADABLE.broken(1, f"it is no JSON Feed: {fault}")
        return
    if not feed.version.startswith("https://jsonfeed.org/version/1"):
        yield NO_FEED.broken(1, f'its version is "{feed.version}"')
    seen: set[str] = set()
    for number, item in enumerate(feed.items, 2):  # as we write it, an item a line
        if not item.id or item.id in seen or not (item.content_html or item.content_text):
            yield ENTRY.broken(number, f'the item "{item.id}" has no content, or an id that is not its own')
        seen.add(item.id)
