"""Read tables and texts of other systems, whatever program saved them last. Guesses no encoding."""

import csv
import io
import re

from pipeline import encoding
from pipeline.errors import ItemError
from pipeline.ingest.charset import decoded, told_inside

_FIELD_LIMIT_BYTES = 16 << 20  # a whole letter may stand in one field
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)


def page_text(data: bytes) -> str:
    """Return a page of HTML as text: by its mark, by what its head says, as UTF-8, or as browsers do where nothing is said."""
    return decoded(data, told_inside(_CHARSET.search(data[:2048])))


def rows(data: bytes, where: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names in its head, in lower case; what is missing from a row is "".

    Programs separate with commas, semicolons or tabs; whichever stands most often in the head does.

    Raises:
        ItemError: it cannot be read.
    """
    content = encoding.text(data, where).replace("\0", "")
    head = content.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    before = csv.field_size_limit(_FIELD_LIMIT_BYTES)
    try:
        table = list(csv.reader(io.StringIO(content, newline=""), delimiter=mark))
    except csv.Error as fault:
        raise ItemError(f"the table cannot be read: {fault}", where, "Export it again.") from fault
    finally:
        csv.field_size_limit(before)
    names = [name.strip().lower() for name in table[0]] if table else []
    return [dict(zip(names, [*row, *[""] * len(names)], strict=False)) for row in table[1:] if any(row)]
