"""Steps for workers to run: modules of a test's own cannot be imported there. Asserts nothing."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.settings import Settings
from pipeline.stage import Inputs, Item, Made
from pipeline.stage.inputs import Run
from pipeline.store import Store


def errand(root: Path, slug: str, step: Callable[[Inputs], Made], data: bytes = b"a note", **more: object) -> Run:
    """Return a step of an episode of the show in `root`, with a file and an earlier result among its inputs."""
    path = root / f"content/episodes/{slug}/note.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    store = Store(root / "build")
    earlier, last = store.put(b'"made earlier"'), store.put(b"made last time")
    digests = {"note": digest(data), "earlier": earlier}
    settings = {"folder": str(root), **more}
    return Run(
        step,
        Inputs(Item("episode", slug, path.parent), digests, {"note": path}, settings, store, _unheard, store.root, {"it": last}),
    )


def _unheard(part: float) -> None:
    pass


def read(inputs: Inputs) -> Made:
    """Return all that a step can read, and where it was read."""
    last = inputs.last("it") or b""
    told = {"note": inputs.read("note"), "earlier": inputs.record("earlier", str).encode(), "last": last}
    places = {"where": inputs.where("note").encode(), "path": str(inputs.path("note")).encode()}
    return Made({**told, **places, "pid": str(os.getpid()).encode()})


def refuse(inputs: Inputs) -> Made:
    """Find fault with the item."""
    raise ItemError("the note says nothing", inputs.where("note"), "Write a longer one.")


def break_down(inputs: Inputs) -> Made:
    """Raise an error that no other process can unpack."""

    class OddError(Exception):
        def __init__(self, one: str, two: str) -> None:
            super().__init__(f"{one} and {two}")

    raise OddError("this", "that")


def fill_disk(inputs: Inputs) -> Made:
    """Meet a full disk."""
    raise OSError(28, "No space left on device", "/scratch/words")


def die(inputs: Inputs) -> Made:
    """End the worker's process as a machine that fails would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def wait(inputs: Inputs) -> Made:
    """Say who works, and work until the file `go` is there; say so where it was stopped before."""
    folder = Path(inputs.setting("folder", str))
    (folder / f"{inputs.item.slug}.at-work.{os.getpid()}").touch()
    try:
        while not (folder / "go").exists():
            inputs.progress(0.5)
            time.sleep(0.02)
    except Exception:
        (folder / f"{inputs.item.slug}.stopped").touch()
        raise
    return Made({"pid": str(os.getpid()).encode()})


def working_folder(_: Settings, __: Path) -> Mapping[str, str]:
    """Stand in for an engine's identity: machines differ as folders do."""
    return {"engine.model": str(Path.cwd())}


def process(seconds: float) -> int:
    """Take a while, and say in which process."""
    time.sleep(seconds)
    return os.getpid()


_HELD: list[bytes] = []


def grow(size: int) -> int:
    """Take so many bytes, keep them, and say in which process."""
    _HELD[:] = [b"x" * size]
    return os.getpid()


def die_elsewhere(home: int) -> int:
    """End the process that calls this, unless it is the one at `home`."""
    if os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return process(0.06)


class StubbornError(Exception):
    """An error that no other process can read: it wants two words and travels with one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def refuse_to_travel(seconds: float) -> None:
    """Fail in a way that cannot be sent back."""
    time.sleep(seconds)
    raise StubbornError("no", "way")


def fail(seconds: float) -> None:
    """Fail as steps do."""
    time.sleep(seconds)
    raise ItemError("too short", "notes.md:3", "Write more.")
