"""A tiny show with recorded words, real command lines in it, and what they left. Judges nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.show import REPO, bytes_of, tiny

__all__ = ["PODLOOM", "apart", "bytes_of", "copied", "left", "podloom", "ready", "tiny"]

PODLOOM = (sys.executable, "-m", "pipeline")
LONGEST_SECONDS = 300


def environment(**others: str) -> dict[str, str]:
    """Return this process's environment, with the pipeline of this checkout."""
    return {**os.environ, "PYTHONPATH": str(REPO), **others}


def podloom(root: Path, *words: str, under: Sequence[str] = (), **others: str) -> "subprocess.CompletedProcess[str]":
    """Run a command line in a show's folder, `under` another program; `others` are environment variables."""
    command = [*under, *PODLOOM, *words]
    return subprocess.run(
        command, cwd=root, env=environment(**others), capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
    )


def ready(root: Path, *words: str) -> Path:
    """Run a command line that must succeed: the ground that a proof stands on."""
    done = podloom(root, *words)
    if done.returncode:
        raise RuntimeError(f"podloom {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return root


def copied(source: Path, target: Path) -> Path:
    """Copy a show with its times, into the same place each time where `target` is the same."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def left(root: Path, *folders: str) -> dict[str, bytes]:
    """Return all files of some folders of a show, by path."""
    return {f"{folder}/{path}": data for folder in folders for path, data in bytes_of(root / folder).items()}


def apart(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    """Name the first files that differ, "" where none does."""
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
