"""Turn the bytes of a feed into text, in whatever encoding it says or has. Reads no XML."""

import codecs
import re

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Codecs that are no character sets, or that take quadratic time.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def text(data: bytes) -> str:
    """Return the text of an XML document without the characters that XML forbids.

    A byte order mark counts most, then the shape of the first bytes, then what the document says of itself; where that does
    not fit the bytes, UTF-8 and at last Windows-1252, which fits any.
    """
    return _UNWRITABLE.sub("", _decoded(data))


def _decoded(data: bytes) -> str:
    for mark, name in (*_MARKS, *_STARTS):
        if data.startswith(mark):
            return data.decode(name, "replace")
    for name in (_declared(data), "utf-8", "windows-1252"):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("windows-1252", "replace")


def _declared(data: bytes) -> str:
    """Return the encoding that the document names; UTF-16 cannot be it, for then the name could not be read here."""
    found = _DECLARED.search(data[:1_000])
    name = found[1].decode().lower() if found else "utf-8"
    try:
        plain = codecs.lookup(name).name.replace("-", "_")
    except LookupError:
        return "utf-8"
    return "utf-8" if plain in _NO_CHARSETS or plain.startswith(("utf_16", "utf_32")) else name
