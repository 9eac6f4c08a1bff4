"""One step on its way to a worker and what is done with it there. Its answer is a value, an error too."""

import contextlib
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pipeline.cluster.storage import Storage
from pipeline.disk import digest_of, of_system
from pipeline.errors import DiskError, ItemError, ShowError
from pipeline.stage.inputs import Inputs, Run
from pipeline.stage.results import home
from pipeline.stage.step import Made

TELL_SECONDS = 0.5  # between two reports of how far a step is


class Parcel(msgspec.Struct, frozen=True):
    """A step, the topic and number of its reports, and the storage where its files and `objects` wait.

    Without a storage they are read where they lie, in the folder that all machines see.
    """

    run: Run
    topic: str
    job: int
    storage: Storage | None = None
    objects: tuple[str, ...] = ()


def packed(run: Run, topic: str, job: int, storage: Storage | None) -> Parcel:
    """Return a step ready to be sent, with all it needs in the storage.

    Raises:
        InputError: the storage takes nothing.
    """
    if storage is None:
        return Parcel(run, topic, job)
    there = {digest: path for digest, path in run.inputs.objects().items() if path.is_file()}
    for path, digest in (*run.inputs.files().values(), *((path, digest) for digest, path in there.items())):
        storage.keep(path, digest)
    return Parcel(run, topic, job, storage, tuple(there))


class UnwantedError(Exception):
    """Nobody waits for this step any more."""


def answer(parcel: Parcel) -> Made | Exception:
    """Run a step on the worker that calls this, and return what it made or why it could not."""
    try:
        with _unpacked(parcel) as inputs:
            return Run(parcel.run.function, inputs.told(_teller(parcel)))()
    except Exception as error:  # noqa: BLE001 - the edge of a step: what it means for the item is decided by who sent it
        return _plain(error, parcel.run.inputs)


@contextlib.contextmanager
def _unpacked(parcel: Parcel) -> Iterator[Inputs]:
    """Yield the inputs as they lie on this machine, each file held against its digest."""
    inputs, storage = parcel.run.inputs, parcel.storage
    if storage is None:
        for name, (path, digest) in inputs.files().items():
            _check(path, digest, inputs.where(name))
        yield inputs
        return
    with tempfile.TemporaryDirectory(prefix="podloom-") as folder:
        paths = {}
        for number, (name, (path, digest)) in enumerate(inputs.files().items()):
            paths[name] = Path(folder, str(number), path.name)
            storage.fetch(digest, paths[name])
        moved = inputs.moved(Path(folder, "show/build"), paths)
        for digest in parcel.objects:
            storage.fetch(digest, moved.objects()[digest])
        yield moved


def _check(path: Path, digest: str, where: str) -> None:
    """Refuse a file that is not the one that was looked at where the build runs: a stale copy would give other words."""
    if digest_of(path) != digest:
        remedy = "Let every machine see the same folder; if the file was just changed, run the same command again."
        raise ItemError(f"the worker on {platform.node()} sees another file", where, remedy)


def _teller(parcel: Parcel) -> Callable[[float], None]:
    """Return what tells the build how far the step is, now and then, and ends a step that nobody waits for."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()
    last = -TELL_SECONDS

    def tell(part: float) -> None:
        nonlocal last
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise UnwantedError
        if time.monotonic() - last >= TELL_SECONDS:
            last = time.monotonic()
            worker.log_event(parcel.topic, {"job": parcel.job, "part": float(part)})

    return tell


def _plain(error: Exception, inputs: Inputs) -> Exception:
    """Return an error that any machine can unpack. A worker's full disk is the item's failure, and not the end of the run."""
    if isinstance(error, OSError):
        error = of_system(error, _home(inputs))
    if isinstance(error, DiskError):
        remedy = "Make room on that machine, then run the same command again."
        return ItemError(f"{error.message} ({error.where} on {platform.node()})", _home(inputs), remedy)
    return error if isinstance(error, ShowError) else RuntimeError(f"{type(error).__name__}: {error}")


def _home(inputs: Inputs) -> str:
    return home(inputs.item, inputs.workspace.parent)
