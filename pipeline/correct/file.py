"""Read and write corrections.toml: what a person corrected in an episode, kept for every later transcription."""

import json
from collections.abc import Iterator

from pipeline import tables
from pipeline.clock import seconds_of, stamp
from pipeline.correct.derive import Correction
from pipeline.errors import InputError
from pipeline.model import Fact

NAME = "corrections.toml"
HEAD = """# What you corrected in transcript.vtt, found by `podloom build` and put into every later transcription of this episode.
# A correction stands at its time, between the words `left` and `right`. To take one back, change the words in transcript.vtt.
# One that `podloom correct SLUG --list` says no longer fits can be deleted here.
"""


class Row(Fact, frozen=True):
    """A correction as the file has it: times as a clock shows them."""

    at: str
    until: str
    before: str = ""
    after: str = ""
    what: str = "words"
    left: str = ""
    right: str = ""


def read(text: str, where: str) -> tuple[Correction, ...]:
    """Read the corrections of an episode.

    Raises:
        InputError: it is no TOML, a key is unknown or a time is none, with file and line.
    """
    table = tables.Table(text, where)
    rows = tables.records(Row, table, "correction")
    return tuple(_correction(row, table.place("correction", index, "at")) for index, row in enumerate(rows))


def write(corrections: tuple[Correction, ...]) -> str:
    """Write corrections in order of time, a fact a line; "" where there is none."""
    ordered = sorted(corrections, key=lambda one: (one.start, one.what, one.before, one.after))
    return HEAD + "".join(_block(one) for one in ordered) if ordered else ""


def _correction(row: Row, place: str) -> Correction:
    start, end = seconds_of(row.at), seconds_of(row.until)
    if start is None or end is None or end < start:
        raise InputError("this correction has no time", place, 'Write at = "00:12:31.200" and a later (or the same) until.')
    if row.what not in ("words", "speaker"):
        raise InputError(f'a correction is of "words" or of the "speaker", not of "{row.what}"', place, "Mend `what`.")
    return Correction(start, end, row.before, row.after, row.what, row.left, row.right)


def _block(one: Correction) -> str:
    return "\n[[correction]]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in _facts(one))


def _facts(one: Correction) -> Iterator[tuple[str, str]]:
    yield from (("at", stamp(one.start)), ("until", stamp(one.end)), ("before", one.before), ("after", one.after))
    if one.what != "words":
        yield "what", one.what
    if one.left or one.right:
        yield from (("left", one.left), ("right", one.right))


def _quoted(text: str) -> str:
    """Write a TOML string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007F")
