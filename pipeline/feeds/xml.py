"""Build XML whose bytes depend on nothing but what is said, and read XML strictly. Knows no tag of a feed but `item`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from pipeline.text import writable

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element
else:
    Element = object

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def root(name: str, namespaces: dict[str | None, str], **attributes: str) -> "Element":
    """Return a new root element."""
    from lxml import etree

    return etree.Element(name, attributes, nsmap=namespaces)


def add(parent: "Element", name: str, text: object = "", attributes: Mapping[str, object] | None = None) -> "Element":
    """Add an element; attributes that are empty or None are left out, order is as given."""
    from lxml.etree import SubElement  # not `from lxml import etree`, which takes a microsecond each time

    given = {key: writable(str(value)) for key, value in (attributes or {}).items() if value not in ("", None)}
    element = SubElement(parent, name, given)
    if text != "":
        element.text = writable(str(text))
    return element


def say(parent: "Element", name: str, text: object) -> None:
    """Add an element with a text, or nothing where there is no text."""
    if text not in ("", None):
        add(parent, name, text)


def markup(parent: "Element", name: str, html: str) -> None:
    """Add an element with HTML in it, as CDATA where that can hold it; nothing where there is none."""
    from lxml.etree import CDATA

    if html:
        text = writable(html)
        add(parent, name).text = text if "]]>" in text else CDATA(text)


def parsed(data: bytes) -> "Element":
    """Read a document: nothing outside is read, no entity is put in, no text grows beyond what libxml2 holds for sane.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
    """
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def items(feed: bytes) -> tuple["Element", ...]:
    """Return the items of an RSS feed, none of one that is not well-formed: the rules tell that."""
    from lxml import etree

    try:
        return tuple(parsed(feed).iter("item"))
    except etree.XMLSyntaxError:
        return ()


def written(element: "Element") -> bytes:
    """Return a whole document, indented."""
    from lxml import etree

    etree.indent(element)
    return _HEAD + bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=False)) + b"\n"
