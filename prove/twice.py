"""Start two runs at once in one show. Kills nothing."""

import subprocess
from pathlib import Path

from prove.proof import Found
from prove.show import PODLOOM, apart, copied, environment, left, ready, tiny

LOCKED = 75


def run(trials: int, folder: Path) -> Found:
    """Build the same show in two processes, in every trial anew."""
    fresh = tiny(folder / "show")
    good = left(ready(copied(fresh, folder / "good"), "build"), "content", "build/site")
    faults = []
    for trial in range(trials):
        root = copied(fresh, folder / "trial")
        both = [subprocess.Popen([*PODLOOM, "build"], cwd=root, env=environment(), stdout=-3, stderr=-3) for _ in range(2)]
        codes = sorted(one.wait() for one in both)
        differs = apart(good, left(root, "content", "build/site"))
        if codes not in ([0, 0], [0, LOCKED]) or differs:
            faults.append(f"trial {trial}: exits {codes}; differs: {differs or 'nothing'}")
    return Found(trials, tuple(faults))
