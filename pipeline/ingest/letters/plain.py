"""Read a letter that is Markdown without front matter, or bare text. Decides nothing about its date: its name has to say it."""

import datetime
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from pipeline.encoding import text
from pipeline.errors import ItemError
from pipeline.ingest import bare
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found, Letter, tried

_SPECIAL = re.compile(r"([\\`*_\[\]<>~])|&(?=#?\w+;)")
_START = re.compile(r"^(\s{0,3})(?:([#=+-])|(\d{1,9})([.)]))(?=[\s#=-]|$)", re.MULTILINE)
_ADDRESS = re.compile(r"<?\b(https?://[^\s<>\"]+[^\s<>\".,;:!?')\]])>?")


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is Markdown, by its name: any text could be."""
    return name.lower().endswith((".md", ".markdown")) and b"\0" not in head


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:  # noqa: ARG001 - every format is read alike
    """Yield the one letter of a file."""
    yield tried(partial(_letter, bundle, name), bundle.place(name))


def _letter(bundle: Bundle, name: str) -> Letter:
    where = bundle.place(name)
    content = text(bundle.read(name), where).replace("\r\n", "\n").replace("\r", "\n")
    found = bare.read(content, name)
    if not found.day:
        raise ItemError(
            "the draft has no front matter",
            f"{where}:1",
            "Begin it with a block between two --- lines that has title: and date:, or call it 2025-03-04-title.md.",
        )
    return Letter(
        source=f"file:{found.day}:{PurePosixPath(name).name}",
        title=found.title,
        date=dates.day(found.day, where),
        slug=found.name or found.title,
        where=where,
        markdown=found.text,
        folder=str(PurePosixPath(name).parent),
    )


def from_text(content: str) -> str:
    """Return bare text as Markdown that shows the same words: paragraphs, quoted lines, addresses as links."""
    return "\n".join(_line(line) for line in content.expandtabs(4).splitlines()).strip()


def escaped(content: str) -> str:
    """Return words as Markdown that shows them as they are."""
    return _START.sub(_kept, _SPECIAL.sub(lambda one: f"\\{one[0]}", content))


def _kept(start: re.Match[str]) -> str:
    return f"{start[1]}\\{start[2]}" if start[2] else f"{start[1]}{start[3]}\\{start[4]}"


def _line(line: str) -> str:
    quote = re.match(r"[> ]*> ?", line)
    lead = "> " * quote[0].count(">") if quote else ""
    words = (line[quote.end() :] if quote else line).strip()
    parts = _ADDRESS.split(words)
    return lead + "".join(f"<{part}>" if at % 2 else escaped(part) for at, part in enumerate(parts))
