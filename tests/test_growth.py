"""What strangers wrote takes time in proportion to its length: four times as much takes about four times as long, not sixteen."""

import time
from collections.abc import Callable

import pytest

from tests.check import examples

FOLD = 4
MOST = 9  # between the 4 of what is read once and the 16 of what is read once a character: a busy machine stays below
SHORT_SECONDS = 0.25  # a machine that does other things shows this much by chance


def seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


CASES: dict[str, tuple[Callable[[str], object], Callable[[int], str], int]] = {
    "pictures in a listing": (examples.body, lambda size: "```\n" + "<img " * size, 5_000),
}


@pytest.mark.parametrize("name", CASES)
def test_four_times_as_much_takes_no_sixteen_times_as_long(name: str) -> None:
    work, text, size = CASES[name]
    once = min(seconds(work, text(size)) for _ in range(2))
    assert seconds(work, text(size * FOLD)) < MOST * once + SHORT_SECONDS
