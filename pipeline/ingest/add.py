"""Bring audio files and Markdown drafts into content/, each where it belongs. Overwrites nothing that a person may own."""

import datetime
import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from pipeline.disk import copy_whole, of_system, write_whole
from pipeline.errors import FaultsError, InputError, ItemError, ShowError
from pipeline.ingest import audio, draft, tracks
from pipeline.ingest.folder import AUDIO_SUFFIXES, DOCUMENTS
from pipeline.model import Fact, Sound
from pipeline.settings import slug_fault, slugify

_NUMBER_PREFIX = re.compile(r"^\d{1,4}[-_. ]+")
_DATE_PREFIX = re.compile(r"^\d{4}-\d{2}-\d{2}[-_ ]+")


class Added(Fact, frozen=True):
    """What became of one file: `state` is "added", "same" (already here with these bytes) or "failed"."""

    source: str
    state: str
    target: str = ""
    problem: str = ""


def add(root: Path, sources: Iterable[Path], hosts: tuple[str, ...], today: str) -> tuple[Added, ...]:
    """Bring in files and folders; a draft that names an audio file, or has one of its own name beside it, is an episode.

    `<name>.tracks/` beside an audio file holds one file a speaker. `today` dates an episode whose file has no date.
    """
    found, done = _found(sources)
    notes = [path for path in found if path.suffix.lower() == ".md"]
    sounds = [path for path in found if path.suffix.lower() in AUDIO_SUFFIXES]
    taken: set[Path] = set()
    for path in sounds:
        note = next((one for one in notes if one not in taken and _names(one, path)), None)
        taken |= {note} if note else set()
        done += _try(path, partial(_episode, root, path, note, hosts, today))
    for path in notes:
        if path not in taken:
            done += _try(path, partial(_note, root, path))
    return tuple(done)


def _found(sources: Iterable[Path]) -> tuple[list[Path], list[Added]]:
    """Return the files to bring in, and those that cannot be."""
    found: list[Path] = []
    refused: list[tuple[Path, InputError]] = []
    for source in sources:
        if source.is_dir():
            found += [path for path in sorted(source.iterdir()) if path.is_file() and _wanted(path)]
        elif source.is_file() and _wanted(source):
            found.append(source)
        else:
            refused.append((source, _refusal(source)))
    if not found and refused:
        raise FaultsError(tuple(fault for _, fault in refused))
    if not found:
        raise InputError("no audio file and no Markdown draft was found", "", "Name files, or a folder of them.")
    return list(dict.fromkeys(found)), [Added(str(source), "failed", problem=str(fault)) for source, fault in refused]


def _refusal(source: Path) -> InputError:
    if not source.exists():
        return InputError("there is no such file or folder", str(source), "Check the path.")
    if source.suffix.lower() in DOCUMENTS:
        return InputError(f"a {source.suffix} file cannot be brought in", str(source), "Save it as Markdown (.md) first.")
    kinds = ", ".join((*AUDIO_SUFFIXES, ".md"))
    return InputError(f'files ending in "{source.suffix}" cannot be brought in', str(source), f"Give one of: {kinds}.")


def _wanted(path: Path) -> bool:
    return path.suffix.lower() in (*AUDIO_SUFFIXES, ".md") and not path.name.startswith(".") and path.name.lower() != "readme.md"


def _names(note: Path, sound: Path) -> bool:
    if note.stem == sound.stem:
        return True
    try:
        return str(draft.front_matter(note, str(note)).get("audio", "")) == sound.name
    except ShowError:
        return False


def _try(path: Path, bring: Callable[[], list[Added]]) -> list[Added]:
    try:
        return bring()
    except ShowError as error:
        return [Added(str(path), "failed", problem=str(error))]
    except OSError as fault:
        return [Added(str(path), "failed", problem=str(of_system(fault, str(path))))]


# ---- episodes


