"""The hostile corpus of ../shared: each file with what is expected of it, and the real command line run within limits."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests import show

GENERATOR = show.SHARED / "hostile/tools/gen.py"
CHECKER = show.SHARED / "hostile/tools/check.py"
BROWSER = show.SHARED / "hostile/tools/browser_check.py"
ABSENT = "!!! THE HOSTILE CORPUS WAS NOT TRIED: ../shared/hostile is absent"


class Case(NamedTuple):
    """A hostile file, and what should become of it."""

    name: str
    kind: str
    path: Path
    outcome: str
    seconds: float
    megabytes: float
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    outside: str

    @property
    def good(self) -> bool:
        """Whether it is to be published."""
        return self.outcome in ("ok", "sanitised")


class Ended(NamedTuple):
    """How a command ended, and what it took: seconds of computing, megabytes at most."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def there() -> bool:
    """Say whether the corpus can be made here."""
    return GENERATOR.is_file()


def made(folder: Path) -> list[Case]:
    """Write the corpus into a folder and return its files."""
    subprocess.run([sys.executable, str(GENERATOR), "shared", str(folder)], check=True, capture_output=True, timeout=300)
    rows = json.loads((folder / "expected.json").read_bytes())["files"]
    return [
        Case(
            row["id"],
            row["kind"],
            folder / row["path"],
            row["outcome"],
            row["max_seconds"],
            row["max_rss_mb"],
            tuple(row["must"]),
            tuple(row["must_not"]),
            row.get("no_file", ""),
        )
        for row in rows
        if "generated_only_with" not in row
    ]


# A process begins with the most memory that the one which started it ever had, so a small one stands between.
_MEASURED = """
import os, sys
pid = os.fork()
if not pid:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(pid, 0)
open(sys.argv[1], "w").write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
sys.exit(os.waitstatus_to_exitcode(status))
"""


def podloom(root: Path, *arguments: str) -> Ended:
    """Run the real command line in a show's folder and measure it, with all that it started."""
    out, err = root.parent / f"{root.name}.out", root.parent / f"{root.name}.err"
    with out.open("w") as said, err.open("w") as told:
        cost = root.parent / f"{root.name}.cost"
        command = [sys.executable, "-c", _MEASURED, str(cost), sys.executable, "-m", "pipeline", *arguments]
        done = subprocess.run(command, cwd=root, stdout=said, stderr=told, check=False)
    seconds, kilobytes = map(float, cost.read_text().split())
    return Ended(done.returncode, out.read_text(), err.read_text(), seconds, kilobytes / 1024)
