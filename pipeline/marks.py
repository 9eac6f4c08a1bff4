"""Find the links that a person writes by hand: `[[slug]]`, `[[slug@2:31]]`, `[[slug|text]]`. Knows nobody's slugs."""

import re
from collections.abc import Callable
from typing import NamedTuple

_MARK = re.compile(r"\[\[\s*([a-z0-9][a-z0-9-]*)\s*(?:@\s*((?:\d{1,4}:)?\d{1,3}:\d{2})\s*)?(?:\|([^\[\]]*))?\]\]")


class Mark(NamedTuple):
    """A mark: where it leads, the `clock` of a moment there or "", and the words to show or "".

    `wrong` is a clock that no clock shows, such as 0:75; the mark leads to the whole then.
    """

    slug: str
    clock: str
    text: str
    wrong: str = ""

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
    clock, text = found[2] or "", (found[3] or "").strip()
    # Without hours there may be any number of minutes.
    return Mark(found[1], "", text, clock) if any(int(part) > 59 for part in clock.split(":")[1:]) else Mark(found[1], clock, text)
