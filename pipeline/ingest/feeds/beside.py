"""Fetch what lies beside an episode's sound: its transcript, its chapters, its picture. Writes no file."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from pipeline import fetch
from pipeline.clock import seconds_of
from pipeline.errors import ItemError
from pipeline.ingest import chapters, cover
from pipeline.ingest.feeds import captions
from pipeline.ingest.feeds.record import Entry, Feed, Tag
from pipeline.redact import redacted
from pipeline.settings.sources import Network, Source

MOST_TEXT_BYTES = 20_000_000
MOST_PICTURE_BYTES = 15_000_000
MOST_CHAPTERS = 2_000
ARTWORK = "artwork"  # as `podloom add` calls the picture of a sound file


class Beside(NamedTuple):
    """Files by name, and what could not be had."""

    files: dict[str, bytes]
    warnings: tuple[str, ...]


def beside(entry: Entry, feed: Feed, source: Source, network: Network, where: str) -> Beside:
    """Fetch what an item points to; what cannot be had is told, and the episode goes on without."""
    files: dict[str, bytes] = {}
    told: list[str] = []

    def bring(make: Callable[[], tuple[str, bytes] | None]) -> None:
        try:
            if found := make():
                files[found[0]] = found[1]
        except ItemError as fault:
            told.append(f"{fault.message} ({fault.where.removeprefix(f'{where}, ')})")

    if source.transcripts:
        bring(lambda: _transcript(entry, feed.language, network, where))
    bring(lambda: _chapters(entry, network, where))
    if entry.image and entry.image != feed.image:
        bring(lambda: _artwork(entry.image, network, where))
    if secrets := source.secrets():
        files |= {name: redacted(data.decode(), secrets).encode() for name, data in files.items() if not name.startswith(ARTWORK)}
    return Beside(files, tuple(told))


def _transcript(entry: Entry, language: str, network: Network, where: str) -> tuple[str, bytes] | None:
    fault: ItemError | None = None
    for tag in captions.best(entry.transcripts, language):
        place = f"{where}, transcript"
        try:
            page = fetch.get(tag.get("url"), network, most_bytes=MOST_TEXT_BYTES, where=place)
            text = captions.as_vtt(page.body, captions.kind(tag), tag.get("language") or language, place)
            return "transcript.vtt", text.encode()
        except ItemError as wrong:
            fault = fault or wrong
    if fault:
        raise fault
    return None


def _chapters(entry: Entry, network: Network, where: str) -> tuple[str, bytes] | None:
    """Return chapters.json from what the item links, else from the chapters that stand in it."""
    place = f"{where}, chapters"
    try:
        for tag in entry.chapters[:1]:
            page = fetch.get(tag.get("url"), network, most_bytes=MOST_TEXT_BYTES, where=place)
            chapters.parse(page.body, place)
            return "chapters.json", _json(msgspec.json.decode(page.body)["chapters"])
    except ItemError:
        if not entry.psc:
            raise
    marks = [(seconds_of(tag.get("start")), tag) for tag in entry.psc[:MOST_CHAPTERS]]
    rows = [_psc(start, tag) for start, tag in marks if start is not None]
    return ("chapters.json", _json(rows)) if rows else None


def _psc(start: float, tag: Tag) -> dict[str, object]:
    return {"startTime": start, "title": tag.get("title"), "url": tag.get("href"), "img": tag.get("image")}


def _json(rows: Iterable[object]) -> bytes:
    """Write chapters as JSON 1.2.0, in order of time, with addresses of the web only."""
    found = []
    for row in rows:
        start = row.get("startTime") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(start, (int, float)) or isinstance(start, bool) or not 0 <= start < 1e6:
            continue
        kept = {"startTime": start, "title": " ".join(str(row.get("title") or "").split())[:500]}
        kept |= {name: url for name in ("url", "img") if (url := fetch.joined("", str(row.get(name) or "")))}
        found.append(kept if row.get("toc") is not False else {**kept, "toc": False})
    found.sort(key=lambda row: (row["startTime"], row["title"]))
    data = msgspec.json.encode({"version": "1.2.0", "chapters": found[:MOST_CHAPTERS]})
    return msgspec.json.format(data, indent=1) + b"\n"


def _artwork(url: str, network: Network, where: str) -> tuple[str, bytes]:
    """Fetch a picture, named by what it is; only its head is read here."""
    place = f"{where}, picture"
    page = fetch.get(url, network, most_bytes=MOST_PICTURE_BYTES, where=place)
    return f"{ARTWORK}.{cover.kind(page.body, place)}", page.body
