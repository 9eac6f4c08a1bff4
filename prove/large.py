"""Bring in a feed of many episodes, and the same feed with one more: seconds and memory, as bench/feeds.py measures them."""

import re
import subprocess
import sys
from pathlib import Path

from prove.proof import Found
from tests.show import REPO

MOST_SECONDS = 60.0  # for 10,000 episodes, all told
MOST_MEGABYTES = 800
OF = 10_000


def run(trials: int, _: Path) -> Found:
    """A trial is an episode of the feed. Fewer have less time, but for the ten seconds that any run may take."""
    done = subprocess.run([sys.executable, "bench/feeds.py", str(trials)], cwd=REPO, capture_output=True, text=True, check=False)
    if done.returncode:
        return Found(trials, (done.stderr[-2000:],))
    seconds = sum(float(one) for one in re.findall(r": (\d+\.\d) s$", done.stdout, re.MULTILINE))
    memory = int(re.findall(r"at most (\d+) MB", done.stdout)[0])
    faults = [f"it took {seconds:.1f} s"] if seconds > max(10.0, MOST_SECONDS * trials / OF) else []
    faults += [f"it took {memory} MB"] if memory > MOST_MEGABYTES else []
    if f"read {trials} items" not in done.stdout or "one new episode: read, 1 to tell of" not in done.stdout:
        faults.append(f"not all that is there was known again: {done.stdout[:500]}")
    return Found(trials, tuple(faults), f"{trials} episodes: {seconds:.1f} s, {memory} MB")
