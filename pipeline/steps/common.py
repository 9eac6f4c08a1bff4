"""What steps of several kinds read and write in the same way. Decides nothing."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pipeline import decisions as deciding
from pipeline import library as libraries
from pipeline import settings
from pipeline.language import Words
from pipeline.model import Episode, Person, Show, Theme, Thing
from pipeline.stage import Inputs, Made

if TYPE_CHECKING:
    from pipeline.tag import Tagger

T = TypeVar("T")
THEMES = "content/themes.toml"
_KEPT = 16  # items whose parts are remembered
VECTORS = "vectors"  # under build/: what the encoder read in earlier runs

encode = msgspec.json.encode
decode = msgspec.json.decode


def one(name: str, value: object, warnings: tuple[str, ...] = ()) -> Made:
    """Make a single record."""
    return Made({name: encode(value)}, warnings)


def themes(inputs: Inputs) -> tuple[Theme, ...]:
    """Return the show's themes."""
    return _once(settings.themes, inputs.path(THEMES), inputs.digests[THEMES]) if inputs.has(THEMES) else ()


@lru_cache(maxsize=8)
def _once(read: Callable[[Path], T], path: Path, digest: str) -> T:  # noqa: ARG001 - a changed file is read again
    """Read a file of the show for all items together: themes take 4 ms."""
    return read(path)


def theme_names(inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """Return what every slug of a theme, today's or a former one, stands for today."""
    return settings.theme_names(themes(inputs))


def untaught(inputs: Inputs) -> "Tagger":
    """Return the tagger of the show's themes without what the host decided: what it parts stays when she decides."""
    return deciding.learn(themes(inputs), (), inputs.workspace / VECTORS).tagger


def people(inputs: Inputs) -> tuple[Person, ...]:
    """Return the people whom the show knows."""
    name = "content/people.toml"
    return _once(settings.people, inputs.path(name), inputs.digests[name]) if inputs.has(name) else ()


def by_name(inputs: Inputs, show: Show, episodes: Iterable[Episode]) -> dict[str, Person]:
    """Return by every name, in small letters, whom somebody described or these episodes name."""
    known = libraries.people(show, people(inputs), episodes)
    return {name.casefold(): one for one in known for name in (*one.aliases, one.slug, one.name)}


def things(inputs: Inputs) -> tuple[Thing, ...]:
    """Return the organisations and books that the show knows."""
    name = "content/people.toml"
    return _once(settings.things, inputs.path(name), inputs.digests[name]) if inputs.has(name) else ()


def words(inputs: Inputs) -> Words:
    """Return the words of the show's language, decoded once for all pages."""
    digest = inputs.digests["words"]
    if digest not in _WORDS:
        _WORDS.clear()
        _WORDS[digest] = inputs.record("words", Words)
    return _WORDS[digest]


_WORDS: dict[str, Words] = {}  # by digest; one at most


def every_record(inputs: Inputs, name: str, kind: type[T]) -> dict[str, T]:
    """Return that output of all items as `Inputs.every` does, decoded once for all stages of a run that ask for it."""
    known = _EVERY.get((name, kind), {})
    found = {key: (inputs.digests[f"{name}/{key}"], f"{name}/{key}") for key in keys(inputs, name)}
    records = {key: known[one] if one in known else inputs.record(path, kind) for key, (one, path) in found.items()}
    _EVERY[name, kind] = {found[key][0]: record for key, record in records.items()}
    return records


_EVERY: dict[tuple[str, type], dict[str, Any]] = {}  # by name, and what it is read as, and digest: those of one library


class Fetched(dict[str, T]):
    """A part of each item, read when somebody asks for it with `get`: of most items nobody does."""

    def __init__(self, keys: Iterable[str], fetch: Callable[[str], T]) -> None:
        super().__init__()
        self._keys = frozenset(keys)
        self._fetch = lru_cache(_KEPT)(fetch)

    def get(self, key: str, default: T | None = None) -> T | None:  # type: ignore[override]  # one of dict's three forms
        """Return the part of an item."""
        return self._fetch(key) if key in self._keys else default


def keys(inputs: Inputs, name: str) -> list[str]:
    """Return the keys of the items that have this output, sorted."""
    return [key.removeprefix(f"{name}/") for key in sorted(inputs.digests) if key.startswith(f"{name}/")]
