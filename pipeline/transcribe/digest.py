"""Name a file by its bytes. Reads it piece by piece and keeps nothing."""

import hashlib
from pathlib import Path

from pipeline.errors import ItemError


def sha256_of(path: Path, where: str) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise ItemError(f"the file cannot be read ({fault.strerror})", where, "Check that it is there.") from fault
