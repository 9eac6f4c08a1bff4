"""Spread the steps of a stage over Dask's workers, and bring back what they made. Keeps nothing itself."""

import contextlib
import queue
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar, cast

from pipeline.cluster import connect
from pipeline.cluster.fitness import SAME, Expected, Need, expected, lack
from pipeline.cluster.parcel import answer, packed
from pipeline.cluster.storage import Storage
from pipeline.errors import FaultsError, InputError, ItemError, ShowError
from pipeline.stage import Made, Problem
from pipeline.stage.inputs import Run
from pipeline.stage.results import home
from pipeline.workers import Workers

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
AHEAD = 2  # steps sent for each that runs: none waits for its audio to travel, and not all of it travels at once
LOOK_SECONDS = 5.0
GONE_SECONDS = 60.0
AGAIN = "What was finished is kept. Run the same command again to go on."


class Cluster(Workers):
    """Workers elsewhere: `count` processes of this machine, or those of the scheduler at `address`.

    They are started or looked for when the first step must run, and every one is looked at before any work is sent.

    Raises:
        InputError: the extra is not installed.
    """

    def __init__(self, need: Need, *, address: str = "", count: int = 0) -> None:
        connect.check_installed()
        self._need = need
        self._address = address
        self._count = count
        self._name = f"podloom-{uuid.uuid4().hex}"
        self._stack = contextlib.ExitStack()
        self._client: Client | None = None

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def map(self, runs: Sequence[Callable[[], T]]) -> Iterator[tuple[int, T | Exception]]:
        """Run every step; yield its index with what it made or why it could not, each as soon as it is done.

        Raises:
            InputError: no cluster, a worker that would write other words, or a storage that takes nothing.
            ShowError: the cluster is gone.
        """
        steps = [run for run in runs if isinstance(run, Run)]
        if len(steps) < len(runs):
            raise TypeError("only steps can travel")
        if steps:
            for index, made in Batch(self._opened(), self._name, self._need.storage, steps).results():
                yield index, cast("T | Exception", made)

    def _opened(self) -> "Client":
        if self._client is None:
            wanted = expected(self._need)
            way = connect.remote(self._address) if self._address else connect.local(self._count)
            client = self._stack.enter_context(way)
            _refuse_unfit(client, wanted)
            self._admit(client, wanted)
            self._client = client
        return self._client

    def _admit(self, client: "Client", wanted: Expected) -> None:
        from pipeline.cluster.gate import Gate

        client.register_plugin(Gate(self._name, wanted), name=self._name)
        if self._address:
            self._stack.callback(_leave, client, self._name)


class Batch:
    """The steps of one stage on their way."""

    def __init__(self, client: "Client", name: str, storage: Storage | None, steps: Sequence[Run]) -> None:
        self._client = client
        self._name = name
        self._storage = storage
        self._steps = steps
        self._waiting = deque(range(len(steps)))
        self._suspects: deque[int] = deque()
        self._alone = -1
        self._under_way: dict[Future[Made | Exception], int] = {}
        self._ended: queue.SimpleQueue[Future[Made | Exception]] = queue.SimpleQueue()
        self._threads = 0
        self._seen = time.monotonic()

    def results(self) -> Iterator[tuple[int, object]]:
        """Yield what each step came to. Who stops early takes back what was not done."""
        topic = f"{self._name}-{uuid.uuid4().hex}"
        self._client.subscribe_topic(topic, self._hear)
        try:
            while self._waiting or self._under_way or self._suspects:
                self._look()
                self._send_more(topic)
                yield from self._next()
        finally:
            with contextlib.suppress(OSError, CancelledError):  # a scheduler that is gone needs no word
                self._client.cancel(list(self._under_way), force=True)
                self._client.unsubscribe_topic(topic)

    def _next(self) -> Iterator[tuple[int, object]]:
        """Yield the next step that ended, if one does before it is time to look around."""
        try:
            future = self._ended.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        index = self._under_way.pop(future)
        if (result := self._result(future, index)) is not None:
            yield index, result

    def _look(self) -> None:
        """Count the workers' threads; a cluster that stays without workers, or whose scheduler is gone, ends the run."""
        try:
            self._threads = sum(self._client.nthreads().values()) if self._client.status == "running" else 0
        except (OSError, CancelledError) as fault:
            raise _lost() from fault
        if self._client.status != "running":
            raise _lost()
        if self._threads:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > GONE_SECONDS:
            raise ShowError("all workers of the cluster are gone", connect.OPTION, f"Start some. {AGAIN}")

    def _send_more(self, topic: str) -> None:
        """Keep the workers busy; last and one by one come those that lost their workers, as one may have pulled others down."""
        while self._waiting and len(self._under_way) < AHEAD * self._threads:
            self._send(self._waiting.popleft(), topic)
        if self._suspects and not self._under_way and not self._waiting:
            self._alone = self._suspects.popleft()
            self._send(self._alone, topic)

    def _send(self, index: int, topic: str) -> None:
        parcel = packed(self._steps[index], topic, index, self._storage)
        future = self._client.submit(answer, parcel, key=f"{topic}-{index}-{self._alone}", pure=False, resources={self._name: 1})
        self._under_way[future] = index
        future.add_done_callback(self._ended.put)

    def _hear(self, event: tuple[float, dict[str, float]]) -> None:
        _, said = event
        self._steps[int(said["job"])].inputs.progress(said["part"])

    def _result(self, future: "Future[Made | Exception]", index: int) -> object:
        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker:
            if index != self._alone:
                self._suspects.append(index)
                return None
            inputs = self._steps[index].inputs
            remedy = "It may need more memory than they have. Try it on this machine: `podloom build`."
            return ItemError("every worker that took it died", home(inputs.item, inputs.workspace.parent), remedy)
        except (OSError, CancelledError) as fault:
            raise _lost() from fault
        except Exception as fault:  # noqa: BLE001 - what Dask could not carry is that item's failure
            return RuntimeError(f"{type(fault).__name__}: {fault}")


def _refuse_unfit(client: "Client", wanted: Expected) -> None:
    """Ask every worker what it lacks.

    Raises:
        InputError: one of them would write other words; FaultsError where they lack several things.
    """
    answers = client.run(lack, wanted, on_error="return")
    faults: dict[Problem, list[str]] = {}
    for address, found in sorted(answers.items()):
        if isinstance(found, Problem):
            faults.setdefault(found, []).append(address)
        elif found is not None:
            said = Problem(f"it has no Podloom that answers ({type(found).__name__}: {str(found)[:200]})", "", SAME)
            faults.setdefault(said, []).append(address)
    told = tuple(InputError(f"{_named(who)} {fault.message}", fault.where, fault.remedy) for fault, who in faults.items())
    if told:
        raise told[0] if len(told) == 1 else FaultsError(told)


def _named(addresses: Sequence[str]) -> str:
    rest = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
    return f"worker {addresses[0]}{rest}:"


def _lost() -> ShowError:
    return ShowError("the scheduler of the cluster is gone", connect.OPTION, AGAIN)


def _leave(client: "Client", name: str) -> None:
    """Take our gate down, so that a cluster that goes on without us is as it was."""
    with contextlib.suppress(OSError, CancelledError):  # a scheduler that is gone has forgotten it
        if client.status == "running":
            client.unregister_worker_plugin(name)
