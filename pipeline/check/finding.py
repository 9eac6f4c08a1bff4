"""One fault as a record, and the rule that it breaks. Finds none."""

import re

from pipeline.model import Fact

_PLACE = re.compile(r"(.+?):(\d+)")


class Finding(Fact, frozen=True):
    """One fault. `level` is "error" or "warning"; `where` a file, with its line where that is known.

    `rule` is the name of the rule that is broken, and `why` its sentence.
    """

    level: str
    where: str
    message: str
    remedy: str
    rule: str = ""
    why: str = ""

    @property
    def file(self) -> str:
        """Return the file, from the show's root."""
        found = _PLACE.fullmatch(self.where)
        return found[1] if found else self.where

    @property
    def line(self) -> int | None:
        """Return the line in the file, None where it is not known."""
        found = _PLACE.fullmatch(self.where)
        return int(found[2]) if found else None


class Rule(Fact, frozen=True):
    """One thing that must hold: a name for good, how bad it is otherwise, why, and how to mend it.

    `bars` says that nothing is published while it is broken; a fault that cannot reach a reader bars nothing.
    """

    id: str
    level: str
    says: str
    mend: str
    bars: bool = False

    def broken(self, where: str, message: str, remedy: str = "") -> Finding:
        """Return a finding; `remedy` where this one needs another than all others."""
        return Finding(self.level, where, message, remedy or self.mend, self.id, self.says)


def error(name: str, says: str, mend: str) -> Rule:
    """Return a rule that must hold before the site is published."""
    return Rule(name, "error", says, mend, bars=True)


def warning(name: str, says: str, mend: str) -> Rule:
    """Return a rule that a site can do without."""
    return Rule(name, "warning", says, mend)
