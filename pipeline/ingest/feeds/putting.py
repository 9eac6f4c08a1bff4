"""Put one item of a feed into content/, or bring up to date what was put there. Overwrites nothing that the host edited."""

import os
from pathlib import Path

import msgspec

from pipeline import encoding, fetch
from pipeline.disk import copy_whole, digest, digest_of, disk, read_named, shown, sync_folder, write_whole
from pipeline.errors import ItemError
from pipeline.ingest.added import Added, removed
from pipeline.ingest.feeds import beside, identity, merging, notes, sounds
from pipeline.ingest.feeds.record import Entry, Feed, Tag
from pipeline.ingest.feeds.shelf import Shelf
from pipeline.ingest.folder import AUDIO_SUFFIXES
from pipeline.ingest.ledger import Row, short
from pipeline.model import Fact
from pipeline.settings.sources import Network, Source


class Task(Fact, frozen=True):
    """What every item of one feed has in common. `workspace` is build/; `others` are the names of all the show's sources.

    `again` brings in what the host took out. `pictures` are the addresses that a feed of members' names, with their keys, by what
    is left of them without.
    """

    root: Path
    workspace: Path
    source: Source
    network: Network
    feed: Feed
    hosts: tuple[str, ...]
    today: str
    others: tuple[str, ...] = ()
    again: bool = False
    timezone: str = ""
    pictures: dict[str, str] = {}


def entry_print(task: Task, entry: Entry) -> str:
    """Return the digest of all that an item is made of, but for the tokens in addresses, which change with every answer."""
    files = (entry.image, task.feed.image, *(one.get("url") for one in (*entry.transcripts, *entry.chapters)))
    kinds = [one.get("type") for one in (*entry.transcripts, *entry.chapters)]
    plain = msgspec.structs.replace(entry, enclosures=(), image="", transcripts=(), chapters=())
    said = msgspec.json.encode((plain, task.feed.persons, task.hosts, kinds, [url.partition("?")[0] for url in files])).decode()
    one = identity.sound(entry)
    return short(f"{said} {identity.sound_print(entry)} {one.get('length') if one else ''}{task.source.site}")


def episode(task: Task, shelf: Shelf, own: str, entry: Entry, row: Row | None) -> tuple[Row, Added]:
    """Make or mend the folder of an episode; return what to remember, and what to tell.

    Raises:
        ItemError: its sound cannot be had; nothing was written.
    """
    row = row if row and row.place else None  # noted without a place: it was not wanted then
    tag = identity.sound(entry) or Tag()
    guid, title = notes.guid(entry), notes.title(entry)
    place = shelf.place(row, guid, title, entry.date)
    where = named(task, entry)
    if row and not place and not task.again:
        return row, removed(row, where)
    folder = task.root / "content" / (place or (row.place if row else shelf.free(title, own)))
    row = row if place else None
    known = row or Row(own, task.source.called)
    fetched, told = _sound(task, entry, tag, folder, known, where, new=not place)
    found = beside.beside(entry, task.feed, task.source, task.network, where)
    page, lines = _page(folder, entry, task, known, where)
    place = f"episodes/{folder.name}"
    shelf.take(place)
    changed = _write(folder / "episode.md", page.encode())
    files, wrote = _put(folder, found.files, known.files)
    if fetched:
        files = _move(Path(fetched.path), folder, fetched, files)
        if files.get(fetched.name) != fetched.sha256:
            told = (*told, f"the feed has another sound; {fetched.name} is your own and was left as it is")
    fresh = Row(
        id=own,
        source=task.source.called,
        place=place,
        entry=entry_print(task, entry) if fetched or not told else "",
        title=identity.title_print(entry),
        sound=identity.sound_print(entry),
        length=tag.get("length"),
        lines=lines,
        files=files,
    )
    warnings = (*told, *found.warnings, *(fetched.warnings if fetched else ()), *_undated(entry))
    if not (changed or wrote or fetched):
        return fresh, Added(where, "same", f"content/{place}", notes=told)
    return fresh, Added(where, "updated" if row or not fetched else "added", f"content/{place}", notes=warnings)


def named(task: Task, entry: Entry) -> str:
    """Return the place that is told of an item."""
    return f'{task.source.called}, "{notes.title(entry)[:80]}"'


def _undated(entry: Entry) -> tuple[str, ...]:
    return () if "T" in entry.date else (f'its date "{entry.written[:40]}" cannot be read, so it has that of its neighbour',)


