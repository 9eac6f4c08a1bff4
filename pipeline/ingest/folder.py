"""Find the episodes and issues that lie in content/, with their files, and say which of them are published.

Reads front matter for slugs, drafts and dates, nothing else. What waits is decided here and nowhere else: a hidden item is
worked on by no stage, so it is on no page and in no feed, search, link, card or list.
"""

import datetime
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.disk import of_file, shown
from pipeline.errors import OF_ONE, ItemError
from pipeline.ingest import bare, draft
from pipeline.ingest.heads import Head, Heads
from pipeline.settings import slug_fault, slugify, undated
from pipeline.stage import Item, Problem

AUDIO_SUFFIXES = (".mp3", ".m4a", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".webm", ".mkv", ".mov")
# What somebody may take for a draft; pictures and folders beside the drafts are nobody's business here.
DOCUMENTS = (".doc", ".docx", ".eml", ".htm", ".html", ".markdown", ".odt", ".pdf", ".rtf", ".txt")
DRAFT = "draft"  # comes after every date, as a text too
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")


def items(root: Path, today: str, heads: Heads, *, drafts: bool = False) -> tuple[Item, ...]:
    """Return every episode and issue under `root`, in the order of their paths; a head that is known is not read again.

    A draft that says `draft: true`, or whose date comes after `today` (ISO 8601), waits: it is hidden, unless `drafts`
    asks for those too. One that cannot be read waits if it did when it last could: a slip publishes nothing. An episode that
    waits for its sound as well has nothing to show yet.
    """
    found = [_episode(root, folder, heads) for folder in sorted((root / "content/episodes").glob("*/")) if _visible(folder)]
    letters = [path for path in sorted((root / "content/newsletters").glob("*")) if _visible(path)]
    found += [_issue(root, path, heads) for path in letters if path.suffix.lower() in (".md", *DOCUMENTS)]
    return tuple(_held(item, today, drafts) for item in _each_its_own(found, root))


def _held(item: Item, today: str, drafts: bool) -> Item:
    waits = item.waits if item.waits > today else ""
    shows = drafts and (item.kind != "episode" or "audio" in item.files or bool(item.faults))
    return msgspec.structs.replace(item, waits=waits, hidden=bool(waits) and not shows)


def _visible(path: Path) -> bool:
    return not path.name.startswith((".", "_")) and path.name.lower() != "readme.md"


class _Found(NamedTuple):
    """An item, and the slug that it takes where another one has its own already; "" where a host wrote that."""

    item: Item
    spare: str


def _episode(root: Path, folder: Path, heads: Heads) -> _Found:
    files: dict[str, Path] = {}
    item = partial(_item, root, heads, "episode", folder.name, folder)
    try:
        with os.scandir(folder) as entries:
            found = {one.name: one.is_file() for one in entries}
        inside = [folder / name for name in sorted(found) if found[name] and not name.startswith(".")]
        files = {path.name: path for path in inside if not _sounds(path)}
        tracks = sorted((folder / "tracks").glob("*")) if "tracks" in found else []
        files |= {f"tracks/{path.stem}": path for path in tracks if _sounds(path)}
        if sound := _sound([path for path in inside if _sounds(path)], _home(root, folder)):
            files["audio"] = sound
    except OSError as fault:
        return item(files, None, Problem.of(of_file(fault, _home(root, folder))))
    except OF_ONE as error:
        return item(files, files.get("episode.md"), Problem.of(error))
    return item(files, files.get("episode.md"))


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


def _issue(root: Path, path: Path, heads: Heads) -> _Found:
    item = partial(_item, root, heads, "issue", path.stem, path.parent)
    if path.suffix.lower() != ".md" or not path.is_file():
        message = f"{path.name} is no Markdown draft, so it is not on the site"
        return item({}, None, Problem(message, _home(root, path), "Save it as Markdown (.md)."))
    return item({"issue.md": path, **_pictures(path)}, path)


def _pictures(path: Path) -> dict[str, Path]:
    """Return the pictures of a letter: they lie beside it, in a folder of its name."""
    inside = sorted(path.with_suffix("").glob("*"))
    return {f"pictures/{one.name}": one for one in inside if one.suffix.lower() in PICTURE_SUFFIXES and one.is_file()}


def _item(
    root: Path, heads: Heads, kind: str, name: str, folder: Path, files: dict[str, Path], notes: Path | None, *faults: Problem
) -> _Found:
    where, found, head = _home(root, notes or folder), list(faults), None
    try:
        head = heads.of(notes, partial(_head, notes, where)) if notes else None
    except OF_ONE as error:
        found.append(Problem.of(error))
    except OSError as fault:
        found.append(Problem.of(of_file(fault, where)))
    head = head or heads.last(notes or folder / "episode.md")
    written, whole = shown(head.slug), slugify(shown(name))
    own = slugify(shown(undated(name))) if kind == "issue" else whole
    fits = written and not slug_fault(written)  # where it does not, the draft's reader says that another one is used
    slug = written if fits else slugify(written) or own or whole or "unnamed"
    return _Found(Item(kind, slug, folder, files, tuple(found), waits=head.waits), "" if fits else whole)


def _head(notes: Path, where: str) -> Head:
    meta = draft.front_matter(notes, where)
    return Head(str(meta.get("slug") or ""), DRAFT if meta.get("draft") is True else _day(meta.get("date")))


def _day(value: object) -> str:
    """Return a date as ISO 8601, "" where it is none: the stage that reads the draft says so."""
    try:
        return datetime.datetime.fromisoformat(str(value).strip()).date().isoformat()
    except ValueError:
        return ""


def _each_its_own(found: list[_Found], root: Path) -> Iterable[Item]:
    """Let the item of the earliest day keep a slug.

    A later one whose slug no host wrote takes its file's whole name instead; any other is named with both paths and not published.
    """
    taken: dict[str, Item] = {}
    own: dict[int, Item] = {}
    for at in sorted(range(len(found)), key=lambda at: _since(found[at].item)):
        item, spare = found[at]
        if item.key in taken and spare:
            other = msgspec.structs.replace(item, slug=spare)
            item = item if other.key in taken else other
        first = taken.setdefault(item.key, item)
        if first is not item:
            here, there = _place(root, item), _place(root, first)
            message = f'the slug "{item.slug}" already belongs to {there}'
            problem = Problem(message, here, f"Give one of the two another `slug:`; {there} keeps it.")
            item = msgspec.structs.replace(item, faults=(*item.faults, problem))
            while item.key in taken:
                slug, _, number = item.slug.partition("~")
                item = msgspec.structs.replace(item, slug=f"{slug}~{int(number or 1) + 1}")
            taken[item.key] = item
        own[at] = item
    return (own[at] for at in range(len(found)))


def _since(item: Item) -> tuple[bool, str]:
    """Return what decides who had a slug first: a document that is no draft never has one, and a draft has no day yet.

    Of a letter that cannot be read the name says the day.
    """
    letter = item.files.get("issue.md")
    return not item.files and item.kind == "issue", item.waits or (bare.named(letter.name)[0] if letter else "") or DRAFT


def _place(root: Path, item: Item) -> str:
    return _home(root, item.files.get("episode.md") or item.files.get("issue.md") or item.folder)


def _home(root: Path, path: Path) -> str:
    return shown(path.relative_to(root))
