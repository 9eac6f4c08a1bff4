"""Give every reader of strangers' bytes changed bytes: it reads or refuses them in words. A trial is a second a reader."""

from pathlib import Path

from prove.proof import Found
from tests.fuzz.__main__ import broken
from tests.fuzz.targets import TARGETS

SEED = 7


def run(trials: int, _: Path) -> Found:
    """Try each reader for so many seconds."""
    tried, faults = 0, list[str]()
    for name in TARGETS:
        count, found = broken(name, float(trials), SEED)
        tried, faults = tried + count, faults + found
    return Found(tried, tuple(faults), f"{tried - len(faults):,}/{tried:,} inputs, {len(TARGETS)} readers")
