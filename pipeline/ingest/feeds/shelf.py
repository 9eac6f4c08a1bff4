"""Find the folder of an episode that is in the show already, and a free one for another. Writes nothing."""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.ingest import charset, draft
from pipeline.ingest.ledger import Row
from pipeline.settings import SLUG_LIMIT, slugify

EPISODES = "content/episodes"
_LINE = re.compile(r"^(guid|date|slug|title):(.*)$", re.MULTILINE)


class _Spine(NamedTuple):
    """What an episode's front matter says of which one it is."""

    folder: str
    guid: str
    day: str
    slug: str
    title: str


class Shelf:
    """The episodes that lie in content/, as they were when it was first asked. `owned` are places of which an item is known."""

    def __init__(self, root: Path, owned: Iterable[str]) -> None:
        self._root = root
        self._taken = {place.removeprefix("episodes/") for place in owned}

    @cached_property
    def _spines(self) -> list[_Spine]:
        return [_spine(path) for path in sorted((self._root / EPISODES).glob("*/episode.md"))]

    @cached_property
    def _slugs(self) -> set[str]:
        return {one.slug for one in self._spines}

    @cached_property
    def _by_guid(self) -> dict[str, str]:
        return {one.guid: one.folder for one in self._spines if one.guid}

    @cached_property
    def _by_title(self) -> dict[tuple[str, str], _Spine]:
        return {(one.title, one.day): one for one in self._spines if one.title and one.day}

    def place(self, row: Row | None, guid: str, title: str, day: str) -> str:
        """Return where an episode lies below content/, "" where it is nowhere.

        It is the one that the row names, or bears its guid, or was brought in by hand: same title, same day, no other guid.
        """
        if row and (self._root / "content" / row.place).is_dir():
            return row.place
        folder = self._by_guid.get(guid, "") if guid else ""
        if folder and folder not in self._taken:
            return f"episodes/{folder}"
        twin = self._by_title.get((slugify(title), day[:10])) if row is None else None
        return f"episodes/{twin.folder}" if twin and twin.guid in ("", guid) and twin.folder not in self._taken else ""

    def take(self, place: str) -> None:
        """Note that a folder is an item's: no other one is the same episode."""
        self._taken.add(place.removeprefix("episodes/"))

    def free(self, title: str, own: str) -> str:
        """Return a free place for an episode: by its title, and by its id where others have that title."""
        slug = slugify(title) or f"episode-{own[:6]}"
        if slug in self._slugs or slug in self._taken or (self._root / EPISODES / slug).exists():
            slug = f"{slug[: SLUG_LIMIT - 7].rstrip('-')}-{own[:6]}"
        return f"episodes/{slug}"


def _spine(path: Path) -> _Spine:
    try:
        with path.open("rb") as file:
            head = charset.decoded(file.read(draft.DRAFT_LIMIT_BYTES))
    except OSError:
        head = ""
    found = {key: value.strip().strip("\"'") for key, value in reversed(_LINE.findall(head.partition("\n---")[0]))}
    day = found.get("date", "")[:10]
    return _Spine(
        path.parent.name, found.get("guid", ""), day, found.get("slug", path.parent.name), slugify(found.get("title", ""))
    )
