"""The processes that read files of strangers for this one, for tests that count and kill them."""

from pathlib import Path

import pytest

# What a module of such tests says of itself: there are none before a test, and none is left after it.
ALONE = [
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are counted in /proc"),
    pytest.mark.usefixtures("no_children"),
]


def children() -> set[int]:
    """Return the processes that this one started and has not buried; pytest's own are not among them."""
    lists = (path.read_text().split() for path in Path("/proc/self/task").glob("*/children"))
    return {int(number) for numbers in lists for number in numbers if "decoding" in command(int(number))}


def command(process: int) -> str:
    """Return the command line of a process; "" where it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
