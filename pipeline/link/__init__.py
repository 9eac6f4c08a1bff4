"""Find typed links between episodes, issues, people and things, each with its reason and how sure it is. Asks nobody.

Each item is read once, by itself; the stage that sees the whole library works on what was read. What is written is
published: front matter, `[[...]]`, an address, a title or a full name in the text. What is only alike is published where it
is sure enough, and else left to the host.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import msgspec

from pipeline.language import Words, english
from pipeline.model import Episode, Fact, Issue, Library, Link, Lost, Passage, Place
from pipeline.tables import nearest


class Refused(Protocol):
    """What the host refused, in today's passages."""

    def __call__(self, kind: str, source: Place, target: Place) -> bool:
        """Say whether she refused a link of this type between two places; one that is related either way round."""

    def pairs(self, kind: str) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
        """Return the refused ends of a type, each as item key and passage."""


class _Nothing:
    def __call__(self, kind: str, source: Place, target: Place) -> bool:  # noqa: ARG002 - the protocol's names
        return False

    def pairs(self, kind: str) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:  # noqa: ARG002 - the protocol's name
        return ()


NOTHING: Mapping[str, str] = MappingProxyType({})
nothing: Refused = _Nothing()  # that nobody refused anything


class Found(Fact, frozen=True):
    """All links of a library: those to publish, and those that wait for the host, the surest first."""

    published: tuple[Link, ...] = ()
    suggested: tuple[Link, ...] = ()


def find(
    library: Library,
    boilerplate: float,
    vectors: Mapping[str, Mapping[str, bytes]] | None = None,
    refused: Refused = nothing,
    words: Words | None = None,
) -> Found:
    """Return all links of a library that is at hand. `boilerplate` is the share of items above which a name is no news.

    `vectors` are, by item key and passage id, unit vectors times 127 as 512 signed bytes; any may be missing.
    """
    meant = vectors or {}
    items = {f"{kind}/{one.slug}": one for kind, own in (("episode", library.episodes), ("issue", library.issues)) for one in own}
    readings = {
        key: read(item, library.passages.get(key, ()), meant.get(key, {}), library.show.language) for key, item in items.items()
    }
    return combine(library, boilerplate, readings, meant, None, refused, words)[0]


def read(item: Episode | Issue, passages: Sequence[Passage], vectors: Mapping[str, bytes], language: str) -> bytes:
    """Return all that the links of a library need of one item, packed; its vectors go by passage id."""
    from pipeline.link import reading  # brings numpy

    return msgspec.msgpack.encode(reading.read(item, passages, vectors, language))


def combine(
    library: Library,
    boilerplate: float,
    readings: Mapping[str, bytes],
    vectors: Mapping[str, Mapping[str, bytes]],
    last: bytes | None = None,
    refused: Refused = nothing,
    words: Words | None = None,
    of: Mapping[str, str] = NOTHING,
) -> tuple[Found, bytes]:
    """Return all links by what was read of each item, by its key, and a memory that makes the next run quick.

    What the host `refused` keeps nothing else out of its place, and is no way on from a page. The reasons are said in
    `words`, English unless given.

    `library.passages`, `library.mentions`, `readings` and `vectors` are asked with `get`, for those items only that are looked at.
    `last` is the memory of another run, of whatever library. It never changes what is found. `of` names, by item key, all
    that an item is made of: what was looked at in one that has the same name in both runs is remembered too.
    """
    from pipeline.link import whole

    return whole.find(library, boilerplate, readings, vectors, last, refused, words or english(), of)


def lost(episodes: Collection[Episode], issues: Iterable[Issue]) -> Iterator[Lost]:
    """Yield what issues say to have sparked and which is not there."""
    today = [episode.slug for episode in episodes]
    known = {*today, *(old for episode in episodes for old in episode.was)}
    for issue in issues:
        for slug in issue.sparked:
            if slug not in known:
                yield Lost(issue.slug, slug, nearest(slug, today) or "There is no such episode.")
