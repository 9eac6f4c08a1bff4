import threading
import time

import pytest

from pipeline.workers import Inline, Threads, Workers


@pytest.mark.parametrize("workers", [Inline(), Threads(3)])
def test_every_function_is_called_once_and_its_error_handed_back(workers: Workers) -> None:
    def broken() -> int:
        raise ValueError("no")

    found = dict(workers.map([lambda: 1, broken, lambda: 3]))
    assert (found[0], found[2]) == (1, 3)
    assert isinstance(found[1], ValueError)


def test_threads_run_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=10)  # would break if one waited for the other
    assert dict(Threads(2).map([meeting.wait, meeting.wait])).keys() == {0, 1}


def test_who_stops_early_does_not_wait_for_the_rest() -> None:
    free = threading.Event()
    started = time.monotonic()
    results = Threads(2).map([lambda: True, lambda: free.wait(30)])
    assert next(results)[1] is True
    results.close()  # type: ignore[attr-defined]  # map() is a generator
    assert time.monotonic() - started < 10
    free.set()
