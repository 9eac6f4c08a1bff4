"""Build a show with an earlier Podloom, then with this one over it. Takes the earlier ones from this checkout's git."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from prove.proof import Absent, Found
from prove.show import apart, copied, environment, left, podloom, ready, tiny
from tests.show import REPO

MADE = ("content", "build/site", "build/receipts")


def run(trials: int, folder: Path) -> Found:
    """Take commits evenly from the whole history that can build this show, newest first, and compare with a show built afresh."""
    fresh = tiny(folder / "fresh")
    good = left(ready(copied(fresh, folder / "good"), "build"), *MADE)
    faults, tried, history = [], 0, _history()
    for commit in history[:: max(1, len(history) // (trials + 1))][1:]:
        if tried == trials:
            break
        root = copied(fresh, folder / "trial")
        if not _built(_unpacked(commit, folder / commit), root):
            continue  # it knew other settings or needed other packages
        tried += 1
        done = podloom(root, "build")
        differs = apart(good, left(root, *MADE))
        if done.returncode or differs:
            faults.append(f"over {commit[:9]}: exit {done.returncode} {done.stderr[-300:]}; differs: {differs or 'nothing'}")
    return Found(tried, tuple(faults))


def _history() -> list[str]:
    done = subprocess.run(["git", "log", "--format=%H", "--first-parent"], cwd=REPO, capture_output=True, text=True, check=False)  # noqa: S607 - git
    commits = done.stdout.split()
    if len(commits) < 2:
        raise Absent("the earlier versions are not here: take a clone with its history")
    return commits


def _unpacked(commit: str, folder: Path) -> Path:
    done = subprocess.run(["git", "archive", commit], cwd=REPO, capture_output=True, check=True)  # noqa: S607 - git
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _built(code: Path, root: Path) -> bool:
    """Say whether an earlier Podloom could build the show."""
    command = [sys.executable, "-m", "pipeline", "build"]
    done = subprocess.run(command, cwd=root, env=environment(PYTHONPATH=str(code)), capture_output=True, check=False)
    return done.returncode == 0 and (root / "build/site/index.html").is_file()
