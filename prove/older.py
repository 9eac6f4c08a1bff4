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
    """Take commits evenly from the whole history and compare with a show built afresh.

    One that cannot build this show (it knew other settings, or needs packages that are not here) gives its place to a newer
    one, half way to today's.
    """
    fresh = tiny(folder / "fresh")
    good = left(ready(copied(fresh, folder / "good"), "build"), *MADE)
    history = _history()
    faults: list[str] = []
    tried: set[str] = set()
    for place in range(1, trials + 1):
        root = copied(fresh, folder / "trial")
        built = _built_at(history, place * len(history) // (trials + 1), root, folder)
        if not built or built in tried:
            continue
        tried.add(built)
        done = podloom(root, "build")
        differs = apart(good, left(root, *MADE))
        if done.returncode or differs:
            faults.append(f"over {built[:9]}: exit {done.returncode} {done.stderr[-300:]}; differs: {differs or 'nothing'}")
    if not tried:
        raise Absent("no earlier version that was looked at can build this show with the packages that are here")
    return Found(len(tried), tuple(faults))


def _built_at(history: list[str], place: int, root: Path, folder: Path) -> str:
    """Build the show with the version at this place of the history, newest first, or a newer one; return which, or nothing."""
    while place > 0:
        if _built(_unpacked(history[place], folder / history[place]), root):
            return history[place]
        place //= 2
    return ""


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
