"""Read mended XML into a tree, and name its elements alike whatever the feed calls their namespaces. Fetches no DTD."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.ingest.feeds import announced
from pipeline.ingest.feeds.mended import REMEDY, mend
from pipeline.ingest.feeds.record import Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_TEXT = 500_000
LONGEST_ATTRIBUTE = 4_000
ROOTS = ("rss", "rdf", "feed", "channel")
# What feeds write is not what the specifications say: with a slash at the end or without, http or https, any case.
_SPACES = MappingProxyType(
    {
        "": "",
        "backend.userland.com/rss2": "",
        "blogs.law.harvard.edu/tech/rss": "",
        "purl.org/rss/1.0": "",
        "my.netscape.com/rdf/simple/0.9": "",
        "www.w3.org/2005/atom": "atom",
        "purl.org/atom/ns#": "atom",
        "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
        "podcastindex.org/namespace/1.0": "podcast",
        "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
        "podlove.org/simple-chapters": "psc",
        "purl.org/rss/1.0/modules/content": "content",
        "purl.org/dc/elements/1.1": "dc",
        "www.google.com/schemas/play-podcasts/1.0": "googleplay",
        "search.yahoo.com/mrss": "media",
    }
)
_PREFIXES = frozenset(_SPACES.values()) - {""}

# The children of an element by name: "title", "atom:link", "itunes:duration".
Parts = Mapping[str, Sequence["_Element"]]


def grow(text: str, where: str) -> "tuple[_Element, bool]":
    """Return the root of a feed, and whether the document broke off inside an item.

    Raises:
        ItemError: this is no feed, with what it is instead.
    """
    from lxml import etree

    _refuse_others(text, where)
    mended = mend(text, where)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    root = etree.fromstring(mended.xml.encode(), parser) if mended.xml.strip() else None
    if root is None or local(root).lower() not in ROOTS:
        said = f"its first element is <{local(root)[:40]}>" if root is not None else "there is no element in it"
        raise ItemError(f"this is no feed: {said}", where, "Check the address. " + REMEDY)
    for one in root.iter("*"):
        if one.text and len(one.text) > LONGEST_TEXT:
            one.text = one.text[:LONGEST_TEXT]
    return root, any(name.rpartition(":")[2] in ("item", "entry") for name in mended.cut)


def _refuse_others(text: str, where: str) -> None:
    """Say what came in place of a feed."""
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    said, remedy = "", f"Check the address in a browser. {REMEDY}"
    if not start:
        said = "nothing came: the feed is empty"
    elif announced.is_page(text):
        said = "a web page came where a feed should be, and it names none: perhaps a login"
        remedy = "Look on that site for the address of its feed (often /feed or /rss); what was here before is kept."
    elif start.startswith(("{", "[")):
        said = "JSON came where a feed in XML should be"
    if said:
        raise ItemError(said, where, remedy)


def local(element: "_Element") -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def name_of(element: "_Element") -> str:
    """Return an element's name with the prefix that we use; "?:..." for a namespace that is nobody's here."""
    space, _, name = str(element.tag).rpartition("}")
    if not space and ":" in name:  # its prefix was never declared
        prefix, _, name = name.partition(":")
        return f"{prefix.lower()}:{name}" if prefix.lower() in _PREFIXES else f"?:{name}"
    plain = space.lstrip("{").lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    prefix = _SPACES.get(plain, "?")
    return f"{prefix}:{name}" if prefix else name


def parts(element: "_Element") -> Parts:
    """Return the children of an element by name."""
    found: dict[str, list[_Element]] = {}
    for child in element.iterchildren("*"):
        found.setdefault(name_of(child), []).append(child)
    return found


def first(found: Parts, *names: str) -> str:
    """Return the words of the first child of these names that has any."""
    return next((text for name in names for child in found.get(name, ()) if (text := words(child))), "")


def words(element: "_Element") -> str:
    """Return all words in an element, without surrounding blanks."""
    return "".join(str(part) for part in element.itertext())[:LONGEST_TEXT].strip()


def tag(element: "_Element") -> Tag:
    """Return an element with its attributes; one of unreasonable length is left out."""
    pairs = ((str(name).rpartition("}")[2], str(value)) for name, value in element.attrib.items())
    return Tag(words(element), {name: value for name, value in pairs if len(value) <= LONGEST_ATTRIBUTE})


def tags(found: Parts, *names: str) -> tuple[Tag, ...]:
    """Return the children of these names, in their order."""
    return tuple(tag(child) for name in names for child in found.get(name, ()))
