import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import ItemError
from pipeline.workers import Inline, Pool, Threads, Workers
from tests import errands
from tests.show import REPO


@pytest.mark.parametrize("workers", [Inline(), Threads(3), Pool(2)])
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


def test_long_work_goes_on_in_other_processes() -> None:
    with Pool(2) as workers:
        found = dict(workers.map([partial(errands.process, 0.06)] * 40))
        assert sorted(found) == list(range(40))
        assert found[0] == os.getpid()
        assert len(set(found.values()) - {os.getpid()}) in (1, 2)
        again = dict(workers.map([partial(errands.process, 0.0)] * 20))  # they are there now
        assert os.getpid() not in again.values()


def test_a_first_step_behind_which_the_machine_stood_still_tells_nothing() -> None:
    assert not Pool(2)._worth_while(60.0, 0, 50)


def test_processes_that_are_large_do_not_lie_about() -> None:
    with Pool(2) as workers:
        small = set(dict(workers.map([partial(errands.process, 0.06)] * 40)).values()) - {os.getpid()}
        workers.rest()
        assert set(dict(workers.map([partial(errands.process, 0.0)] * 20)).values()) <= small
        large = set(dict(workers.map([partial(errands.grow, 200 << 20)] * 8)).values())
        workers.rest()
        until = time.monotonic() + 20
        while any(Path(f"/proc/{pid}").exists() for pid in small | large) and time.monotonic() < until:
            time.sleep(0.05)
        assert not [pid for pid in small | large if Path(f"/proc/{pid}").exists()]
        assert set(dict(workers.map([partial(errands.process, 0.06)] * 40)).values()) - {os.getpid()}


def test_short_work_stays_here() -> None:
    with Pool(2) as workers:
        assert set(dict(workers.map([partial(errands.process, 0.0)] * 40)).values()) == {os.getpid()}


def test_a_first_step_that_takes_long_alone_says_nothing_of_the_others() -> None:
    with Pool(2) as workers:
        steps = [partial(errands.process, 0.4), *[partial(errands.process, 0.001)] * 40]
        assert set(dict(workers.map(steps)).values()) == {os.getpid()}


def test_what_is_nearly_done_is_ended_here() -> None:
    with Pool(2) as workers:
        assert set(dict(workers.map([partial(errands.process, 0.03)] * 26)).values()) == {os.getpid()}


def test_an_error_comes_back_from_another_process_as_it_was_or_at_least_in_its_words() -> None:
    with Pool(2) as workers:
        steps = [*[partial(errands.process, 0.3)] * 2, *[partial(errands.fail, 0.0), partial(errands.refuse_to_travel, 0.0)] * 5]
        found = dict(workers.map(steps))
    refused, stubborn = found[2], found[3]
    assert isinstance(refused, ItemError)
    assert (refused.message, refused.where, refused.remedy) == ("too short", "notes.md:3", "Write more.")
    assert isinstance(stubborn, RuntimeError)
    assert str(stubborn) == "StubbornError: no way"


def test_a_process_that_was_killed_between_two_stages_stops_nothing() -> None:
    with Pool(2) as workers:
        found = dict(workers.map([partial(errands.process, 0.06)] * 40))
        for pid in set(found.values()) - {os.getpid()}:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
        again = dict(workers.map([partial(errands.process, 0.0)] * 20))
    assert sorted(again) == list(range(20))
    assert not [one for one in again.values() if isinstance(one, Exception)]


def test_steps_that_lost_their_process_are_done_here() -> None:
    with Pool(2) as workers:
        found = dict(workers.map([*[partial(errands.process, 0.3)] * 2, *[partial(errands.die_elsewhere, os.getpid())] * 9]))
    assert set(found.values()) == {os.getpid()}
    assert len(found) == 11


def test_the_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(
        "from functools import partial\n"
        "from pipeline.workers import Pool\n"
        "from tests.errands import process\n"
        "if __name__ == '__main__':\n"
        "    soon, long = [*[partial(process, 0.3)] * 2, *[partial(process, 0.1)] * 8], [partial(process, 60.0)] * 9\n"
        "    for index, pid in Pool(2).map([*soon, *long]):\n"
        "        print(pid, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, script], cwd=REPO, env={**os.environ, "PYTHONPATH": str(REPO)}, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline()) for _ in range(10)} - {parent.pid}
        assert pids
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
