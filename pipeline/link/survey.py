"""Go through a library once and keep the few lines in which something is named. Judges none of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.link.lines import Key, Line, Repeated


class Survey(NamedTuple):
    """The lines that hold a mark or a phrase, what is repeated in the library, and the items without any capital."""

    lines: tuple[Line, ...]
    repeated: Repeated
    flat: frozenset[Key]

    def telling(self) -> Iterator[Line]:
        """Yield the lines that are no credit."""
        return (line for line in self.lines if line.plain not in self.repeated)


def survey(lines: Iterable[Line], holds: Callable[[Line], bool]) -> Survey:
    """Read all lines, of which there may be a million, and keep those that `holds` something."""
    repeated, kept = Repeated(), []
    raised: dict[Key, bool] = {}
    for line in lines:
        repeated.note(line)
        raised[line.item] = raised.get(line.item, False) or not line.text.islower()
        if "[[" in line.text or holds(line):
            kept.append(line)
    return Survey(tuple(kept), repeated, frozenset(key for key, any_ in raised.items() if not any_))
