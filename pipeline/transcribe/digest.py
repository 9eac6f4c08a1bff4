"""Name a file by its bytes. Reads it piece by piece and keeps nothing."""

from pathlib import Path

from pipeline.disk import digest_of, of_file
from pipeline.errors import ItemError


def sha256_of(path: Path, where: str) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    try:
        return digest_of(path)
    except OSError as fault:
        of_file(fault, where)
        raise ItemError(f"the file cannot be read ({fault.strerror})", where, "Check that it is there.") from fault
