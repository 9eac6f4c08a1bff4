"""Know again what came in as a file and was taken out since: it stays out until the host asks for it. Writes nothing but that."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.disk import digest_of
from pipeline.ingest.ledger import Ledger, Row, short, title_print

SOUND, DRAFT = "sound", "draft"


class Memory:
    """What came in. `again` asks for what was taken out."""

    def __init__(self, root: Path, ledger: Ledger, *, again: bool = False) -> None:
        self._root, self._ledger, self._again = root, ledger, again
        self._lost = ledger.taken_out(root)

    def letter_out(self, source: str, title: str, day: str) -> Row | None:
        """Return the row of a letter that was here and is no more, by whichever way it came; None for any other."""
        feed = short(source.removeprefix("feed:")) if source.startswith("feed:") else ""
        rows = [row for key in (short(source), feed) if (row := self._ledger.rows.get(key))]
        found = next((row for row in rows if row.gone(self._root)), None)
        return None if self._again else found or (None if rows else self._lost.find(title_print(title), day))

    def note_letter(self, source: str, title: str, day: str, target: str) -> None:
        """Note where a letter lies."""
        self._ledger.keep(Row(short(source), "", target.removeprefix("content/"), day, title=title_print(title)))

    def file_out(self, kind: str, seal: str) -> Row | None:
        """Return the row of a file with these bytes that was here and is no more; None for any other."""
        row = self._ledger.rows.get(short(f"{kind}:{seal}"))
        return row if row and row.gone(self._root) and not self._again else None

    def note_file(self, kind: str, seal: str, target: str) -> None:
        """Note where a file lies, or the folder of the episode that it belongs to."""
        self._ledger.keep(Row(short(f"{kind}:{seal}"), "", target.removeprefix("content/")))


def same_file(paths: Iterable[Path], size: int, seal: str) -> Path | None:
    """Return the first of these files that has this size and this sha256, under whatever name; None where none has."""
    return next((path for path in paths if path.is_file() and path.stat().st_size == size and digest_of(path) == seal), None)
