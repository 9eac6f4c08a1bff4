"""Find a letter's pictures in the export that it came with, and give them names of ours. Asks nobody for them by itself."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.disk import digest
from pipeline.errors import ShowError
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Letter, whole
from pipeline.ingest.picture import fitted
from pipeline.settings import slugify

Fetch = Callable[[str], bytes | None]  # None: it may not be fetched
_DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w=-]+)*,", re.IGNORECASE)
SUFFIX = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", re.IGNORECASE)
_NAME_CHARACTERS = 60
_KEY_CHARACTERS = 8
_SHOWN_CHARACTERS = 300


class Album:
    """The pictures of one letter. `found` are bytes by the names that they get beside it; `notes` tell of the others.

    A picture from the web is named after its address, and one that lies in `beside` already is neither looked for nor
    fetched again: what a letter shows does not depend on what can be reached today. Addresses count from `base`.
    """

    def __init__(self, letter: Letter, bundle: Bundle, beside: Path, fetch: Fetch | None = None, base: str = "") -> None:
        self._letter, self._bundle, self._beside, self._fetch, self._base = letter, bundle, beside, fetch, base
        self._names: dict[str, str] = {}
        self.found: dict[str, bytes] = {}
        self.notes: list[str] = []

    def name(self, address: str) -> str:
        """Return the name of the picture at an address, "" where it stays elsewhere or is none."""
        if address not in self._names:
            shown = address if len(address) < _SHOWN_CHARACTERS else f"{address[:60]}..."
            try:
                self._names[address] = self._there(address) or self._taken(address, shown)
            except (ShowError, ValueError) as fault:
                said = fault.message if isinstance(fault, ShowError) else str(fault)
                self.notes.append(f"picture left out: {said} ({shown})")
                self._names[address] = ""
        return self._names[address]

    def _there(self, address: str) -> str:
        """Return the name of a picture of the web that was brought along before."""
        web = whole(self._base, address)
        stem = _stem(web, digest(web.encode()))
        return next((path.name for path in sorted(self._beside.glob(f"{stem}.*"))), "") if is_web(web) else ""

    def _taken(self, address: str, shown: str) -> str:
        web = whole(self._base, address)
        data = self._read(address)
        if data is None and self._fetch and is_web(web):
            data, address = self._fetch(web), web
        if data is None:
            why = "picture stays elsewhere, as a link (--pictures fetches it)"
            why = why if is_web(web) else "picture lost: it is not here (--site says where it is)"
            self.notes.append(f"{why}: {shown}")
            return ""
        small, picture = fitted(data, shown)
        name = f"{_stem(address, digest(address.encode() if is_web(address) else data))}{picture.suffix}"
        self.found[name] = small
        return name

    def _read(self, address: str) -> bytes | None:
        """Return the bytes at an address, or None where they are not in the export."""
        if address in self._letter.pictures:
            return self._letter.pictures[address]
        if inline := _DATA.match(address):
            return _inline(address[inline.end() :], coded=";base64," in inline[0].lower())
        if name := self._place(address):
            return self._bundle.read(name)
        return None

    def _place(self, address: str) -> str:
        """Return which file of the export an address means: by its way, or by the longest end that only one file has."""
        way = way_of(address)
        near = "" if is_web(address) else _joined(self._letter.folder, way)
        if near and self._bundle.has(near):
            return near
        parts = [part for part in unquote(way).split("/") if part not in ("", ".", "..")]
        for count in (4, 3, 2, 1):
            ends = self._by_end.get(tuple(parts[-count:]), []) if len(parts) >= count else []
            if len(ends) == 1:
                return ends[0]
        return ""

    @cached_property
    def _by_end(self) -> Mapping[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for name in self._bundle.names:
            parts = PurePosixPath(name).parts
            if SUFFIX.search(name):
                for count in range(1, min(4, len(parts)) + 1):
                    found.setdefault(parts[-count:], []).append(name)
        return found


def _last(address: str) -> str:
    """Return the last part of an address; Substack's servers put a whole address into it."""
    if address.startswith("data:"):
        return ""
    return unquote(way_of(address)).rpartition("/")[2]


def way_of(address: str) -> str:
    """Return the path of an address, "" where it is none."""
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Say whether an address is one of the web."""
    return address.startswith(("https://", "http://"))


def _stem(address: str, key: str) -> str:
    name = slugify(SUFFIX.sub("", _last(address)))[:_NAME_CHARACTERS].strip("-") or "picture"
    return f"{name}-{key[:_KEY_CHARACTERS]}"


def _joined(folder: str, way: str) -> str:
    """Return a way from a folder of the export as a name in it, "" where it leads out."""
    parts: list[str] = [] if way.startswith("/") else [part for part in PurePosixPath(folder).parts if part != "."]
    for part in way.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _inline(text: str, *, coded: bool) -> bytes:
    try:
        return base64.b64decode(unquote(text)) if coded else unquote(text).encode("latin-1", "replace")
    except (binascii.Error, ValueError):
        return b""
