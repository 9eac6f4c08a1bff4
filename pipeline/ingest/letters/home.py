"""Put letters into content/newsletters/, each under a name that stays. A file in which the host wrote is hers.

Front matter keeps what is needed to know a letter again: `source`, and `imported`, the digest of all else that we wrote.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from pipeline import encoding
from pipeline.disk import digest, read_named, write_whole
from pipeline.errors import ItemError, ShowError
from pipeline.ingest import draft
from pipeline.ingest.added import Added
from pipeline.ingest.letters.letter import WAITS, Letter
from pipeline.model import Fact
from pipeline.settings import SLUG_LIMIT, slugify, undated
from pipeline.text import quoted

FOLDER = "content/newsletters"
_SEAL = re.compile(r"^imported: ([0-9a-f]{16})\n", re.MULTILINE)
_NUMBER_CHARACTERS = 8


class Known(Fact, frozen=True):
    """A letter that is there: its file's name without suffix, and what its front matter says."""

    stem: str
    slug: str
    title: str = ""
    date: str = ""
    source: str = ""


class Home:
    """The letters of a show, by source and by slug."""

    def __init__(self, root: Path, today: str) -> None:
        self.folder = root / FOLDER
        self._today = today
        known = [_known(path) for path in sorted(self.folder.glob("*.md"))]
        self._sources = {one.source: one for one in known if one.source}
        self._slugs = {one.slug: one for one in known}

    def holds(self, letter: Letter) -> bool:
        """Say whether a letter is here, under whatever name."""
        return letter.source in self._sources

    def twin(self, letter: Letter) -> str:
        """Return the name of a file that is the same letter by another way, "" where there is none: by address, day and title."""
        other = self._slugs.get(_slug(letter))
        if letter.source in self._sources or other is None:
            return ""
        return f"{other.stem}.md" if (other.date, _folded(other.title)) == (letter.date, _folded(letter.title)) else ""

    def place(self, letter: Letter) -> Known:
        """Return where a letter belongs: where it is, or under a name of its own. Its slug never changes, for it is its address."""
        date = letter.date or getattr(self._sources.get(letter.source), "date", "") or self._today
        if there := self._sources.get(letter.source):
            return Known(there.stem, there.slug, letter.title, date, letter.source)
        slug, number = _slug(letter), 1
        while slug in self._slugs:
            number += 1
            slug = f"{_slug(letter)}-{number}"
        return Known(f"{date}-{slug}", slug, letter.title, date, letter.source)

    def write(self, place: Known, letter: Letter, text: str, pictures: Mapping[str, bytes]) -> Added:
        """Write a letter with its pictures, unless the host wrote in it, and say what was done.

        Raises:
            ItemError: a file of this name is there and is no letter of ours.
        """
        path, target = self.folder / f"{place.stem}.md", f"{FOLDER}/{place.stem}.md"
        content = _sealed(_head(place, letter), text)
        there = _text(path, target)
        if there and not _untouched(there):
            return _hers(letter, target, there, content)
        missing = {name: data for name, data in pictures.items() if not (self.folder / place.stem / name).exists()}
        for name, data in missing.items():
            write_whole(self.folder / place.stem / name, data)
        if there != content:
            write_whole(path, content.encode())
        self._sources[place.source] = self._slugs[place.slug] = place
        if there == content and not missing:
            return Added(letter.where, "same", target)
        return Added(letter.where, "updated" if there else "added", target)


def _known(path: Path) -> Known:
    slug = slugify(undated(path.stem))
    try:
        meta = draft.front_matter(path, path.name)
    except (ShowError, OSError):  # told when it is built; its name is taken all the same
        return Known(path.stem, slug)
    told = {key: str(meta[key]) for key in ("title", "date", "source") if meta.get(key)}
    return Known(path.stem, str(meta.get("slug") or slug), told.get("title", ""), told.get("date", "")[:10], told.get("source", ""))


def _slug(letter: Letter) -> str:
    slug = slugify(unquote(letter.slug)) or slugify(letter.title) or f"letter-{slugify(letter.source)}"
    return slug[: SLUG_LIMIT - _NUMBER_CHARACTERS].strip("-")


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _text(path: Path, target: str) -> str:
    """Return what is written in a file, "" where there is none."""
    try:
        return encoding.text(read_named(path), target).replace("\r\n", "\n") if path.exists() else ""
    except ItemError as fault:
        raise ItemError(f"{fault.message}, so it was left alone", target, fault.remedy) from fault


def _head(place: Known, letter: Letter) -> str:
    lines = {
        "title": quoted(letter.title),
        "date": place.date,
        "slug": place.slug,
        "author": quoted(letter.author),
        "summary": quoted(letter.summary),
        "link": quoted(letter.link if letter.link.startswith(("https://", "http://")) else ""),
        "source": quoted(letter.source),
        "draft": "true" if letter.state in WAITS else "",
    }
    return "".join(f"{key}: {value}\n" for key, value in lines.items() if value not in ("", '""'))


def _sealed(head: str, text: str) -> str:
    bare = f"---\n{head}---\n\n{text}\n"
    return f"---\n{head}imported: {_seal(bare)}\n---\n\n{text}\n"


def _seal(bare: str) -> str:
    return digest(bare.encode())[:16]


def _untouched(there: str) -> bool:
    """Say whether all of a file is as we wrote it."""
    seal = _SEAL.search(there)
    return seal is not None and _seal(_SEAL.sub("", there, count=1)) == seal[1]


def _hers(letter: Letter, target: str, there: str, content: str) -> Added:
    """Leave a file alone in which the host wrote; tell her where the letter changed since."""
    ours, new = _SEAL.search(there), _SEAL.search(content)
    if ours and new and ours[1] == new[1]:
        return Added(letter.where, "same", target)
    why = "you wrote in it, and the letter changed there since: yours stays as it is (delete it to get theirs)"
    return Added(letter.where, "kept", target, why=why)
