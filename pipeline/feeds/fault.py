"""A rule of feeds, and a fault in one, as records. Finds none."""

from typing import TYPE_CHECKING, TypeAlias

from pipeline.model import Fact

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element
else:
    Element = object


class Fault(Fact, frozen=True):
    """One broken rule: `level` is "error" or "warning", `where` the file with its line, `why` what the rule says."""

    rule: str
    level: str
    where: str
    message: str
    why: str
    remedy: str


class Rule(Fact, frozen=True):
    """What must hold in a feed: a name for good, how bad it is otherwise, why, and how to mend it."""

    id: str
    level: str
    says: str
    mend: str

    def broken(self, line: int, message: str) -> "Broken":
        """Return where this rule is broken, and by what."""
        return Broken(self, line, message)


class Broken(Fact, frozen=True):
    """A rule that is broken on a line, before the name of the file is known."""

    rule: Rule
    line: int
    message: str

    def at(self, where: str) -> Fault:
        """Return the fault in the file `where`."""
        rule = self.rule
        return Fault(rule.id, rule.level, f"{where}:{self.line}", self.message, rule.says, rule.mend)


def line(element: "Element") -> int:
    """Return the line on which an element begins."""
    return int(element.sourceline or 1)


def words(element: "Element | None") -> str:
    """Return an element's own text without blanks around it, "" for none."""
    return (element.text or "").strip() if element is not None else ""


def local(element: "Element") -> str:
    """Return an element's name without its namespace, "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
