"""Have audio decoded in child processes that may crash, hang or want all memory: then it is the file's fault, not ours.

A child is started by its own command line and kept for the next file: starting takes 100 ms, asking an idle one under a
millisecond. Python's multiprocessing cannot be used: its daemons (Dask's workers are such) may have no children,
and its children run the main module of whatever program imported us.
"""

import atexit
import os
import select
import signal
import stat
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from pipeline.disk import of_file, raise_told
from pipeline.errors import ItemError
from pipeline.ingest.decoding import (
    DONE,
    FINAL,
    HEAD,
    HEARD,
    LONGEST_MESSAGE,
    MEMORY_MEGABYTES,
    NO_MEMORY,
    PICTURE,
    REFUSED,
    SAMPLES,
    Refusal,
    Request,
    allowed_seconds,
)
from pipeline.ingest.media import AGAIN, EXPORT, Heard

# A child finds its modules where we found ours, however we were started.
START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.ingest.decoding import serve; serve()"
MOST_IDLE = 4
# A machine with other work gives a child a part of its time: this often the computing time, and a minute, it may be silent.
PATIENCE = 5
GRACE_SECONDS = 60.0
ENDING_SECONDS = 5.0


class Silent(Exception):  # noqa: N818 - not an error of ours: the child said nothing for too long
    """The child said nothing for longer than it may."""


class Gone(Exception):  # noqa: N818 - as above: the child has ended
    """The child ended before it had answered."""


class Child:
    """One decoding process: it answers one request at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", START, *(str(Path(entry).absolute()) for entry in sys.path)]
        # Unbuffered, in a group of its own (Ctrl-C is ours to handle), with no descriptor of ours but its pipes.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            process_group=0,
        )

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def answers(self, request: Request, patience: float) -> Iterator[tuple[bytes, bytearray]]:
        """Send a request and yield its messages up to the last; raise Silent or Gone where they stop before."""
        pipe = self._process.stdin
        if pipe is None:
            raise Gone
        with suppress(BrokenPipeError):  # it has ended; perhaps it said why
            pipe.write(msgspec.json.encode(request) + b"\n")
        while True:
            kind, length = HEAD.unpack(self._read(HEAD.size, patience))
            if length > LONGEST_MESSAGE:
                raise Gone
            yield kind, self._read(length, patience)
            if kind in FINAL:
                return

    def _read(self, size: int, patience: float) -> bytearray:
        pipe = self._process.stdout
        if pipe is None:
            raise Gone
        ready = select.poll()
        ready.register(pipe, select.POLLIN)
        data = bytearray(size)
        rest = memoryview(data)
        while rest:
            if not ready.poll(patience * 1000):
                raise Silent
            count = os.readv(pipe.fileno(), [rest])
            if not count:
                raise Gone
            rest = rest[count:]
        return data

    def end(self, seconds: float = 0.0) -> int:
        """Close its stdin, wait so long, then kill it; return its exit code (minus the signal that ended it)."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            return self._process.wait(seconds) if seconds else self._killed()
        except subprocess.TimeoutExpired:
            return self._killed()

    def _killed(self) -> int:
        self._process.kill()
        return self._process.wait()

    def forget(self) -> None:
        """Let go of a child that belongs to the process we were forked from."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.returncode = 0


_idle: deque[Child] = deque()


def heard(path: Path, where: str) -> Heard:
    """Have a file decoded and counted. Raise ItemError where it holds no sound, or decoding it broke a limit."""
    with closing(_asked("listen", path, where)) as messages:
        bodies = [body for kind, body in messages if kind == HEARD]
    return msgspec.json.decode(bodies[0], type=Heard)


def picture(path: Path, where: str) -> bytes | None:
    """Have the picture in a file's tags looked for. Raise ItemError where the file holds no sound."""
    with closing(_asked("picture", path, where)) as messages:
        bodies = [bytes(body) for kind, body in messages if kind == PICTURE]
    return bodies[0] or None


