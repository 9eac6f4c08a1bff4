import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process this way")

# In a process of its own, for what is told to the C library stays so.
MEASURE = """
import ctypes
from pathlib import Path
from pipeline import heap

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20

heap.reuse()
before = megabytes()
for _ in range(2):
    part = b"x" * (200 << 20)
    held = megabytes()
    del part
freed = megabytes()
heap.trim()
print(before, held, freed, megabytes())
for size in (20, 200):
    part = b"x" * (size << 20)
    del part
    heap.ease()
    print(megabytes())
"""


def test_big_buffers_are_kept_for_the_next_ones_and_given_back_when_told() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    before, held, freed, trimmed, little, much = map(int, done.stdout.split())
    assert held - before == pytest.approx(200, abs=20)
    assert freed >= held - 10
    assert trimmed - before < 30
    assert little - trimmed > 10  # not worth a search for cycles
    assert much - before < 30
