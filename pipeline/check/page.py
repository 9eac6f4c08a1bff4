"""Read one built page: what it links to, what it loads, what can be linked to on it. Judges nothing.

With libxml2, for an hour of speech is a page of a megabyte: 26 MB/s, and 2.5 with Python's own parser.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.disk import read_whole

if TYPE_CHECKING:
    from lxml.etree import _Element


# What a browser fetches or sends by itself, or at a press, without leaving the page.
_ASKS = {
    **dict.fromkeys(("img", "script", "iframe", "embed", "audio", "source", "track"), ("src",)),
    "video": ("src", "poster"),
    "object": ("data",),
    "form": ("action",),
    "button": ("formaction",),
    "input": ("src", "formaction"),
    "link": ("href",),
}
_LOADED = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


class Page(NamedTuple):
    """What a page says; places are lines. `bare` says that it leads on at once, or is shown within another page.

    `asks` are what it loads or sends: element, address, line.
    """

    ids: frozenset[str] = frozenset()
    twice: tuple[tuple[str, int], ...] = ()
    links: tuple[tuple[str, int], ...] = ()
    parts: frozenset[str] = frozenset()
    without_alt: tuple[tuple[str, int], ...] = ()
    title: str = ""
    language: str = ""
    headings: int = 0
    bare: bool = False
    asks: tuple[tuple[str, str, int], ...] = ()


def read(path: Path) -> Page:
    """Read a page; of a link that stands there several times, and of those to itself that lead somewhere, the first is enough."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(read_whole(path), parser)
    except etree.XMLSyntaxError:  # an empty file
        return Page()
    found = _Found()
    for element in root.iter():
        if isinstance(element.tag, str):
            found.note(element.tag, element)
    links = {link: line for link, line in found.links.items() if link[:1] != "#" or link[1:] not in found.ids}
    return Page(
        frozenset(found.ids),
        tuple(found.twice),
        tuple(links.items()),
        frozenset(found.parts),
        tuple(found.without_alt),
        root.findtext("head/title") or "",
        root.get("lang") or "",
        found.headings,
        found.bare,
        tuple(found.asks),
    )


class _Found:
    """What was found so far."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.twice: list[tuple[str, int]] = []
        self.links: dict[str, int] = {}
        self.parts: set[str] = set()
        self.without_alt: list[tuple[str, int]] = []
        self.headings = 0
        self.bare = False
        self.asks: list[tuple[str, str, int]] = []

    def note(self, tag: str, element: "_Element") -> None:
        """Note what one element says."""
        line = int(element.sourceline or 0)
        if one := element.get("id"):
            if one in self.ids:
                self.twice.append((one, line))
            self.ids.add(one)
        for name in ("href", "src"):
            link = element.get(name)
            if link and tag != "base" and not (tag == "use" and link.startswith("#")):
                self.links.setdefault(link, line)
        if tag != "link" or _LOADED & set((element.get("rel") or "").lower().split()):
            self.asks += [(tag, address, line) for name in _ASKS.get(tag, ()) if (address := element.get(name)) is not None]
        if tag == "img" and element.get("alt") is None:
            self.without_alt.append((element.get("src") or "", line))
        if tag in ("img", "script") or (tag == "link" and element.get("rel") == "stylesheet"):
            self.parts.add(element.get("src") or element.get("href") or "")
        self.headings += tag == "h1"
        self.bare |= tag == "meta" and "noindex" in (element.get("content") or "")
