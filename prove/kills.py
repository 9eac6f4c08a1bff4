"""Kill runs, at calls of the system and at moments, and run them again. Fakes nothing: kill -9 of the real command line."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

from prove.calls import chosen, killed, strace, watched
from prove.proof import Found
from prove.scenes import Stage, shared, tell
from prove.show import PODLOOM, environment

SEED = 7


def at_calls(trials: int, folder: Path) -> Found:
    """Kill before a call that changes the disk, the trials shared among the scenes."""
    strace()
    dice, faults, tried, calls = random.Random(SEED), list[str](), 0, 0
    for stage, count in shared(trials, folder):
        points = watched(stage.again(), stage.scene.words, folder / "calls")
        calls += len(points)
        for call in chosen(points, count, dice):
            struck = killed(stage.again(), stage.scene.words, call, folder / "calls")
            tried += bool(struck.hit)
            where = f"{stage.scene.name}, killed at {call.name} {call.number}"
            faults += [f"{where}: {fault}" for fault in (stage.torn() or stage.ended(),) if fault]
        tell(stage, tried, faults)
    return Found(tried, tuple(faults), f"{tried - len(faults)}/{tried} of {calls} calls")


def at_moments(trials: int, folder: Path) -> Found:
    """Kill the whole group of processes at a moment, evenly drawn from the time that a run takes."""
    dice, faults = random.Random(SEED), list[str]()
    for stage, count in shared(trials, folder):
        began = time.monotonic()
        _run(stage, None)
        seconds = time.monotonic() - began
        for _ in range(count):
            moment = dice.uniform(0, seconds)
            _run(stage, moment)
            where = f"{stage.scene.name}, killed after {moment:.3f} s of {seconds:.1f}"
            faults += [f"{where}: {fault}" for fault in (stage.torn() or stage.ended(),) if fault]
        tell(stage, trials, faults)
    return Found(trials, tuple(faults))


def _run(stage: Stage, moment: float | None) -> None:
    run = subprocess.Popen(
        [*PODLOOM, *stage.scene.words], cwd=stage.again(), env=environment(), stdout=-3, stderr=-3, start_new_session=True
    )
    if moment is not None:
        time.sleep(moment)
        os.killpg(run.pid, signal.SIGKILL)  # it is not waited for yet, so the group is still its own
    run.wait()
