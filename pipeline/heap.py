"""Have memory reused instead of asked for anew, given back when it is left over, and seldom searched for cycles.

Whisper's encoder takes and frees 400 MB in buffers of 72 MB for each 30 seconds. By default glibc maps every one of them anew
and the kernel clears it page by page: a seventh of all processor time.
"""

import atexit
import gc
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

# Of glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX = -1, -4, -8
KEPT_BYTES = 1 << 30
# Records hold no cycles, and Python looks through all of them for some: for the pages of 1,000 episodes 6.9 s instead of 9.3.
SELDOM = (200_000, 20, 20)
# After links or views of 1,000 episodes 300 MB wait for a collection that comes seldom; it takes a tenth of a second.
MUCH_BYTES = 64 << 20


def seldom() -> None:
    """Have Python look for cycles of objects after 200,000 new ones, not after 700; best before anything is imported."""
    gc.set_threshold(*SELDOM)


@cache
def reuse() -> None:
    """Let this process take big buffers from one heap that shrinks only when told; best before it has threads.

    From then on it looks for cycles seldom, and for none when it ends.
    """
    seldom()
    gc.freeze()  # what was imported by now stays, and is two thirds of what every search would look at
    atexit.register(gc.freeze)  # Python's own last look took .06 s of the .8 that a build with nothing to do took
    if library := _glibc():
        library.mallopt(M_ARENA_MAX, 1)  # the heaps of other threads end at 64 MB
        library.mallopt(M_MMAP_MAX, 0)
        library.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)


def trim() -> None:
    """Return to the system what lies free, and where much was taken since the last time, what only rings still hold."""
    if much := resident() > _LAST[0] + MUCH_BYTES:
        gc.collect()
    if library := _glibc():
        library.malloc_trim(0)
    _LAST[0] = resident() if much else min(resident(), _LAST[0])


def ease() -> None:
    """Do so where much was taken since the last time: for who is never told that a stage has ended."""
    if resident() > _LAST[0] + MUCH_BYTES:
        trim()


_LAST = [0]


def resident() -> int:
    """Return how much of this process lies in memory; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - after every stage
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@cache
def _glibc() -> "ctypes.CDLL | None":
    """Return the C library, or None where it is another."""
    if sys.platform != "linux":
        return None
    import ctypes

    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
