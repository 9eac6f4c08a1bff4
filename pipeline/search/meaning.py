"""Compare what texts mean, with an encoder that the caller hands over; each text is encoded once. Ranks nothing.

Vectors lie in `build/search/vectors.sqlite` under the sha256 of encoder and text, so that another encoder or a changed
passage finds none of them. Only the best by words are ever looked at: 300 passages take 1 to 2 s the first time and
milliseconds afterwards, where all 100,000 of a thousand episodes would take five minutes before the first answer.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float64]]

MOST_BYTES = 1 << 28  # 100,000 passages; then it is begun anew, for texts that are gone stay in it
_NEAR = 0.2  # a question this far from a theme's definition, or farther, has nothing of the theme


@dataclass(frozen=True)
class Meaning:
    """An encoder of texts (one unit vector a text, as rows), the digest of all that decides its vectors, and their place."""

    encode: "Encode"
    identity: str
    folder: Path | None = None

    def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each text how near it is to the question: the cosine, 0 where that is negative."""
        near = self._vectors(texts) @ self._vectors([question])[0]
        return [max(0.0, float(one)) for one in near]

    def leaning(self, question: str, themes: Sequence[Theme]) -> dict[str, float]:
        """Return the share of each theme in the question, by its definition; they sum to 1, or none is near."""
        if not themes:
            return {}
        near = self.likeness(question, [f"{theme.name}. {theme.definition}" for theme in themes])
        over = {theme.slug: one - _NEAR for theme, one in zip(themes, near, strict=True) if one > _NEAR}
        return {slug: one / sum(over.values()) for slug, one in over.items()}

    def _vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        names = [hashlib.sha256(f"{self.identity}\0{text}".encode()).digest() for text in texts]
        known = self._kept(names)
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if new:
            made = self.encode(list(new.values())).astype(np.float32)
            known |= {name: vector.tobytes() for name, vector in zip(new, made, strict=True)}
            self._keep([(name, known[name]) for name in new])
        return np.stack([np.frombuffer(known[name], np.float32) for name in names])

    def _kept(self, names: Sequence[bytes]) -> dict[bytes, bytes]:
        if self.folder is None or not self._path.is_file():
            return {}
        found: dict[bytes, bytes] = {}
        try:
            with contextlib.closing(sqlite3.connect(self._path)) as base:
                for name in names:
                    row = base.execute("SELECT vector FROM vectors WHERE name = ?", (name,)).fetchone()
                    if row is not None:
                        found[name] = row[0]
        except sqlite3.OperationalError:
            return {}  # another search is writing
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)  # a damaged cache: it is made again
            return {}
        return found

    def _keep(self, rows: list[tuple[bytes, bytes]]) -> None:
        if self.folder is None:
            return
        with contextlib.suppress(OSError, sqlite3.Error):  # another search may be writing: its vectors are as good
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._path.is_file() and self._path.stat().st_size > MOST_BYTES:
                self._path.unlink()
            with contextlib.closing(sqlite3.connect(self._path)) as base:
                base.execute("CREATE TABLE IF NOT EXISTS vectors (name BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
                base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
                base.commit()

    @property
    def _path(self) -> Path:
        return (self.folder or Path()) / "vectors.sqlite"
