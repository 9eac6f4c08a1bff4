"""Make what is dear once for all processes of a run of tests. Asserts nothing."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1" ...; "" where one process runs all tests


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process at a time in; the file at `path` is left as it is."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` filled in whichever process of this run asked first. No test writes into it."""
    base = (factory.getbasetemp().parent if WORKER else factory.getbasetemp()) / "once"
    base.mkdir(exist_ok=True)
    folder, done = base / name, base / f"{name}.done"
    with held(base / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # where making it failed before
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
