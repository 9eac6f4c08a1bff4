"""Make texts fit for a place: a line, a length, a value in quotes, XML. Knows no markup and no language."""

import json
import re

_JOINERS = "\u200c\u200d"  # nobody sees them, yet Persian, the scripts of India and many an emoji are spelled with them
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def brief(text: str, limit: int = 160) -> str:
    """Return a text on one line, cut at a word so that it has at most `limit` characters, an ellipsis included."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def printable(text: str) -> str:
    """Return a text on one line, without signs that nobody sees and that turn others around."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace() or one in _JOINERS).split())


def quoted(text: str) -> str:
    """Return a text as a JSON string, which is a YAML string too: nothing in it breaks out of its line."""
    return json.dumps(printable(text), ensure_ascii=False)


def writable(text: str) -> str:
    """Return a text without the characters that XML cannot hold in any way (XML 1.0, 2.2)."""
    return _UNWRITABLE.sub("", text)
