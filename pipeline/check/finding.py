"""One fault, as a record. Finds none."""

from pipeline.model import Fact


class Finding(Fact, frozen=True):
    """One fault: `level` is "error" or "warning"; `where` a file with its line where that is known."""

    level: str
    where: str
    message: str
    remedy: str
