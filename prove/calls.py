"""Watch the calls that a run makes of the system, and let one of them kill the run or fail. Needs strace; judges nothing."""

import random
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from prove.proof import Absent
from prove.show import podloom

# What changes a disk. A kill at each of them is a kill between any two changes.
CHANGES = (
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "rmdir"),
    *("write", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync"),
)
_CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)$", re.MULTILINE)
_STANDARD = re.compile(r"^[12](<|,)")


class Call(NamedTuple):
    """One call: its name, which of its name it is within its thread (strace counts so), and its arguments as strace writes them."""

    name: str
    number: int
    words: str

    @property
    def speaks(self) -> bool:
        """Say whether it writes to the standard output or error."""
        return self.name == "write" and bool(_STANDARD.match(self.words))


class Struck(NamedTuple):
    """A run with a call that was struck: `hit` is that call as strace wrote it, "" where the run made no such call this time."""

    done: "subprocess.CompletedProcess[str]"
    hit: str


def strace() -> str:
    """Return where strace is.

    Raises:
        Absent: it is not on this machine.
    """
    found = shutil.which("strace")
    if not found:
        raise Absent("strace is not installed: apt install strace")
    return found


def watched(root: Path, words: Sequence[str], log: Path, names: Sequence[str] = CHANGES) -> list[Call]:
    """Run a command line in a show and return the calls it made, each kind of call by its number once."""
    done = podloom(root, *words, under=_under(log, names))
    if done.returncode:
        raise RuntimeError(f"podloom {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    counts: dict[tuple[str, str], int] = {}
    calls: dict[tuple[str, int], Call] = {}
    for task, name, rest in _CALL.findall(log.read_text(errors="replace")):
        counts[task, name] = number = counts.get((task, name), 0) + 1
        calls.setdefault((name, number), Call(name, number, rest))
    return list(calls.values())


def killed(root: Path, words: Sequence[str], call: Call, log: Path) -> Struck:
    """Run a command line that is killed (-9) before it makes this call."""
    done = podloom(root, *words, under=_under(log, (call.name,), f"{call.name}:signal=KILL:when={call.number}"))
    said = log.read_text(errors="replace")
    return Struck(done, said if f"killed by {signal.SIGKILL.name}" in said else "")


def refused(root: Path, words: Sequence[str], call: Call, error: str, log: Path, *, on: bool) -> Struck:
    """Run a command line whose call fails with this error; with `on`, every later call of this name fails too."""
    done = podloom(root, *words, under=_under(log, (call.name,), f"{call.name}:error={error}:when={call.number}{'+' * on}"))
    hits = [line for line in log.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
    return Struck(done, hits[0] if hits else "")


def chosen(calls: Iterable[Call], count: int, dice: random.Random) -> Iterator[Call]:
    """Draw calls, of each name in turn: the one exchange of two folders is worth as much as a thousand writes."""
    names: dict[str, list[Call]] = {}
    for call in calls:
        names.setdefault(call.name, []).append(call)
    for several in names.values():
        dice.shuffle(several)
    turns = (call for call in chain.from_iterable(zip_longest(*names.values())) if call)
    return (call for call, _ in zip(turns, range(count), strict=False))


def _under(log: Path, names: Sequence[str], inject: str = "") -> tuple[str, ...]:
    log.unlink(missing_ok=True)
    quick = () if "signal=" in inject else ("--seccomp-bpf",)  # strace 6.1 loses the signals that it injects with it
    traced = (*quick, "-f", "-q", "-y", "-s", "0", "-o", str(log), "-e", f"trace={','.join(names)}")
    return (strace(), *traced, *(("-e", f"inject={inject}") if inject else ()))
