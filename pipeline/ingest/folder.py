"""Find the episodes and issues that lie in content/, with their files. Reads front matter for slugs; judges nothing else."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ShowError
from pipeline.ingest import draft
from pipeline.settings import slug_fault
from pipeline.stage import Item, Problem

AUDIO_SUFFIXES = (".mp3", ".m4a", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".webm", ".mkv", ".mov")
_DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}-")


def items(root: Path) -> tuple[Item, ...]:
    """Return every episode and issue under `root`, in the order of their paths, without drafts that say `draft: true`."""
    found = [_episode(root, folder) for folder in sorted((root / "content/episodes").glob("*/")) if _visible(folder)]
    found += [_issue(root, path) for path in sorted((root / "content/newsletters").glob("*.md")) if _visible(path)]
    return tuple(_refuse_twins([item for item in found if item is not None], root))


def _visible(path: Path) -> bool:
    return not path.name.startswith((".", "_"))


def _episode(root: Path, folder: Path) -> Item | None:
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in AUDIO_SUFFIXES:
            files.setdefault("audio", path)
        elif path.is_file():
            files[path.name] = path
    for path in sorted((folder / "tracks").glob("*")):
        if path.suffix.lower() in AUDIO_SUFFIXES:
            files[f"tracks/{path.stem}"] = path
    return _item(root, "episode", folder.name, folder, files, folder / "episode.md")


def _issue(root: Path, path: Path) -> Item | None:
    return _item(root, "issue", _DATE_PREFIX.sub("", path.stem), path.parent, {"issue.md": path}, path)


def _item(root: Path, kind: str, name: str, folder: Path, files: dict[str, Path], notes: Path) -> Item | None:
    where = str(notes.relative_to(root))
    slug, faults = name, []
    try:
        meta = draft.front_matter(notes, where) if notes.is_file() else {}
        if meta.get("draft") is True:
            return None
        slug = str(meta.get("slug") or name)
        if fault := slug_fault(slug):
            faults.append(Problem(fault, where, "Add a line `slug: ...` of lower case letters, digits and single hyphens."))
    except ShowError as error:
        faults.append(Problem.of(error))
    safe = slug if not slug_fault(slug) else name
    return Item(kind, safe, folder, files, tuple(faults))


def _refuse_twins(found: list[Item], root: Path) -> Iterable[Item]:
    """Let the first item keep a slug; a later one with the same slug is named with both paths and not published."""
    first: dict[str, Item] = {}
    for item in found:
        twin = first.setdefault(item.key, item)
        if twin is item:
            yield item
            continue
        here, there = _home(item, root), _home(twin, root)
        problem = Problem(
            f'the slug "{item.slug}" already belongs to {there}',
            here,
            f"Give one of the two another `slug:`; {there} keeps it.",
        )
        yield Item(item.kind, f"{item.slug}~{_home(item, root).replace('/', '~')}", item.folder, item.files, (problem,))


def _home(item: Item, root: Path) -> str:
    path = item.files.get("episode.md") or item.files.get("issue.md") or item.folder
    return str(path.relative_to(root))
