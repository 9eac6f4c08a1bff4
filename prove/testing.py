"""Take tests for a proof: where a promise is held by tests already, they are run and counted. Adds none."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from prove.proof import Found
from tests.show import REPO

_COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")


def tests(*places: str) -> Callable[[int, Path], Found]:
    """Return a proof's `run`: these files or tests of pytest, each once. One that was left out proves nothing, and is told."""

    def run(_: int, folder: Path) -> Found:
        command = [sys.executable, "-m", "pytest", "-q", "--basetemp", str(folder / "pytest"), *places]
        done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
        counts = {word: int(count) for count, word in _COUNT.findall(done.stdout.rpartition("\n=")[2] or done.stdout)}
        passed, left = counts.get("passed", 0), counts.get("skipped", 0)
        broken = tuple(line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR")))
        if done.returncode and not broken:
            broken = (done.stdout[-2000:] + done.stderr[-2000:],)
        return Found(passed + len(broken), broken, f"{passed} tests" + (f", {left} NOT RUN" if left else ""))

    return run