def _episode(root: Path, path: Path, note: Path | None, hosts: tuple[str, ...], today: str) -> list[Added]:
    sound = audio.listen(path, str(path))
    meta = draft.front_matter(note, str(note)) if note else {}
    slug = str(meta.get("slug") or "") or slugify(_NUMBER_PREFIX.sub("", path.stem)) or slugify(sound.title)
    _good(slug, path)
    folder = root / "content/episodes" / slug
    done = [_copy(path, folder / f"audio{path.suffix.lower()}", root)]
    if note:
        draft.front_matter(note, str(note))
        done.append(_copy(note, folder / "episode.md", root))
    elif not (folder / "episode.md").exists():
        write_whole(folder / "episode.md", _notes(sound, path, slug, hosts, today).encode())
        done.append(Added(str(path), "added", _near(folder / "episode.md", root)))
    guests = draft.names(meta, "guest", "guests")
    own_hosts = draft.names(meta, "host", "hosts") or hosts
    for track in sorted(path.with_suffix(".tracks").glob("*")):
        if track.suffix.lower() in AUDIO_SUFFIXES:
            person = slugify(tracks.person(track.stem, own_hosts, guests))
            done.append(_copy(track, folder / "tracks" / f"{person}{track.suffix.lower()}", root))
    return done


def _notes(sound: Sound, path: Path, slug: str, hosts: tuple[str, ...], today: str) -> str:
    """Write a first draft of an episode's notes from the tags of its file."""
    name = _NUMBER_PREFIX.sub("", path.stem).replace("_", " ").replace("-", " ").strip()
    guest = sound.artist if sound.artist not in ("", sound.album, *hosts) else ""
    lines = [
        f"title: {_quoted(sound.title or name or slug)}",
        f"date: {_day(sound.date) or today}",
        f"slug: {slug}",
        *([f"episode: {sound.track}"] if sound.track else []),
        *([f"guest: {_quoted(guest)}"] if guest else []),
        *([f"summary: {_quoted(sound.comment)}"] if sound.comment else []),
    ]
    return "\n".join(["---", *lines, "---", "", sound.comment or "Write your show notes here.", ""])


def _day(tagged: str) -> str:
    """Return the date of a tag, or "" where it is none: tags hold years, times and nonsense."""
    try:
        return datetime.date.fromisoformat(tagged[:10]).isoformat()
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    """JSON strings are YAML strings, so no tag can break out of its line; control characters are left out."""
    return json.dumps("".join(character for character in text if character.isprintable()), ensure_ascii=False)


# ---- issues


def _note(root: Path, path: Path) -> list[Added]:
    where = str(path)
    meta = draft.front_matter(path, where)
    if meta.get("audio") or meta.get("episode") is not None:
        raise ItemError(
            f"these are notes of an episode, and its audio {meta.get('audio') or ''} was not among the files",
            where,
            "Name the audio file too: `podloom add NOTES.md AUDIO.mp3`.",
        )
    issue, _ = draft.issue(path.read_text(encoding="utf-8-sig"), where, "draft")
    slug = str(meta.get("slug") or "") or slugify(_DATE_PREFIX.sub("", path.stem)) or slugify(issue.title)
    _good(slug, path)
    return [_copy(path, root / "content/newsletters" / f"{issue.date}-{slug}.md", root)]


# ---- both


def _good(slug: str, path: Path) -> None:
    if fault := slug_fault(slug):
        raise ItemError(fault, str(path), "Add a line `slug: ...` to the draft, or rename the file.")


def _copy(source: Path, target: Path, root: Path) -> Added:
    near = _near(target, root)
    if target.exists():
        if target.read_bytes() == source.read_bytes():
            return Added(str(source), "same", near)
        raise ItemError(
            f"{near} is already there with other contents, so it was left alone",
            str(source),
            "Edit that file, move it away, or give this one another `slug:`.",
        )
    copy_whole(source, target)
    return Added(str(source), "added", near)


def _near(path: Path, root: Path) -> str:
    return str(path.relative_to(root))
