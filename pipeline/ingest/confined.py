"""Have files of strangers read in child processes that may crash, hang or want all memory: then it is the file's fault, not ours.

A child is started by its own command line and kept for the next file: starting takes 100 ms, asking an idle one under a
millisecond. Python's multiprocessing cannot be used: its daemons (Dask's workers are such) may have no children,
and its children run the main module of whatever program imported us.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.disk import raise_told
from pipeline.errors import ItemError
from pipeline.ingest.decoding import (
    DONE,
    FINAL,
    HEAD,
    LONGEST_MESSAGE,
    NO_MEMORY,
    REFUSED,
    Refusal,
    Request,
)
from pipeline.ingest.media import AGAIN, EXPORT

Sort = Literal["audio", "picture"]  # what a child reads, as messages name it

# A child finds its modules where we found ours, however we were started.
START = "import sys; sys.path[:] = sys.argv[2:]; from pipeline.ingest.decoding import serve; serve(sys.argv[1])"
MOST_IDLE = 4
# A machine with other work gives a child a part of its time: this often the computing time, and a minute, it may be silent.
PATIENCE = 5
GRACE_SECONDS = 60.0
ENDING_SECONDS = 5.0
EXPORTS: dict[Sort, str] = {"audio": EXPORT, "picture": "Save it as PNG or JPEG, and smaller if it is large."}


class Silent(Exception):  # noqa: N818 - not an error of ours: the child said nothing for too long
    """The child said nothing for longer than it may."""


class Gone(Exception):  # noqa: N818 - as above: the child has ended
    """The child ended before it had answered."""


class Child:
    """One decoding process, of one sort of files: it answers one request at a time."""

    def __init__(self, sort: Sort) -> None:
        self.sort: Sort = sort
        self.said = ""  # where it could not begin
        command = [sys.executable, "-c", START, sort, *(str(Path(entry).absolute()) for entry in sys.path)]
        # Unbuffered, in a group of its own (Ctrl-C is ours to handle), with no descriptor of ours but its pipes.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # until it is ready: see decoding.serve
            bufsize=0,
            cwd="/",
            process_group=0,
        )

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def answers(self, request: Request, data: bytes, patience: float) -> Iterator[tuple[bytes, bytearray]]:
        """Send a request with its data and yield its messages up to the last; raise Silent or Gone where they stop before."""
        pipe = self._process.stdin
        if pipe is None:
            raise Gone
        with suppress(BrokenPipeError):  # it has ended; perhaps it said why
            rest = memoryview(msgspec.json.encode(request) + b"\n" + data)
            while rest:
                rest = rest[pipe.write(rest) :]
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
        finally:
            if (errors := self._process.stderr) and not errors.closed:
                self.said = errors.read().decode(errors="replace")
                errors.close()

    def _killed(self) -> int:
        self._process.kill()
        return self._process.wait()

    def forget(self) -> None:
        """Let go of a child that belongs to the process we were forked from."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        self._process.returncode = 0


_idle: defaultdict[Sort, deque[Child]] = defaultdict(deque)


def asked(sort: Sort, request: Request, where: str, data: bytes = b"") -> Generator[tuple[bytes, bytearray], None, None]:
    """Yield what a child answers; raise ItemError where it refuses or comes to an end."""
    child = _taken(sort, where)
    kind = b""
    try:
        for kind, body in child.answers(request, data, GRACE_SECONDS + PATIENCE * request.seconds):
            if kind in FINAL and kind != DONE:
                raise _refused(sort, kind, body, request, where)
            if kind != DONE:
                yield kind, body
    except Silent as fault:
        raise ItemError(f"decoding the {sort} came to a standstill", where, EXPORTS[sort]) from fault
    except Gone as fault:
        code = child.end(ENDING_SECONDS)
        raise_told(child.said, "Podloom's own files")  # a disk may give up on the interpreter too
        raise _ended(sort, code, request.seconds, where) from fault
    finally:
        _give_back(child, healthy=kind in {DONE, REFUSED})


def _taken(sort: Sort, where: str) -> Child:
    """Return an idle child, or a new one."""
    while True:
        try:
            child = _idle[sort].pop()
        except IndexError:
            break
        if child.alive:
            return child
        child.end()
    try:
        return Child(sort)
    except OSError as fault:
        raise ItemError(f"no process can be started to decode the {sort} ({fault.strerror})", where, "Build again.") from fault


def _give_back(child: Child, *, healthy: bool) -> None:
    """Keep a child that answered to the end; one that did not may still be at work, and is ended."""
    if healthy and len(_idle[child.sort]) < MOST_IDLE:
        _idle[child.sort].append(child)
    else:
        child.end()


def _refused(sort: Sort, kind: bytes, body: bytearray, request: Request, where: str) -> ItemError:
    if kind == REFUSED:
        refusal = msgspec.json.decode(body, type=Refusal)
        return ItemError(refusal.message, where, refusal.remedy)
    if kind == NO_MEMORY:
        return ItemError(f"decoding the {sort} needs more than {request.megabytes} MB of memory", where, EXPORTS[sort])
    said = body.decode(errors="replace")
    if said.startswith("ImportError"):  # of a file of sound a decoder may say "Input/output error" too, and mean that file
        raise_told(said, where)
    return ItemError(f"{sort} cannot be decoded ({said[:200]})", where, AGAIN)


def _ended(sort: Sort, code: int, seconds: int, where: str) -> ItemError:
    """Name what ended a child: a limit of ours, a crash, or somebody else."""
    if code == -signal.SIGXCPU:
        return ItemError(f"decoding the {sort} takes more than {seconds} s of computing", where, EXPORTS[sort])
    if code == -signal.SIGKILL:
        advice = "See that the machine has memory left, then build again."
        return ItemError(f"decoding the {sort} was killed from outside", where, advice)
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return ItemError(f"decoding the {sort} crashed ({how})", where, EXPORTS[sort])


def close() -> None:
    """End the children that wait for work."""
    for idle in _idle.values():
        while idle:
            with suppress(IndexError):
                idle.pop().end(ENDING_SECONDS)


def _forget_idle() -> None:
    for idle in _idle.values():
        while idle:
            idle.pop().forget()


atexit.register(close)
os.register_at_fork(after_in_child=_forget_idle)
