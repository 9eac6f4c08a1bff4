"""What steps of several kinds read and write in the same way. Decides nothing."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline import decisions as deciding
from pipeline import library as libraries
from pipeline import settings
from pipeline.language import Words
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Show, Theme, Thing
from pipeline.stage import Inputs, Made

if TYPE_CHECKING:
    from pipeline.tag import Tagger

T = TypeVar("T")
VECTORS = "vectors"  # under build/: what the encoder read in earlier runs

encode = msgspec.json.encode
decode = msgspec.json.decode


def one(name: str, value: object, warnings: tuple[str, ...] = ()) -> Made:
    """Make a single record."""
    return Made({name: encode(value)}, warnings)


def themes(inputs: Inputs) -> tuple[Theme, ...]:
    """Return the show's themes."""
    name = "content/themes.toml"
    return _once(settings.themes, inputs.path(name), inputs.digests[name]) if inputs.has(name) else ()


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


def library(inputs: Inputs, links: tuple[Link, ...] = ()) -> Library:
    """Put together what the items made so far."""
    edits = inputs.every("edited", list[msgspec.Raw])
    return libraries.assemble(
        show=inputs.setting("show", Show),
        themes=themes(inputs),
        known=people(inputs),
        episodes=inputs.every("episode", Episode),
        issues=inputs.every("issue", Issue),
        passages=inputs.every("passages", tuple[Passage, ...]),
        mentions=inputs.every("mentions", tuple[Mention, ...]),
        links=links,
        things=things(inputs),
        edited=[key.partition("/")[2] for key, found in edits.items() if found],
        preview=inputs.setting("preview", dict),
    )
