"""Read a letter that is only text: its name says the day, its first heading the title. Reads no front matter."""

from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.settings.slugs import DATED


class Bare(NamedTuple):
    """A letter: its day as its file's name has it, "" for none; the rest of that name; its title, and the text below that."""

    day: str
    name: str
    title: str
    text: str


def named(name: str) -> tuple[str, str]:
    """Return the date and the rest of a file's name, without its suffix; "" where it has no date."""
    stem = PurePosixPath(name).stem
    found = DATED.match(stem)
    return (found["day"], found["rest"]) if found else ("", stem)


def read(content: str, name: str) -> Bare:
    """Return a letter from its text and the name of its file, which gives the title where no heading does."""
    day, rest = named(name)
    title, text = _titled(content)
    return Bare(day, rest, title or rest.replace("-", " ").replace("_", " ").strip().capitalize() or day, text)


def _titled(content: str) -> tuple[str, str]:
    """Return the heading of the first level that a text begins with, and what stands below; "" and all of it where none does.

    Without a pattern: 40,000 spaces inside a heading took one 12 s.
    """
    line, _, below = content.lstrip().partition("\n")
    if line.startswith("# ") and (title := line[1:].strip()):
        open_ = title.rstrip("#")
        return (open_.rstrip() if open_.endswith(" ") else title), below
    rule, _, rest = below.partition("\n")
    if line[:1] not in ("", *"#>*+-") and (rule := rule.rstrip()) and not rule.strip("="):
        return line.strip(), rest
    return "", content
