"""Find the links that a person writes by hand: `[[slug]]`, `[[slug@2:31]]`, `[[slug|text]]`. Knows nobody's slugs."""

import re
from collections.abc import Callable
from typing import NamedTuple

_MARK = re.compile(r"\[\[\s*([a-z0-9][a-z0-9-]*)\s*(?:@\s*((?:\d+:)?\d{1,3}:\d{2})\s*)?(?:\|([^\[\]]*))?\]\]")


class Mark(NamedTuple):
    """A mark: where it leads, the `clock` of a moment there or "", and the words to show or ""."""

    slug: str
    clock: str
    text: str

    @property
    def seconds(self) -> int:
        """Return the seconds of its clock, 0 without one."""
        total = 0
        for part in self.clock.split(":") if self.clock else ():
            total = 60 * total + int(part)
        return total


def find(text: str) -> list[Mark]:
    """Return the marks in a text, in order."""
    return [_mark(one) for one in _MARK.finditer(text)] if "[[" in text else []


def replace(text: str, shown: Callable[[Mark], str]) -> str:
    """Return a text with `shown` in the place of each mark."""
    return _MARK.sub(lambda one: shown(_mark(one)), text) if "[[" in text else text


def _mark(found: re.Match[str]) -> Mark:
    return Mark(found[1], found[2] or "", (found[3] or "").strip())
