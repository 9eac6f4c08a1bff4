"""Start two runs at once in one show. Kills nothing."""

import subprocess
from pathlib import Path

from prove.proof import Found
from prove.scenes import shared, tell
from prove.show import PODLOOM, environment

LOCKED = 75


def run(trials: int, folder: Path) -> Found:
    """Play each scene in two processes at once."""
    faults, tried = list[str](), 0
    for stage, count in shared(trials, folder):
        for _ in range(count):
            command, root = [*PODLOOM, *stage.scene.words], stage.again()
            both = [subprocess.Popen(command, cwd=root, env=environment(), stdout=-3, stderr=-3) for _ in range(2)]
            codes = sorted(one.wait() for one in both)
            fault = stage.amiss() if codes in ([0, 0], [0, LOCKED]) else f"exits {codes}"
            faults += [f"{stage.scene.name}: {fault}"] if fault else []
        tried += count
        tell(stage, tried, faults)
    return Found(tried, tuple(faults))
