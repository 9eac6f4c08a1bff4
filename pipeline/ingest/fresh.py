"""Write the first lines of an episode or an issue that does not exist yet. Overwrites nothing."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from pipeline.disk import write_whole
from pipeline.errors import InputError, ShowError
from pipeline.ingest import draft
from pipeline.model import Fact
from pipeline.settings import slugify
from pipeline.text import quoted


class Start(Fact, frozen=True):
    """What is known of an item before it is written: its title, its date (ISO 8601) and the show's hosts."""

    title: str
    date: str
    hosts: tuple[str, ...] = ()


def episode(root: Path, start: Start) -> Path:
    """Write the notes of an episode with the next free number; return their path.

    Raises:
        InputError: the title makes no slug, the date is none, or such an episode is there.
    """
    folder = root / "content/episodes" / _slug(start)
    lines = [
        *_head(start),
        f"episode: {max(_numbers(root), default=0) + 1}",
        "guest: []        # [Ines Caldeira]",
        f"host: {_quoted_list(start.hosts)}",
        'summary: ""      # one or two sentences: they stand in lists, cards and feeds',
        "themes: []       # those that it surely has; the others are found",
        "draft: true      # take this line out to publish it",
    ]
    return _write(folder / "episode.md", lines, "Write your show notes here.")


def issue(root: Path, start: Start) -> Path:
    """Write an issue of the newsletter; return its path.

    Raises:
        InputError: as for an episode.
    """
    path = root / "content/newsletters" / f"{_date(start)}-{_slug(start)}.md"
    lines = [
        *_head(start),
        f"author: {quoted(start.hosts[0] if start.hosts else '')}",
        'summary: ""      # one or two sentences: they stand in lists, cards and inboxes',
        "sparked: []      # the episodes that it started, by slug",
        "themes: []       # those that it surely has; the others are found",
        "draft: true      # take this line out to publish it",
    ]
    return _write(path, lines, "Write your letter here.")


def _head(start: Start) -> list[str]:
    return [f"title: {quoted(start.title)}", f"date: {_date(start)}"]


def _write(path: Path, lines: list[str], body: str) -> Path:
    if path.exists():
        raise InputError(f"{path.name} is already there, so nothing was written", str(path), "Give it another title.")
    write_whole(path, "\n".join(["---", *lines, "---", "", body, ""]).encode())
    return path


def _slug(start: Start) -> str:
    slug = slugify(start.title)
    if not slug:
        raise InputError(f'no address can be made of "{start.title}"', "", "Give it a title with Latin letters or digits.")
    return slug


def _date(start: Start) -> str:
    try:
        return datetime.date.fromisoformat(start.date).isoformat()
    except ValueError as fault:
        raise InputError(f'"{start.date}" is no date', "--date", "Write year, month and day: 2025-03-04.") from fault


def _numbers(root: Path) -> Iterator[int]:
    """Yield the numbers of the episodes that are there, drafts too."""
    for path in sorted((root / "content/episodes").glob("*/episode.md")):
        try:
            meta = draft.front_matter(path, str(path))
        except (ShowError, OSError):  # told when it is built
            continue
        for key in ("episode", "number"):
            number = meta.get(key)
            if isinstance(number, int) and not isinstance(number, bool):
                yield number


def _quoted_list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(quoted(name) for name in names)}]"
