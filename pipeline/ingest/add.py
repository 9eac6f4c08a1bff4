"""Bring audio files, drafts and letters into content/, each where it belongs. Overwrites nothing that a person may own."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline import encoding
from pipeline.disk import digest_of, of_file, of_system, write_whole
from pipeline.errors import OF_ONE, DiskError, FaultsError, InputError, ItemError
from pipeline.ingest import audio, cover, draft, keep, letters, tracks
from pipeline.ingest.added import Added, failed, removed
from pipeline.ingest.folder import AUDIO_SUFFIXES
from pipeline.ingest.ledger import Ledger
from pipeline.ingest.memory import SOUND, Memory, same_file
from pipeline.model import Sound
from pipeline.settings import slugify
from pipeline.text import quoted

_UNREAD = "this kind of document is not read: save it as .docx, .html or .md"
_BETWEEN_NAMES = re.compile(r" ?[;/] ?| & |, (?!(?:Jr|Sr|PhD|Ph\.D|MD|MBA|I{2,3})\b)")
_NUMBER_PREFIX = re.compile(r"^\d{1,4}[-_. ]+")


class _Show(NamedTuple):
    """What files are brought into, and how."""

    root: Path
    memory: Memory
    hosts: tuple[str, ...]
    today: str
    zone: datetime.tzinfo
    fetch: Callable[[str], bytes | None] | None
    site: str


def add(
    root: Path,
    sources: Iterable[Path],
    hosts: tuple[str, ...],
    today: str,
    zone: datetime.tzinfo = datetime.UTC,
    fetch: Callable[[str], bytes | None] | None = None,
    *,
    again: bool = False,
    site: str = "",
) -> tuple[Added, ...]:
    """Bring in files, folders and exports; a draft that names an audio file, or has one of its own name beside it, is an episode.

    `<name>.tracks/` beside an audio file holds one file a speaker, `<name>.vtt`, `.srt` or `.json` its transcript. `today` dates
    what has no date; `zone` is where the show is made, and `fetch` gets a picture of a letter from the web. What came in before
    and was taken out since stays out, but for `again`; `site` is the address where the letters stood.
    """
    found, bundles, done = _found(sources)
    notes = [path for path in found if path.suffix.lower() == ".md"]
    sounds = [path for path in found if path.suffix.lower() in AUDIO_SUFFIXES]
    taken: set[Path] = set()
    with closing(Ledger(root)) as ledger:
        show = _Show(root, Memory(root, ledger, again=again), hosts, today, zone, fetch, site)
        for path in sounds:
            note = next((one for one in notes if one not in taken and _names(one, path)), None)
            taken |= {note} if note else set()
            done += _try(path, partial(_episode, show, path, note))
        for path in bundles:
            done += _try(path, partial(_letters, show, path, taken))
    return tuple(done)


def _found(sources: Iterable[Path]) -> tuple[list[Path], list[Path], list[Added]]:
    """Return the sounds and drafts to bring in, what else may hold letters, and those that cannot be brought in."""
    found: list[Path] = []
    bundles: list[Path] = []
    refused: list[tuple[Path, InputError]] = []
    sources = list(sources)
    sounds = {path.with_suffix("") for path in sources if path.suffix.lower() in AUDIO_SUFFIXES}
    for source in sources:
        inside = sorted(source.iterdir()) if source.is_dir() else [source]
        direct = [path for path in inside if path.is_file() and _wanted(path) and (path == source or _shown(path))]
        found += direct
        if source.is_file() and (source.suffix.lower() in AUDIO_SUFFIXES or _goes_with(source, sounds)):
            continue
        if _holds_letters(source):
            bundles.append(source)
        elif not source.is_dir():
            refused.append((source, _refusal(source)))
    if not found and not bundles and refused:
        raise FaultsError(tuple(fault for _, fault in refused))
    if not found and not bundles:
        raise InputError("no sound and no letter was found", "", "Name files, or a folder of them.")
    refusals = [failed(str(source), fault) for source, fault in refused]
    return list(dict.fromkeys(found)), list(dict.fromkeys(bundles)), refusals


def _goes_with(source: Path, sounds: Collection[Path]) -> bool:
    """Say whether a file is the transcript of a sound that is brought in with it: it lies beside, and is found there."""
    return source.suffix.lower() in (".vtt", ".srt", ".json") and source.with_suffix("") in sounds


def _holds_letters(source: Path) -> bool:
    """Say whether a source holds letters, or is a zip, of which it is told later why it holds none."""
    if not source.exists() or letters.is_zip(source):
        return source.exists()
    try:
        with letters.opened(source) as bundle:
            return letters.contents(bundle, deep=False).any
    except OF_ONE:
        return True  # told when it is read


def _refusal(source: Path) -> InputError:
    if not source.exists():
        return InputError("there is no such file or folder", str(source), "Check the path.")
    return InputError(f'files such as "{source.name}" cannot be brought in', str(source), f"Give {letters.KINDS}.")


def _wanted(path: Path) -> bool:
    return path.suffix.lower() in (*AUDIO_SUFFIXES, ".md")


def _shown(path: Path) -> bool:
    """Say whether a file of a folder is meant; one that was named by itself always is."""
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def _names(note: Path, sound: Path) -> bool:
    if note.stem == sound.stem:
        return True
    try:
        return str(draft.front_matter(note, str(note)).get("audio", "")) == sound.name
    except OF_ONE:
        return False


def _try(path: Path, bring: Callable[[], list[Added]]) -> list[Added]:
    try:
        return bring()
    except OF_ONE as error:
        return [failed(str(path), error)]
    except OSError as fault:
        told = of_system(fault, str(path))
        if isinstance(told, DiskError):
            raise told from fault
        return [failed(str(path), told)]


# ---- episodes


def _episode(show: _Show, path: Path, note: Path | None) -> list[Added]:
    root, hosts, seal = show.root, show.hosts, digest_of(path)
    if row := show.memory.file_out(SOUND, seal):
        there = same_file(sorted((root / "content/episodes").glob("*/*.*")), path.stat().st_size, seal)
        return [Added(str(path), "same", keep.near(there, root)) if there else removed(row, str(path))]
    sound = audio.listen(path, str(path))
    meta = draft.front_matter(note, str(note)) if note else {}
    slug = str(meta.get("slug") or "") or slugify(_NUMBER_PREFIX.sub("", path.stem)) or slugify(sound.title) or "unnamed"
    keep.check_slug(slug, str(path))
    folder = root / "content/episodes" / slug
    done = [keep.file(path, folder / f"audio{path.suffix.lower()}", root)]
    show.memory.note_file(SOUND, seal, keep.near(folder, root))
    if note:
        draft.front_matter(note, str(note))
        done.append(keep.file(note, folder / "episode.md", root))
    elif not (folder / "episode.md").exists():
        write_whole(folder / "episode.md", _notes(sound, path, slug, hosts, show.today).encode())
        done.append(Added(str(path), "added", keep.near(folder / "episode.md", root)))
    done += _artwork(path, folder, root)
    done += _transcript(path, folder, root)
    guests = draft.names(meta, "guest", "guests")
    own_hosts = draft.names(meta, "host", "hosts") or hosts
    for track in sorted(path.with_suffix(".tracks").glob("*")):
        if track.suffix.lower() in AUDIO_SUFFIXES:
            person = slugify(tracks.person(track.stem, own_hosts, guests))
            done.append(keep.file(track, folder / "tracks" / f"{person}{track.suffix.lower()}", root))
    return done


def _transcript(path: Path, folder: Path, root: Path) -> list[Added]:
    """Lay the transcript that lies beside a sound, under its name, into the episode; one that cannot be read is only told."""
    from pipeline.ingest.feeds import captions

    done: list[Added] = []
    beside = [one for one in path.parent.glob("*.*") if one.stem == path.stem and one.suffix[1:].lower() in captions.KINDS]
    for there in sorted(beside, key=lambda one: captions.KINDS.index(one.suffix[1:].lower())):
        if any(one.target for one in done):
            break
        try:
            data = encoding.text(_bytes(there), str(there)).encode()
            text = captions.as_vtt(data, there.suffix[1:].lower(), "", str(there))
            done.append(keep.data(text.encode(), folder / "transcript.vtt", str(there), root))
        except ItemError as fault:
            done.append(Added(str(there), "left out", why=fault.message))
    return done


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise of_file(fault, str(path)) from fault


def _artwork(path: Path, folder: Path, root: Path) -> list[Added]:
    """Lay the picture in a sound file beside it, unless the episode has one; what is no picture stays in there."""
    picture = cover.embedded(path, str(path))
    if picture is None or any(folder.glob("artwork.*")):
        return []
    try:
        target = folder / f"artwork.{cover.kind(picture, str(path))}"
    except ItemError:
        return []
    write_whole(target, picture)
    return [Added(str(path), "added", keep.near(target, root))]


def _notes(sound: Sound, path: Path, slug: str, hosts: tuple[str, ...], today: str) -> str:
    """Write a first draft of an episode's notes from the tags of its file."""
    name = _NUMBER_PREFIX.sub("", path.stem).replace("_", " ").replace("-", " ").strip()
    guests = _guests(sound, hosts)
    lines = [
        f"title: {quoted(sound.title or name or slug)}",
        f"date: {_day(sound.date) or today}",
        f"slug: {slug}",
        *([f"episode: {sound.track}"] if sound.track else []),
        *([f"guest: {quoted(guests[0])}"] if len(guests) == 1 else []),
        *([f"guests: [{', '.join(map(quoted, guests))}]"] if len(guests) > 1 else []),
        *([f"summary: {quoted(sound.comment)}"] if sound.comment else []),
    ]
    return "\n".join(["---", *lines, "---", "", sound.comment or "Write your show notes here.", ""])


