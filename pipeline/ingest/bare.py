"""Read a letter that is only text: its name says the day, its first heading the title. Reads no front matter."""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

_TITLE = re.compile(r"\A\s*# +(.+?)(?: +#+)?[ \t]*(?:\n|\Z)|\A\s*([^\n#>*+-][^\n]*)\n=+[ \t]*(?:\n|\Z)")
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})[-_ ]*(.*)$")


class Bare(NamedTuple):
    """A letter: its day as its file's name has it, "" for none; the rest of that name; its title, and the text below that."""

    day: str
    name: str
    title: str
    text: str


def named(name: str) -> tuple[str, str]:
    """Return the date and the rest of a file's name, without its suffix; "" where it has no date."""
    stem = PurePosixPath(name).stem
    found = _DATED.match(stem)
    return (found[1], found[2]) if found else ("", stem)


def read(content: str, name: str) -> Bare:
    """Return a letter from its text and the name of its file, which gives the title where no heading does."""
    day, rest = named(name)
    head = _TITLE.match(content)
    title = (head[1] or head[2]) if head else rest.replace("-", " ").replace("_", " ").strip().capitalize()
    return Bare(day, rest, title.strip() or day, content[head.end() :] if head else content)
