"""The index of words, kept in a file of SQLite: who holds which stem, by BM25. Weighs nothing else.

SQLite's FTS5 rather than a BM25 of our own: it lies on disk, so that a query does not read the library again, and knows
phrases. It is given Snowball stems of the show's language; its own tokenizer has only Porter's English ones.
"""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pipeline.search.catalogue import Entry, fingerprint
from pipeline.search.words import nearest, stems, words

T = TypeVar("T")
TITLE_WEIGHT = 0.3  # 2, as it was, put "Why encouraging?" first because its episode's title has the words
_SCHEMA = """
CREATE VIRTUAL TABLE held USING fts5(text, title, content='', tokenize='unicode61');
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;
CREATE TABLE stem (stem TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;
"""


class Base:
    """An open index over a list of entries; entries are named by their place in it."""

    def __init__(self, connection: sqlite3.Connection, size: int) -> None:
        self._connection = connection
        self._size = size

    def holds(self, stem: str) -> bool:
        """Say whether any entry has this stem."""
        return self._connection.execute("SELECT 1 FROM stem WHERE stem = ?", (stem,)).fetchone() is not None

    def meant(self, word: str) -> str:
        """Return the word of the library that `word` is a slip of, "" where none is near."""
        span = (max(1, len(word) - 2), len(word) + 2)
        return nearest(
            word, self._connection.execute("SELECT word, entries FROM vocabulary WHERE length(word) BETWEEN ? AND ?", span)
        )

    def ranked(self, stems: Sequence[str], limit: int) -> dict[int, float]:
        """Return the entries that hold any of the stems with their BM25, the best first."""
        # BM25 gives a word in more than half of the entries nothing, and looking through all of them takes its time.
        telling = [stem for stem in stems if 2 * self._entries(stem) <= self._size] or stems
        return self._matching(" OR ".join(f'"{stem}"' for stem in telling), limit) if telling else {}

    def with_phrase(self, stems: Sequence[str]) -> frozenset[int]:
        """Return the entries whose text or title has the stems one after the other."""
        found = self._connection.execute("SELECT rowid FROM held WHERE held MATCH ?", (f'"{" ".join(stems)}"',))
        return frozenset(row for (row,) in found)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _entries(self, stem: str) -> int:
        row = self._connection.execute("SELECT entries FROM stem WHERE stem = ?", (stem,)).fetchone()
        return int(row[0]) if row else 0

    def _matching(self, expression: str, limit: int) -> dict[int, float]:
        found = self._connection.execute(
            "SELECT rowid, -bm25(held, 1.0, ?) AS score FROM held WHERE held MATCH ? ORDER BY score DESC, rowid LIMIT ?",
            (TITLE_WEIGHT, expression, limit),
        )
        return {row: score for row, score in found}  # noqa: C416 - a dict keeps the order, and mypy the types


def place(listed: tuple[Entry, ...], language: str, folder: Path | None) -> Path | None:
    """Return where in `folder` the index of these entries lies or will lie."""
    return folder / f"words-{fingerprint(listed, language)[:16]}.sqlite" if folder else None


def ask(listed: tuple[Entry, ...], language: str, path: Path | None, question: Callable[[Base], T]) -> T:
    """Return what `question` finds in the index of these entries, which is made first where there is none at `path`.

    Without a path, or with one that cannot be written, the index is made in memory: that costs time, not answers. A
    damaged file is thrown away.
    """
    try:
        with contextlib.closing(Base(_connection(listed, language, path), len(listed))) as base:
            return question(base)
    except sqlite3.DatabaseError:
        if path is None:
            raise
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return ask(listed, language, None, question)


def _connection(listed: tuple[Entry, ...], language: str, path: Path | None) -> sqlite3.Connection:
    if path is not None:
        with contextlib.suppress(OSError, sqlite3.Error):
            if not _whole(path, len(listed)):
                _keep(path, listed, language)
            return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    memory = sqlite3.connect(":memory:")
    _fill(memory, listed, language)
    return memory


def _whole(path: Path, size: int) -> bool:
    """Say whether the file is there and complete: `user_version` is written last, and holds the number of entries."""
    if not path.is_file():
        return False
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("PRAGMA user_version").fetchone()[0] == size + 1)
        except sqlite3.DatabaseError:
            return False


def _keep(path: Path, listed: tuple[Entry, ...], language: str) -> None:
    """Write the index beside its place and rename it, so that two searches at once do each other no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    os.fchmod(handle, 0o644)  # a temporary file is its maker's alone
    os.close(handle)
    temporary = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # a cache
            connection.execute("PRAGMA journal_mode = OFF")
            _fill(connection, listed, language)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    for old in set(path.parent.glob("words-*.sqlite")) - {path}:
        old.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, listed: tuple[Entry, ...], language: str) -> None:
    connection.executescript(_SCHEMA)
    connection.executemany(
        "INSERT INTO held (rowid, text, title) VALUES (?, ?, ?)",
        ((row, " ".join(stems(entry.text, language)), " ".join(stems(entry.title, language))) for row, entry in enumerate(listed)),
    )
    counts: dict[str, int] = {}
    held: dict[str, int] = {}
    for entry in listed:
        both = f"{entry.text} {entry.title}"
        for table, seen in ((counts, words(both)), (held, stems(both, language))):
            for one in set(seen):
                table[one] = table.get(one, 0) + 1
    connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(counts.items()))
    connection.executemany("INSERT INTO stem VALUES (?, ?)", sorted(held.items()))
    connection.execute(f"PRAGMA user_version = {len(listed) + 1}")
    connection.commit()