def _guests(sound: Sound, hosts: tuple[str, ...]) -> list[str]:
    """Return whom the artist's tag names beside the hosts; "King, Jr." is one person."""
    if sound.artist == sound.album:
        return []
    return [name for name in _named_in(sound.artist) if name not in hosts]


def _named_in(tag: str) -> list[str]:
    return [name for part in _BETWEEN_NAMES.split(" ".join(tag.split())) if (name := part.strip())]


def _day(tagged: str) -> str:
    """Return the date of a tag, or "" where it is none: tags hold years, times and nonsense."""
    try:
        return datetime.date.fromisoformat(tagged[:10]).isoformat()
    except ValueError:
        return ""


# ---- letters


def _files(many: int) -> str:
    return f"{many} file{'s' if many != 1 else ''}"


def _letters(show: _Show, path: Path, taken: set[Path]) -> list[Added]:
    """Bring in all letters of a folder, a zip or a file, but the drafts that belong to episodes."""
    with letters.opened(path) as bundle:
        inside = letters.contents(bundle, deep=letters.is_zip(path))
        if not inside.any:
            raise ItemError("no letter was found in it", str(path), f"Give {letters.KINDS}.")
        home = path if path.is_dir() else path.parent
        done = [failed(fault.where, fault) for fault in inside.faults]
        done += [Added(bundle.place(name), "left out", why=_UNREAD) for name in inside.strange]
        way = "of sound in a zip: unpack it" if letters.is_zip(path) else "in a folder inside: name that folder too"
        done += [Added(bundle.place(name), "left out", why=f"{_files(many)} {way}") for name, many in inside.below.items()]
        for name in inside.drafts:
            if home / name not in taken:
                done += _try(Path(bundle.place(name)), partial(letters.draft, show.root, name, bundle, show.memory))
        left = [part for part in inside.parts if home / part.name not in taken]
        found = letters.read(bundle, left, show.zone)
        return [*done, *letters.bring(show.root, bundle, found, show.today, show.fetch, show.memory, show.site)]
