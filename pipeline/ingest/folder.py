"""Find the episodes and issues that lie in content/, with their files. Reads front matter for slugs and drafts, nothing else."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.disk import of_system, shown
from pipeline.errors import ItemError, ShowError
from pipeline.ingest import draft
from pipeline.settings import slug_fault, slugify
from pipeline.stage import Item, Problem

AUDIO_SUFFIXES = (".mp3", ".m4a", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".webm", ".mkv", ".mov")
# What somebody may take for a draft; pictures and folders beside the drafts are nobody's business here.
DOCUMENTS = (".doc", ".docx", ".eml", ".htm", ".html", ".markdown", ".odt", ".pdf", ".rtf", ".txt")
_DATE_PREFIX = re.compile(r"^\d{4}-\d{2}-\d{2}[-_ ]+")


def items(root: Path) -> tuple[Item, ...]:
    """Return every episode and issue under `root`, in the order of their paths; drafts that say `draft: true` are hidden."""
    found = [_episode(root, folder) for folder in sorted((root / "content/episodes").glob("*/")) if _visible(folder)]
    letters = [path for path in sorted((root / "content/newsletters").glob("*")) if _visible(path)]
    found += [_issue(root, path) for path in letters if path.suffix.lower() in (".md", *DOCUMENTS)]
    return tuple(_refuse_twins(found, root))


def _visible(path: Path) -> bool:
    return not path.name.startswith((".", "_")) and path.name.lower() != "readme.md"


def _episode(root: Path, folder: Path) -> Item:
    files: dict[str, Path] = {}
    try:
        inside = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
        files = {path.name: path for path in inside if not _sounds(path)}
        files |= {f"tracks/{path.stem}": path for path in sorted((folder / "tracks").glob("*")) if _sounds(path)}
        if sound := _sound([path for path in inside if _sounds(path)], _home(root, folder)):
            files["audio"] = sound
    except OSError as fault:
        return _item(root, "episode", folder.name, folder, files, None, Problem.of(of_system(fault, _home(root, folder))))
    except ShowError as error:
        return _item(root, "episode", folder.name, folder, files, files.get("episode.md"), Problem.of(error))
    return _item(root, "episode", folder.name, folder, files, files.get("episode.md"))


def _sounds(path: Path) -> bool:
    return path.suffix.lower() in AUDIO_SUFFIXES


def _sound(paths: list[Path], where: str) -> Path | None:
    """Return the episode's sound: `audio.*`, or the only sound file there is."""
    named = [path for path in paths if path.stem == "audio"] or paths
    if len(named) > 1:
        names = ", ".join(path.name for path in named)
        raise ItemError(
            f"it is not clear which file is the episode: {names}", where, "Name that one audio.mp3, or move the others away."
        )
    return named[0] if named else None


def _issue(root: Path, path: Path) -> Item:
    slug = _DATE_PREFIX.sub("", path.stem)
    if path.suffix.lower() != ".md" or not path.is_file():
        message = f"{path.name} is no Markdown draft, so it is not on the site"
        return _item(root, "issue", slug, path.parent, {}, None, Problem(message, _home(root, path), "Save it as Markdown (.md)."))
    return _item(root, "issue", slug, path.parent, {"issue.md": path}, path)


def _item(root: Path, kind: str, name: str, folder: Path, files: dict[str, Path], notes: Path | None, *faults: Problem) -> Item:
    where = _home(root, notes or folder)
    slug, found, hidden = slugify(shown(name)) or "unnamed", list(faults), False
    try:
        meta = draft.front_matter(notes, where) if notes else {}
        slug = shown(str(meta.get("slug") or slug))
        hidden = meta.get("draft") is True
    except ShowError as error:
        found.append(Problem.of(error))
    except OSError as fault:
        found.append(Problem.of(of_system(fault, where)))
    if slug_fault(slug):  # the draft's reader says that another one is used
        slug = slugify(slug) or slugify(shown(name)) or "unnamed"
    return Item(kind, slug, folder, files, tuple(found), hidden=hidden)


def _refuse_twins(found: list[Item], root: Path) -> Iterable[Item]:
    """Let the first item keep a slug; a later one with the same slug is named with both paths and not published."""
    taken: dict[str, Item] = {}
    for item in found:
        first = taken.setdefault(item.key, item)
        if first is item:
            yield item
            continue
        here, there = _place(root, item), _place(root, first)
        message = f'the slug "{item.slug}" already belongs to {there}'
        problem = Problem(message, here, f"Give one of the two another `slug:`; {there} keeps it.")
        twin = msgspec.structs.replace(item, faults=(*item.faults, problem))
        while twin.key in taken:
            slug, _, number = twin.slug.partition("~")
            twin = msgspec.structs.replace(twin, slug=f"{slug}~{int(number or 1) + 1}")
        taken[twin.key] = twin
        yield twin


def _place(root: Path, item: Item) -> str:
    return _home(root, item.files.get("episode.md") or item.files.get("issue.md") or item.folder)


def _home(root: Path, path: Path) -> str:
    return shown(path.relative_to(root))
