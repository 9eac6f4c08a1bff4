"""Remember of each item what was looked at in its texts, and which themes it carries, from one run to the next. Finds nothing.

Of 1,000 episodes a run looks at a few lines each, and for those it would decode all that each of them says. What is
remembered goes by a name of what it was taken from, so that whoever remembers nothing finds the same.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from pipeline.link.lines import Line
from pipeline.model import UNREAD, Fact, Sentence

_FORM = 1  # of the records, and of how lines and parts are cut (`lines.py`); others are not read


class Recalled(Fact, frozen=True):
    """What is known of an item; `of` names all that it was taken from.

    `lines` go by their number; a stretch is the numbers of its lines, from and to, its passage's id and its sentences; `themes` is
    f4 (passages x themes), empty where nobody asked.
    """

    of: str = ""
    lines: dict[int, Line] = {}
    stretches: tuple[tuple[int, int, str, tuple[Sentence, ...]], ...] = ()
    themes: bytes = b""


class Memory(Fact, frozen=True):
    """What a run leaves to the next: of items, by their keys, and of what is alike in them (bytes of `memory`)."""

    form: int = 0
    items: dict[str, Recalled] = {}
    alike: bytes = b""


def recalled(data: bytes | None, of: Mapping[str, str]) -> tuple[Mapping[str, Recalled], bytes]:
    """Return what is remembered of items that are as they were, as `of` names what they are made of, and of what is alike."""
    try:
        memory = msgspec.msgpack.decode(data or b"", type=Memory)
    except UNREAD:
        return MappingProxyType({}), b""
    if memory.form != _FORM:
        return MappingProxyType({}), b""
    return {key: one for key, one in memory.items.items() if one.of and one.of == of.get(key)}, memory.alike


def packed(items: Mapping[str, Recalled], alike: bytes) -> bytes:
    """Return a memory as bytes."""
    return msgspec.msgpack.encode(Memory(_FORM, dict(sorted(items.items())), alike))
