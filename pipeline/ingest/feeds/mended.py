"""Make XML that any parser can read, safely, out of what feeds really hold. Understands no element.

Gone afterwards: the DOCTYPE with its entities, elements within elements within elements, tags that are never closed or never
opened, references to nothing. What a plain entity of the document stands for is put in its place.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.errors import ItemError

MOST_DEPTH = 60
MOST_UNFOLDED = 8 << 20
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*+(?:\[((?:[^<]|<(?!!DOCTYPE))*?)\]\s*)?>", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\b)""")
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![^>]*>?"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][^\s<>/\"'=]*+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.DOTALL,
)
_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][\w.:-]{0,60});)?")
_XML = {"amp", "lt", "gt", "quot", "apos"}
REMEDY = "Tell whoever makes the feed; what was here before is kept."


class Mended(NamedTuple):
    """Well-formed XML. `cut` names the elements that were still open at the end: what stands last in them is not whole."""

    xml: str
    cut: tuple[str, ...]


def mend(text: str, where: str) -> Mended:
    """Return the document as one that is well-formed but for its attributes and prefixes.

    Raises:
        ItemError: its entities stand for other entities, or for more than a feed may be.
    """
    entities: dict[str, str] = {}
    if found := _DOCTYPE.search(text):
        entities = {one[1]: one[2] or one[3] or "" for one in _ENTITY.finditer(found[1] or "")}
        text = text[: found.start()] + text[found.end() :]
    mender = _Mender(entities, where)
    xml = "".join(mender.pieces(text))
    return Mended(xml, tuple(mender.open))


class _Mender:
    """Walks through a document once, knowing which elements are open."""

    def __init__(self, entities: Mapping[str, str], where: str) -> None:
        self.open: list[str] = []
        self._counts: Counter[str] = Counter()  # to search the open ones for each of 100,000 ends would take hours
        self._entities = entities
        self._where = where
        self._unfolded = 0

    def pieces(self, text: str) -> Iterator[str]:
        """Give the mended document piece by piece."""
        at, rooted = 0, False
        for found in _MARKUP.finditer(text):
            if self.open and len(self.open) <= MOST_DEPTH:
                yield self._words(text[at : found.start()])
            at = found.end()
            if found["name"] is None:
                if self.open and len(self.open) <= MOST_DEPTH and found[0].startswith("<![CDATA["):
                    yield html.escape(found[0].removeprefix("<![CDATA[").removesuffix("]]>"), quote=False)
            elif self.open or not rooted:
                rooted = True
                yield from self._tag(found)
        yield from (f"</{name}>" for name in reversed(self.open[:MOST_DEPTH]))

    def _tag(self, found: re.Match[str]) -> Iterator[str]:
        name = found["name"]
        if found["end"]:
            yield from self._closed(name)
            return
        shown = len(self.open) < MOST_DEPTH
        if not found[0].endswith("/>"):
            self.open.append(name)
            self._counts[name] += 1
        if shown:
            yield self._words(found[0], inside=True)

    def _closed(self, name: str) -> Iterator[str]:
        """Close an element and all that are open in it; an end of nothing is left out."""
        if not self._counts[name]:
            return
        while self.open:
            last = self.open.pop()
            self._counts[last] -= 1
            if len(self.open) < MOST_DEPTH:
                yield f"</{last}>"
            if last == name:
                return

    def _words(self, text: str, *, inside: bool = False) -> str:
        """Mend the references of a text, or of a tag."""
        plain = _REFERENCE.sub(self._reference, text) if "&" in text else text
        return plain if inside else plain.replace("<", "&lt;")

    def _reference(self, found: re.Match[str]) -> str:
        name = found[1]
        if not name:
            return "&amp;"
        if name in _XML:
            return found[0]
        if name in self._entities:
            return self._unfold(name)
        meant = html.unescape(found[0])  # of characters that XML forbids it makes nothing, or the sign for that
        return f"&amp;{name};" if meant == found[0] else html.escape(meant)

    def _unfold(self, name: str) -> str:
        value = html.unescape(self._entities[name]) if "&#" in self._entities[name] else self._entities[name]
        self._unfolded += len(value)
        if re.search(r"&[A-Za-z]", self._entities[name]) or self._unfolded > MOST_UNFOLDED:
            raise ItemError(f'its entity "&{name[:40]};" unfolds into more than a feed may be', self._where, REMEDY)
        return html.escape(value)