def samples(path: Path, where: str) -> Iterator[bytearray]:
    """Have a file decoded; yield mono float32 samples at 16 kHz as they come. The child waits where nobody takes them."""
    with closing(_asked("samples", path, where)) as messages:
        yield from (body for kind, body in messages if kind == SAMPLES)


def _asked(task: str, path: Path, where: str) -> Generator[tuple[bytes, bytearray], None, None]:
    """Yield what a child answers; raise ItemError where it refuses or comes to an end."""
    seconds = allowed_seconds(_size(path, where))
    request = Request(task, os.fsencode(path.absolute()), seconds, MEMORY_MEGABYTES)
    child = _taken(where)
    kind = b""
    try:
        for kind, body in child.answers(request, GRACE_SECONDS + PATIENCE * seconds):
            if kind in FINAL and kind != DONE:
                raise _refused(kind, body, where)
            if kind != DONE:
                yield kind, body
    except Silent as fault:
        raise ItemError("decoding the audio came to a standstill", where, EXPORT) from fault
    except Gone as fault:
        raise _ended(child.end(ENDING_SECONDS), seconds, where) from fault
    finally:
        _give_back(child, healthy=kind in {DONE, REFUSED})


def _size(path: Path, where: str) -> int:
    """Return the size of a file that can be opened: pipes and devices may never end."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ItemError("audio is not a file", where, AGAIN)
        with path.open("rb"):
            pass
    except FileNotFoundError as fault:
        raise ItemError("there is no such file", where, "Check its name and its folder.") from fault
    except OSError as fault:
        of_file(fault, where)
        raise ItemError(f"audio cannot be read ({fault.strerror})", where, AGAIN) from fault
    if not found.st_size:
        raise ItemError("audio is 0 bytes long", where, AGAIN)
    return found.st_size


def _taken(where: str) -> Child:
    """Return an idle child, or a new one."""
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            break
        if child.alive:
            return child
        child.end()
    try:
        return Child()
    except OSError as fault:
        raise ItemError(f"no process can be started to decode the audio ({fault.strerror})", where, "Build again.") from fault


def _give_back(child: Child, *, healthy: bool) -> None:
    """Keep a child that answered to the end; one that did not may still be at work, and is ended."""
    if healthy and len(_idle) < MOST_IDLE:
        _idle.append(child)
    else:
        child.end()


def _refused(kind: bytes, body: bytearray, where: str) -> ItemError:
    if kind == REFUSED:
        refusal = msgspec.json.decode(body, type=Refusal)
        return ItemError(refusal.message, where, refusal.remedy)
    if kind == NO_MEMORY:
        return ItemError(f"decoding the audio needs more than {MEMORY_MEGABYTES} MB of memory", where, EXPORT)
    said = body.decode(errors="replace")
    if said.startswith("ImportError"):  # of a file of sound a decoder may say "Input/output error" too, and mean that file
        raise_told(said, where)
    return ItemError(f"audio cannot be decoded ({said[:200]})", where, AGAIN)


def _ended(code: int, seconds: int, where: str) -> ItemError:
    """Name what ended a child: a limit of ours, a crash, or somebody else."""
    if code == -signal.SIGXCPU:
        return ItemError(f"decoding the audio takes more than {seconds} s of computing", where, EXPORT)
    if code == -signal.SIGKILL:
        advice = "See that the machine has memory left, then build again."
        return ItemError("decoding the audio was killed from outside", where, advice)
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return ItemError(f"decoding the audio crashed ({how})", where, EXPORT)


def close() -> None:
    """End the children that wait for work."""
    while _idle:
        with suppress(IndexError):
            _idle.pop().end(ENDING_SECONDS)


def _forget_idle() -> None:
    while _idle:
        _idle.pop().forget()


atexit.register(close)
os.register_at_fork(after_in_child=_forget_idle)
