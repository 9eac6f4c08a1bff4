"""Turn the bytes of a text file into text, whatever editor saved it. Guesses no encoding."""

import codecs

from pipeline.errors import ItemError

# UTF-32's mark begins with UTF-16's, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked(data: bytes) -> str:
    """Return the encoding whose mark these bytes begin with, "" for none."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def text(data: bytes, where: str) -> str:
    """Return bytes as text: UTF-8, or UTF-16 or UTF-32 with their marks. Lines end as they do.

    Raises:
        ItemError: it is none of them, with the first byte that does not fit.
    """
    name = marked(data) or "utf-8"
    try:
        return data.decode(name)
    except UnicodeDecodeError as fault:
        meant = name.removesuffix("-sig").upper()
        raise ItemError(f"the file is not {meant} (byte {fault.start})", where, "Save it as UTF-8.") from fault
