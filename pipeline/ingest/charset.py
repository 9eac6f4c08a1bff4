"""Turn the bytes of other systems into text, in whatever encoding they say or have. Reads no markup."""

import codecs
import re

from pipeline import encoding

# Codecs that are no character sets, or that take quadratic time.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def decoded(data: bytes, told: str = "") -> str:
    """Return bytes as text: by their mark, else as they are `told` to be, else as UTF-8, else as Windows-1252, which fits any."""
    if mark := encoding.marked(data):
        return data.decode(mark, "replace")
    for name in (told if _charset(told) else "utf-8", "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("windows-1252", "replace")


def told_inside(found: re.Match[bytes] | None) -> str:
    """Return the encoding that a document names itself, "" for none; UTF-16 cannot be it: the name could not be read."""
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return "" if _charset(name).startswith(("utf_16", "utf_32")) else name


def _charset(name: str) -> str:
    """Return what Python calls a character set, "" where the name is that of none."""
    try:
        plain = codecs.lookup(name).name.replace("-", "_")
    except LookupError:
        return ""
    return "" if plain in _NO_CHARSETS else plain
