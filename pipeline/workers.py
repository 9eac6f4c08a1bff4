"""Where the runs of one stage happen: one after the other, or several at once. Each is one `map` of a few lines."""

import os
import pickle
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

import msgspec

from pipeline import heap
from pipeline.errors import InputError

T = TypeVar("T")
_ALONE_SECONDS = 0.2  # that tells how long the rest will take
_LEFT_SECONDS = 1.0  # two processes take .3 s each to be ready, and spare half of what is left
SEVERAL = 8  # steps that are left: fewer are no work for other processes
_LARGE_BYTES = 128 << 20  # of a process that will not be kept for nothing: with the encoder of themes it holds 200 MB


class Hands(msgspec.Struct, frozen=True):
    """Who does the long steps: threads of this process, `count` processes of this machine, or the workers at `cluster`.

    `storage` is where files travel to workers that do not see the show's folder.
    """

    count: int = 0
    cluster: str = ""
    storage: str = ""

    @property
    def elsewhere(self) -> bool:
        """Say whether steps leave this process; a single worker is this process."""
        return bool(self.cluster) or self.count > 1

    def __post_init__(self) -> None:
        if self.cluster and self.count:
            raise InputError("a cluster has as many workers as it has", "--cluster and --workers", "Give one of the two.")
        if self.storage and not self.elsewhere:
            remedy = "Give --cluster ADDRESS or --workers N too, or leave it out."
            raise InputError("without workers elsewhere nothing travels through a storage", "--storage", remedy)


HERE = Hands()


class Workers(ABC):
    """Something that calls functions."""

    @abstractmethod
    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function; yield its index with what it returned or raised, each as soon as it is done."""

    def rest(self) -> None:
        """Hold no more than is cheap to hold: others need the memory now. Most hold nothing."""
        return


class Inline(Workers):
    """One after the other, in this thread."""

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function in order."""
        for index, run in enumerate(runs):
            yield index, _caught(run)


class Threads(Workers):
    """Several at once. For engines that compute outside Python: two one-thread runs beat one of two threads by a third."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function, `count` at a time. Who is interrupted does not wait for what still runs."""
        pool = ThreadPoolExecutor(max_workers=self._count, thread_name_prefix="podloom")
        try:
            waiting = {pool.submit(_caught, run): index for index, run in enumerate(runs)}
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class Aside:
    """One thread beside the run's own, for what mostly waits for another program, or computes outside Python.

    It ends with this object.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="podloom-aside")

    def __enter__(self) -> "Aside":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, runs: Sequence[Callable[[], None]]) -> None:
        """Begin to call functions whose end nobody waits for: who needs what they do meets their errors."""
        for run in runs:
            self._pool.submit(_caught, run)

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Begin to call every function, and go on while nobody asks; yield as `Workers` do."""
        waiting = [self._pool.submit(_caught, run) for run in runs]
        return ((index, one.result()) for index, one in enumerate(waiting))


class Pool(Workers):
    """Processes of this machine, at most `count`, for steps that compute in Python.

    They are started when a stage has been at work for a while and would be for longer than that: for a small show, or a few pages
    of a large one, they would cost more than they spare. They end with this object, and with this process, should it be killed.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._others: ProcessPoolExecutor | None = None
        self._largest = 0  # bytes

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def rest(self) -> None:
        """End the processes if one of them is large; they cost a third of a second when they are wanted again."""
        if self._largest > _LARGE_BYTES:
            self._end()

    def _end(self) -> None:
        if self._others is not None:
            self._others.shutdown(wait=False, cancel_futures=True)
        self._others, self._largest = None, 0

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function, here at first; then they travel, as `pickle` carries them."""
        left, began = deque(enumerate(runs)), time.monotonic()
        while left and not self._worth_while(time.monotonic() - began, len(runs) - len(left) - 1, len(left)):
            index, run = left.popleft()
            yield index, _caught(run)
            if not index:
                began = time.monotonic()  # the first step of a stage imports and compiles, and tells nothing of the others
        yield from self._elsewhere(dict(left))

    def _worth_while(self, seconds: float, done: int, left: int) -> bool:
        """Say whether the others should go on, after `done` steps in so many seconds behind the first one.

        Those that are there need not be awaited.
        """
        long = done > 0 and seconds > _ALONE_SECONDS and seconds / done * left > _LEFT_SECONDS
        return left >= SEVERAL and (self._others is not None or long)

    def _elsewhere(self, runs: Mapping[int, Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Send runs away; those that lost their process are called here."""
        if runs and self._others is None:
            self._others = ProcessPoolExecutor(self._count, get_context("spawn"), initializer=_begin)
        waiting, lost = dict[Future[tuple[T | Exception, int]], int](), list[int]()
        for index, run in runs.items():
            try:
                if self._others is not None:
                    waiting[self._others.submit(_answered, run)] = index
            except BrokenProcessPool:  # a process was killed since the last stage
                lost.append(index)
        self._others = None if lost else self._others
        yield from ((index, _caught(runs[index])) for index in lost)
        try:
            for done in as_completed(waiting):
                if isinstance(done.exception(), BrokenProcessPool):
                    self._others = None
                    yield waiting[done], _caught(runs[waiting[done]])
                else:
                    result, size = done.result()
                    self._largest = max(self._largest, size)
                    yield waiting[done], result
        finally:
            for one in waiting:
                one.cancel()


def _begin() -> None:
    """Make a process of the pool ready: it leaves Ctrl-C to the one that started it, and does not outlive that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    heap.reuse()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _answered(run: Callable[[], T]) -> tuple[T | Exception, int]:
    """Return what a run came to as a value, an error that cannot travel as one that can; and how many bytes this process holds."""
    found = _caught(run)
    heap.ease()  # two processes kept 400 MB each of what pages took, while others index
    if isinstance(found, Exception):
        try:
            pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
        except Exception:  # noqa: BLE001 - whatever it is, its words are kept
            found = RuntimeError(f"{type(found).__name__}: {found}")
    return found, heap.resident()


def _caught(run: Callable[[], T]) -> T | Exception:
    try:
        return run()
    except Exception as error:  # noqa: BLE001 - handed back whole; the executor decides what it means for the item
        return error
