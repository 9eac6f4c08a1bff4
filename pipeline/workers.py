"""Where the runs of one stage happen: one after the other, or several at once. Each is one `map` of a few lines."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol, TypeVar

import msgspec

from pipeline.errors import InputError

T = TypeVar("T")


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
