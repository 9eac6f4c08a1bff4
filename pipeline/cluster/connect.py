"""Reach Dask: start workers on this machine, or find those of a scheduler. Sends no work."""

import contextlib
import logging
import re
import signal
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

OPTION = "--cluster"
CONNECT_SECONDS = 5
WORKERS_SECONDS = 30  # for a cluster that starts its workers when it is asked
# Dask always opens a port for pages: ours has none to show. A step that three workers died of is not sent again. Dask's own
# environment has numpy split its sums otherwise, which moved words by 20 ms: workers here count as this process does.
LOCAL = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": 2,
    "distributed.nanny.pre-spawn-environ": {},
}
ADDRESS = re.compile(r"[a-z]+://.+|[^/]+:\d+")


def check_installed() -> None:
    """Refuse to go on without Dask.

    Raises:
        InputError: the extra is not installed.
    """
    if find_spec("distributed") is None or find_spec("cryptography") is None:
        raise InputError("Dask is not installed", "--cluster and --workers", "Run `pip install 'podloom[cluster]'`.")


@contextlib.contextmanager
def local(count: int) -> Iterator["Client"]:
    """Start one-thread workers on this machine, which end with the block or with this process.

    Only this machine can reach them, and only with a key that is made anew each time. A step that was running when three
    of them died is given up.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    with contextlib.ExitStack() as stack:
        stack.enter_context(_quiet())
        stack.enter_context(dask.config.set(LOCAL))
        with _leaving_interrupts_to_us():
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                protocol="tls",
                security=Security.temporary(),
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
            stack.enter_context(cluster)
        yield stack.enter_context(Client(cluster, set_as_default=False))


@contextlib.contextmanager
def remote(address: str) -> Iterator["Client"]:
    """Find a scheduler by its address, or by the file that it wrote.

    Raises:
        InputError: there is none, or it has no workers.
    """
    from distributed import Client

    file = Path(address)
    if not file.is_file() and not ADDRESS.fullmatch(address):
        raise InputError(
            f"there is no scheduler file {address}", OPTION, "Give that file, or an address such as tcp://10.0.0.5:8786."
        )
    with _quiet():
        try:
            options = {"scheduler_file": address} if file.is_file() else {"address": address}
            client = Client(**options, timeout=CONNECT_SECONDS, set_as_default=False)
        except Exception as fault:  # a name that does not resolve, a closed door, a scheduler of another age: each errs its own way
            remedy = "Start one with `dask scheduler`, and check the address that it prints."
            raise InputError(f"no scheduler answers at {address} ({_said(fault)})", OPTION, remedy) from fault
        with _ended(client):
            try:
                client.wait_for_workers(1, timeout=WORKERS_SECONDS)
            except TimeoutError as fault:
                raise InputError(
                    f"the cluster at {address} has no workers", OPTION, f"Start some: `dask worker {address}`."
                ) from fault
            yield client


@contextlib.contextmanager
def _ended(client: "Client") -> Iterator[None]:
    """Close a client after the block.

    Where a scheduler has gone, distributed may cancel a wait of its own in the very moment in which that ends, and says so
    with a RuntimeError (2026.8): nothing of ours is lost by it.
    """
    client.__enter__()
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError):
            client.__exit__(None, None, None)


@contextlib.contextmanager
def _leaving_interrupts_to_us() -> Iterator[None]:
    """Start threads and processes that Ctrl-C does not reach, now and later; one that comes meanwhile is raised afterwards."""
    # Python's tracker of semaphores lets the signal through again wherever it is started: so here and now. It complains of
    # what it cleans up after a run that was interrupted, which is its task.
    sys.warnoptions.append("ignore:resource_tracker")
    resource_tracker.ensure_running()
    sys.warnoptions.pop()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log from the host's terminal: what matters of it is told in our own words."""
    from distributed.utils import silence_logging_cmgr
    from distributed.versions import VersionMismatchWarning

    warnings.filterwarnings("ignore", category=VersionMismatchWarning)  # it warns in a thread of its own; see fitness
    with silence_logging_cmgr(logging.CRITICAL + 1):
        yield


def _said(fault: Exception) -> str:
    return (str(fault) or type(fault).__name__).splitlines()[0][:200]
