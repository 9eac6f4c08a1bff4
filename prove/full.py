"""Let the disk refuse: a call, all later calls, or all of it because it is really full. Kills nothing."""

import os
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prove.calls import CHANGES, Call, chosen, refused, strace, watched
from prove.proof import Absent, Found
from prove.scenes import Stage, shared, tell
from prove.show import podloom

SEED = 11
DISK = 74
ROOMY = 512 << 20
_TOLD = re.compile(r"^\S.*: the disk refused: ", re.MULTILINE)  # a path, or the branch
_ONCE = ("write", "read", "openat")  # were these to fail for good, no error could be told and no module imported
_ROOMLESS = ("unlink", "unlinkat", "rmdir")  # they need no room


def at_calls(trials: int, folder: Path) -> Found:
    """Let a call fail with ENOSPC or EIO; of what changes folders, every second time all later ones of its name too."""
    strace()
    dice, faults, tried = random.Random(SEED), list[str](), 0
    for stage, count in shared(trials, folder):
        calls = watched(stage.again(), stage.scene.words, folder / "calls", (*CHANGES, "read", "openat"))
        for number, call in enumerate(chosen((one for one in calls if _at_show(one.name, one.words, stage)), count, dice)):
            error = "EIO" if number % 2 or _reads(call) or call.name in _ROOMLESS else "ENOSPC"
            on = call.name not in _ONCE and number % 4 < 2
            struck = refused(stage.again(), stage.scene.words, call, error, folder / "calls", on=on)
            if _at_show(call.name, struck.hit, stage):  # threads may have taken turns otherwise
                tried += 1
                where = f"{stage.scene.name}, {error} at {call.name} {call.number}{' and on' * on} {_place(struck.hit, stage)}"
                faults += [f"{where}: {fault}" for fault in (_wrong(stage, struck.done),) if fault]
        tell(stage, tried, faults)
    return Found(tried, tuple(faults))


def really(trials: int, folder: Path) -> Found:
    """Play each scene on a file system that has some of the room it needs, then make room and play on."""
    dice, faults = random.Random(SEED), list[str]()
    with _mounted(folder / "disk") as resize:
        for stage, count in shared(trials, folder, folder / "disk"):
            need = _used(stage.place)
            stage.again()
            held = _used(stage.place)
            for _ in range(count):
                room = dice.randrange(0, max(need - held, 8192))
                stage.again()
                resize(held + room)
                done = podloom(stage.root, *stage.scene.words)
                where = f"{stage.scene.name}, {room >> 10} kB were free"
                faults += [f"{where}: {fault}" for fault in (_wrong(stage, done, lambda: resize(ROOMY)),) if fault]
                resize(ROOMY)
            tell(stage, trials, faults)
    return Found(trials, tuple(faults))


def _reads(call: Call) -> bool:
    return call.name == "read" or (call.name == "openat" and "O_CREAT" not in call.words)


def _at_show(name: str, words: str, stage: Stage) -> bool:
    """Say whether a call concerns files of the show: not what is said to people, nor a folder that is only listed."""
    if name == "openat" and "O_DIRECTORY" in words:
        return False
    return bool(_place(words, stage)) and not (name == "write" and re.search(r"(^|\()[12]<", words))


def _place(words: str, stage: Stage) -> str:
    found = re.search(re.escape(f"{stage.place}/") + r'([^>",]+)', words)
    return found.group(1) if found else ""


def _wrong(stage: Stage, done: "subprocess.CompletedProcess[str]", mend: Callable[[], None] = lambda: None) -> str:
    """Say what is wrong after a disk refused, "" where nothing is: it was done in spite of that, or exit 74 and a place."""
    said = done.stderr
    if "Traceback" in said:
        return f"exit {done.returncode} with a traceback: {said[-400:]}"
    if done.returncode == 0:
        if stage.scene.served(stage.place) != stage.after:
            return "exit 0, and what is served is not the new"
        return stage.amiss() and stage.ended()  # what of the old could not be taken away goes with the next run
    if done.returncode != DISK or not _TOLD.search(said):
        return f"exit {done.returncode}, said: {said[-300:]}"
    torn = stage.torn()
    mend()
    return torn or stage.ended()


@contextmanager
def _mounted(disk: Path) -> Iterator[Callable[[int], None]]:
    """Mount a file system in memory; yield what changes its size in bytes."""
    disk.mkdir()

    def mount(*options: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(["mount", *options, str(disk)], check=False, capture_output=True)  # noqa: S607 - the system's

    try:
        done = mount("-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs")
    except FileNotFoundError:
        raise Absent("there is no mount on this machine: try it on Linux") from None
    if done.returncode:
        raise Absent("a small file system cannot be mounted: run it as root, where containers may mount")
    try:
        yield lambda size: mount("-o", f"remount,size={size}").check_returncode()
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607 - the system's


def _used(place: Path) -> int:
    """Return how many bytes a file system holds."""
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize
