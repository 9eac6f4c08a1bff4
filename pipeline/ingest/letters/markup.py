"""Parse the XML of other systems. Opens no address and no file, resolves no entity."""

import re
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.ingest.letters.letter import Found

if TYPE_CHECKING:
    from lxml.etree import _Element

DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
# A "&" that begins nothing, where it is not allowed to stand alone: the parser would drop what follows it.
_OUTSIDE = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z)|&#?\w{1,32};)|&", re.DOTALL)
_END_BYTES = 4 << 10
ATOM = "{http://www.w3.org/2005/Atom}"


def parse(data: bytes, where: str) -> "_Element":
    """Return the root of an XML file; a bare `&` or a forbidden character, which exports often hold, stops nothing.

    Raises:
        ItemError: there is nothing to read in it.
    """
    from lxml import etree

    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _OUTSIDE.sub(lambda found: found[1] or b"&amp;", data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ItemError(f"the XML cannot be read: {fault}", where, "Export it again.") from fault
    bombs = (etree.ErrorTypes.ERR_ENTITY_LOOP, etree.ErrorTypes.ERR_RESOURCE_LIMIT)
    if any(one.type in bombs for one in parser.error_log):
        raise ItemError("the XML declares entities that would grow without end", where, "Ask where this file comes from.")
    if root is None:
        raise ItemError("the file holds no XML", where, "Export it again.")
    return root


def cut(data: bytes, root: "_Element", where: str) -> list[Found]:
    """Return the fault of a file that breaks off before the end of its root, if it does: letters may be missing."""
    end = f"</{root.prefix}:" if root.prefix else "</"
    if f"{end}{root.tag.rpartition('}')[2]}".encode() in data[-_END_BYTES:] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return []
    return [ItemError("the file breaks off, so letters may be missing from it", where, "Export it again.")]


def said(item: "_Element", *names: str) -> str:
    """Return the text of the first of these children that says anything."""
    for name in names:
        for child in item.iterchildren(name):
            if words := "".join(child.itertext()).strip():
                return str(words)
    return ""
