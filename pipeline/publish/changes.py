"""Say what differs between what is served and what was built. Reads no file."""

from collections.abc import Mapping

from pipeline.model import Fact


class Changes(Fact, frozen=True):
    """Paths that are new, have other bytes, or are there no more, each in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    @property
    def pages(self) -> "Changes":
        """Return those of pages alone, by their addresses."""
        return Changes(_pages(self.added), _pages(self.changed), _pages(self.removed))


def compare(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """Compare digests by path."""
    return Changes(
        tuple(sorted(now.keys() - before.keys())),
        tuple(sorted(path for path in now.keys() & before.keys() if now[path] != before[path])),
        tuple(sorted(before.keys() - now.keys())),
    )


def _pages(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"/{path.removesuffix('index.html')}" for path in paths if path.endswith(".html"))
