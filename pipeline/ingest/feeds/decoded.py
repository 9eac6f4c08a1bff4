"""Turn the bytes of a feed into text, in whatever encoding it says or has. Reads no XML."""

import re

from pipeline.ingest.charset import decoded, told_inside
from pipeline.text import writable

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def text(data: bytes) -> str:
    """Return the text of an XML document without the characters that XML forbids.

    A byte order mark counts most, then the shape of the first bytes, then what the document says of itself; where that does
    not fit the bytes, UTF-8 and at last Windows-1252, which fits any.
    """
    for start, name in _STARTS:
        if data.startswith(start):
            return writable(data.decode(name, "replace"))
    return writable(decoded(data, told_inside(_DECLARED.search(data[:1_000]))))
