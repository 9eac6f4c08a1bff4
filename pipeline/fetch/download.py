"""Fetch a large file into a `.part` file, going on where it broke off, also after days. Looks at no sound in it.

What was fetched before is only gone on with where the server named its version (a strong ETag, or Last-Modified), still has
that one, and sends the last stretch of it again just as it is here: else the file is fetched anew from its start.
"""

import base64
import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from pipeline.disk import digest_of, disk, write_whole
from pipeline.errors import DiskError
from pipeline.fetch.answer import Answer
from pipeline.fetch.hitch import HitchError
from pipeline.fetch.page import Known, told
from pipeline.fetch.request import asked, shown, tried
from pipeline.fetch.wire import Deadline
from pipeline.model import UNREAD, Fact

if TYPE_CHECKING:
    from pipeline.settings.sources import Network

OVERLAP_BYTES = 64 << 10
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)$")
_PAGES = ("text/html", "application/xhtml+xml")


class Sent(Fact, frozen=True):
    """A file that came whole. `sized` says that the server told its length, so that its end cannot be missing unseen."""

    bytes: int
    sha256: str
    media_type: str
    known: Known
    sized: bool


class _Begun(Fact, frozen=True):
    """What a `.part` file is a part of."""

    address: str = ""
    known: Known = Known()
    length: int | None = None

    @property
    def version(self) -> str:
        """Return what If-Range may say: a weak ETag does not promise the same bytes (RFC 9110, 13.1.5)."""
        return self.known.etag if self.known.etag.startswith('"') else self.known.modified


def download(url: str, part: Path, network: "Network", *, where: str = "") -> Sent:
    """Fetch a file into `part`, and leave it there for the caller to look at and to rename.

    Raises:
        ItemError: it cannot be had whole; what came stays, for the next time.
        DiskError: the disk has no room.
    """
    deadline = Deadline(network.file_minutes * 60.0)

    def attempt() -> Sent:
        begun, there = _begun(part, url)
        headers = {"accept-encoding": "identity"}
        start = max(0, there - OVERLAP_BYTES)
        if there:
            headers |= {"range": f"bytes={start}-", "if-range": begun.version}
        with asked(url, headers, network.allow, deadline) as answer:
            return _take(answer, part, url, begun, start, network.file_megabytes * 1_000_000)

    sent = tried(shown(url, where), deadline, attempt)
    _note(part).unlink(missing_ok=True)
    return sent


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _begun(part: Path, url: str) -> tuple[_Begun, int]:
    """Return what the part is of, and how many bytes of it may be gone on with."""
    try:
        begun = msgspec.json.decode(_note(part).read_bytes(), type=_Begun)
        size = part.stat().st_size
    except (OSError, *UNREAD):
        return _Begun(), 0
    whole = begun.length is None or size <= begun.length
    return (begun, size) if begun.version and begun.address == _digest(url) and whole else (_Begun(), 0)


def _digest(url: str) -> str:
    """Name an address without telling it: it may hold a token."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


def _take(answer: Answer, part: Path, url: str, begun: _Begun, start: int, most_bytes: int) -> Sent:
    if answer.media_type in _PAGES:
        raise HitchError("the server sent a web page where a file should be; it may want a login", "Open the address in a browser.")
    if answer.status == 206:
        _check_range(answer, begun, start, part)
        length, offset = begun.length, start
    elif answer.status == 200:
        packed = answer.headers.get("content-encoding", "identity").lower() not in ("", "identity")
        counted = not packed and "transfer-encoding" not in answer.headers  # chunks count themselves (RFC 9112, 6.3)
        length, offset = (answer.number("content-length") if counted else None), 0
        begun = _Begun(_digest(url), Known() if packed else told(answer.headers), length)
    else:
        _forget(part)
        raise HitchError(f"the server answered {answer.status} to a question for the rest", again=True)
    _check_room(length or 0, part, offset, most_bytes)
    with disk(part):
        part.parent.mkdir(parents=True, exist_ok=True)
        write_whole(_note(part), msgspec.json.encode(begun), sync=False)
        with part.open("r+b" if offset else "wb") as file:
            _fill(answer, file, offset, most_bytes, part)
    return _checked(answer, part, begun, length)


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _check_range(answer: Answer, begun: _Begun, start: int, part: Path) -> None:
    """Refuse a rest that does not begin where it was asked for, or is of another file."""
    found = _RANGE.match(answer.headers.get("content-range", ""))
    total = int(found[2]) if found and found[2].isdigit() else begun.length
    other = answer.headers.get("etag", begun.known.etag) != begun.known.etag
    if not found or int(found[1]) != start or total != begun.length or other:
        _forget(part)
        raise HitchError("the server went on with another file", again=True)


def _check_room(length: int, part: Path, offset: int, most_bytes: int) -> None:
    if length > most_bytes:
        remedy = "Raise `file_megabytes` under [network] in content/show.toml if it is meant."
        raise HitchError(f"the file has {length / 1e6:.0f} MB, more than the {most_bytes / 1e6:g} MB that it may have", remedy)
    above = next(parent for parent in part.parents if parent.exists())
    if length - offset > shutil.disk_usage(above).free:
        raise DiskError(f"there is no room for {length / 1e6:.0f} MB", str(above), "Make room, then run the same command again.")


def _fill(answer: Answer, file: BinaryIO, offset: int, most_bytes: int, part: Path) -> None:
    """Write what comes from `offset` on; what is there already must come once more as it is."""
    there = file.seek(0, os.SEEK_END) if offset else 0
    at = offset
    for piece in answer.plain():
        data = piece
        if at < there:
            same = min(len(data), there - at)
            file.seek(at)
            if file.read(same) != data[:same]:
                _forget(part)
                raise HitchError("the file changed while it was fetched", again=True)
            at, data = at + same, data[same:]
        if data:
            file.seek(at)
            file.write(data)
            at += len(data)
        if at > most_bytes:
            _forget(part)
            raise HitchError(f"the file is larger than the {most_bytes / 1e6:g} MB that it may have", "Check the address.")
    file.truncate(max(at, 0))
    file.flush()
    os.fsync(file.fileno())


def _checked(answer: Answer, part: Path, begun: _Begun, length: int | None) -> Sent:
    """Return what came, once its length and the digests that the server gave are right."""
    size = part.stat().st_size
    if length is not None and size != length:
        _forget(part)
        raise HitchError(f"{size} of {length} bytes came", again=True)
    sha256 = digest_of(part)
    promised = _promised(answer) if answer.status == 200 else ""
    if promised not in ("", sha256):
        _forget(part)
        raise HitchError("the file came altered: its digest is not the one that the server names", again=True)
    return Sent(size, sha256, answer.media_type, begun.known, length is not None)


def _promised(answer: Answer) -> str:
    """Return the sha256 that a server names, in hexadecimal: Repr-Digest (RFC 9530) or the older Digest; "" for none."""
    for name in ("repr-digest", "content-digest", "digest"):
        found = re.search(r"sha-256=:?([A-Za-z0-9+/]{43}=)", answer.headers.get(name, ""))
        if found:
            return base64.b64decode(found[1]).hex()
    return ""
