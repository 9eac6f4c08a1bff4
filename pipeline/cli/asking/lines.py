"""Read the lines of a file or of standard input. Knows nothing of what they say."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError


def rows(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, or of standard input for `-`, that are not blank: `file:line` and the line.

    Standard input is read line by line, so that what answers us may wait for each answer's effect.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
    """
    where = "standard input" if str(file) == "-" else str(file)
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if text.strip():
                    yield f"{where}:{number}", text
    except OSError as fault:
        raise InputError(f"the file cannot be read: {fault.strerror}", where, "Check its name.") from fault
    except UnicodeDecodeError as fault:
        raise InputError("the file is not UTF-8", where, "Save it as UTF-8.") from fault