def _page(folder: Path, entry: Entry, task: Task, row: Row, where: str) -> tuple[str, dict[str, str]]:
    """Return the text of episode.md, and the digests of what in it is the feed's."""
    front = notes.lines(entry, task.feed, task.source.called, entry.date, task.hosts)
    below = notes.text(entry, where, task.source.site or task.feed.link)
    path = folder / "episode.md"
    if not path.is_file():
        return notes.page(front, below), merging.digests(front, below)
    for key in ("guid", *(() if "T" in entry.date else ("date",))):  # neither may change once it was published
        if key in row.lines:
            front.pop(key, None)
    text = encoding.text(read_named(path), shown(path.relative_to(task.root)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return merging.merge(text, front, below, row.lines)


def _write(path: Path, data: bytes) -> bool:
    if path.is_file() and read_named(path) == data:
        return False
    write_whole(path, data)
    return True


def _put(folder: Path, files: dict[str, bytes], written: dict[str, str]) -> tuple[dict[str, str], bool]:
    """Write each file that is not there, or is as it was written last; one that the host changed or took away is hers."""
    kept, wrote = dict(written), False
    for name, data in sorted(files.items()):
        path, ours = folder / name, digest(data)
        if name not in written and any(folder.glob(f"{beside.ARTWORK}.*")) and name.startswith(f"{beside.ARTWORK}."):
            continue
        last = digest(read_named(path)) if path.is_file() else ""
        if last == ours or (last == written.get(name, "") and (last or name not in written)):
            wrote |= _write(path, data)
            kept[name] = ours
    return kept, wrote


# ---- the sound


def _sound(
    task: Task, entry: Entry, tag: Tag, folder: Path, row: Row, where: str, *, new: bool
) -> tuple[sounds.Fetched | None, tuple[str, ...]]:
    """Fetch the sound where it is not here, or where the feed has another one and the host did not replace ours."""
    here = _here(folder)
    if here and not _replaced(tag, entry, row):
        return None, ()
    if here and digest_of(here) != row.files.get(here.name):
        return None, ()
    part = task.workspace / "sources" / "parts" / f"{row.id}.part"
    try:
        return sounds.fetch_sound(entry, tag, part, task.network, _sound_place(task, tag, where)), ()
    except ItemError as fault:
        if new or not here:
            raise
        return None, (f"the feed has another sound, which cannot be had: {fault.message}",)


def _sound_place(task: Task, tag: Tag, where: str) -> str:
    """Return what an error names; of a private feed the addresses of its sounds are as secret as its own."""
    return where if task.source.private else f"{where}, {fetch.named(tag.get('url'))}"


def _here(folder: Path) -> Path | None:
    found = [path for path in folder.glob("*") if path.suffix.lower() in AUDIO_SUFFIXES and not path.name.startswith(".")]
    return next((path for path in sorted(found) if path.stem == "audio"), min(found, default=None))


def _replaced(tag: Tag, entry: Entry, row: Row) -> bool:
    """Say whether the feed names another sound: it moves often enough, so another length must be told too."""
    lengths = [text if text.isascii() and text.isdigit() and int(text[:15]) > 0 else "" for text in (row.length, tag.get("length"))]
    if all(lengths):
        return lengths[0] != lengths[1]
    return bool(row.sound) and row.sound != identity.sound_print(entry)


def _move(part: Path, folder: Path, fetched: sounds.Fetched, files: dict[str, str]) -> dict[str, str]:
    """Give a fetched sound its place, unless the host put one of her own there; return the digests of our files.

    One of ours with another ending goes.
    """
    target = folder / fetched.name
    if target.is_file() and digest_of(target) != files.get(fetched.name):
        part.unlink()
        return files
    stale = [name for name in files if name.startswith("audio.") and name != fetched.name]
    _place(part, target)
    for name in stale:
        if (folder / name).is_file() and digest_of(folder / name) == files[name]:
            (folder / name).unlink()
    return {name: seal for name, seal in files.items() if name not in stale} | {fetched.name: fetched.sha256}


def _place(part: Path, target: Path) -> None:
    folder = target.parent
    with disk(target):
        part.chmod(0o644)
        if os.stat(part).st_dev == os.stat(folder).st_dev:  # noqa: PTH116 - beside each other
            part.replace(target)
        else:
            copy_whole(part, target)
            part.unlink()
        sync_folder(folder)
