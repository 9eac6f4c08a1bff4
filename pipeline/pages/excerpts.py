"""Passages of items by the places that ask for them. Chooses none, and knows no page."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Protocol

import msgspec

from pipeline.model import Fact, Library, Mention, Passage, Place

_SLACK = 0.05  # seconds: addresses hold tenths
_OPEN = 16  # items that are not found anew


class Excerpt(Fact, frozen=True):
    """A passage, and what it carries."""

    passage: Passage
    mentions: tuple[Mention, ...] = ()


class Excerpts(Protocol):
    """What is asked for excerpts."""

    def at(self, place: Place) -> Excerpt | None:
        """Return the passage at a place: the one it names by any of its lines, or the one that is spoken at its second."""


class Whole:
    """Excerpts of a library that is at hand."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def at(self, place: Place) -> Excerpt | None:
        """Return the passage at a place, as `Excerpts` says."""
        key = f"{place.kind}/{place.slug}"
        passages = self._library.passages.get(key, ())
        at = _index(passages, lambda: passages, place)
        if at is None:
            return None
        mentions = self._library.mentions.get(key, ())
        return Excerpt(passages[at], tuple(one for one in mentions if one.passage == passages[at].id))


class Picked:
    """Excerpts of items that lie encoded: of their passages and mentions only those are decoded that somebody asks for.

    `read` returns both by item key. `known` are excerpts of another time, by item key and by what was asked, which nobody
    need read for; `asked` are all that were given, in the same way.
    """

    def __init__(self, read: Callable[[str], tuple[bytes, bytes]], known: Mapping[str, Mapping[str, Excerpt]]) -> None:
        self._read = lru_cache(_OPEN)(lambda key: _Encoded(*read(key)))
        self._known = known
        self.asked: dict[str, dict[str, Excerpt]] = {}

    def at(self, place: Place) -> Excerpt | None:
        """Return the passage at a place, as `Excerpts` says."""
        key, question = f"{place.kind}/{place.slug}", place.passage or f"@{place.seconds}"
        asked, known = self.asked.setdefault(key, {}), self._known.get(key, {})
        if question not in asked:
            found = known.get(question) or self._read(key).at(place)
            if found is None:
                return None
            asked[question] = found
        return asked[question]


class _Line(msgspec.Struct, frozen=True, gc=False):
    turn: str = ""


class _Head(msgspec.Struct, frozen=True, gc=False):
    """What of a passage is looked at to find it: decoding the rest takes seven times as long."""

    id: str
    start: float | None = None


class _Body(msgspec.Struct, frozen=True, gc=False):
    """What of a passage is looked at where it has another name: that of a line in it, which is seldom asked for."""

    sentences: tuple[_Line, ...] = ()


class _Carrier(msgspec.Struct, frozen=True, gc=False):
    passage: str


class _Encoded:
    """One item's passages and mentions."""

    def __init__(self, passages: bytes, mentions: bytes) -> None:
        self._heads = msgspec.json.decode(passages, type=tuple[_Head, ...])
        self._bodies = cache(lambda: msgspec.json.decode(passages, type=tuple[_Body, ...]))
        self._passages = msgspec.json.decode(passages, type=tuple[msgspec.Raw, ...])
        self._carriers = msgspec.json.decode(mentions, type=tuple[_Carrier, ...])
        self._mentions = msgspec.json.decode(mentions, type=tuple[msgspec.Raw, ...])

    def at(self, place: Place) -> Excerpt | None:
        at = _index(self._heads, self._bodies, place)
        if at is None:
            return None
        carried = (raw for one, raw in zip(self._carriers, self._mentions, strict=True) if one.passage == self._heads[at].id)
        mentions = tuple(msgspec.json.decode(raw, type=Mention) for raw in carried)
        return Excerpt(msgspec.json.decode(self._passages[at], type=Passage), mentions)


def _index(passages: Sequence[Passage | _Head], bodies: Callable[[], Sequence[Passage | _Body]], place: Place) -> int | None:
    """Return the number of the passage at a place; `bodies` are asked for where none begins with it."""
    if place.passage:
        own = [at for at, one in enumerate(passages) if one.id == place.passage]
        if own:
            return own[0]
        within = (at for at, one in enumerate(bodies()) if any(line.turn == place.passage for line in one.sentences))
        return next(within, None)
    if place.seconds is None:
        return None
    begun = [at for at, one in enumerate(passages) if one.start is not None and one.start <= place.seconds + _SLACK]
    return begun[-1] if begun else None
