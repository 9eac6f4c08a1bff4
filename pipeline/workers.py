"""Where the runs of one stage happen: one after the other, or several at once. Each is one `map` of a few lines."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol, TypeVar

T = TypeVar("T")


class Workers(Protocol):
    """Something that calls functions."""

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function; yield its index with what it returned or raised, each as soon as it is done."""


class Inline:
    """One after the other, in this thread."""

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Call every function in order."""
        for index, run in enumerate(runs):
            yield index, _caught(run)


class Threads:
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


def _caught(run: Callable[[], T]) -> T | Exception:
    try:
        return run()
    except Exception as error:  # noqa: BLE001 - handed back whole; the executor decides what it means for the item
        return error
