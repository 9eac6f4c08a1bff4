"""The child process that decodes: read requests, answer them within limits. Opens no file but the one it is asked for.

A request is a line of JSON on stdin, a picture's bytes after it. Answers are messages on stdout: one letter, four bytes of length,
the body. It ends when stdin does, so it never outlives the process that asked by more than the file at hand.
"""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.errors import ItemError
from pipeline.model import Fact

HEAD = struct.Struct(">cI")
SAMPLES, TOLD, PICTURE, REFUSED, NO_MEMORY, BROKEN, DONE = b"S", b"T", b"P", b"R", b"M", b"B", b"."
FINAL = (REFUSED, NO_MEMORY, BROKEN, DONE)
LONGEST_MESSAGE = 64 * 2**20  # a picture of 1600 x 4800 pixels of noise is a PNG of 31 MB
MESSAGE_BYTES = 64 * 1024
MEMORY_MEGABYTES = 512
PICTURE_MEGABYTES = 1024  # 60 million pixels of four bytes, three times
# Decoding 3 hours to samples took 8 s as MP3 of 86 MB and 16 s as Opus of 33 MB.
LEAST_SECONDS = 20
SECONDS_PER_MEGABYTE = 4
MOST_OPEN = 16


class Request(Fact, frozen=True):
    """What to do with which file, and within what limits. `task` is "listen", "picture" or "samples", or one of `drawing`.

    `seconds` of computing and `megabytes` of memory are allowed beyond what the process has used before. `size` bytes of a
    picture follow.
    """

    task: str
    path: bytes
    seconds: int
    megabytes: int
    size: int = 0


class Refusal(Fact, frozen=True):
    """Why a file is no recording, and what to do."""

    message: str
    remedy: str


def allowed_seconds(size: int) -> int:
    """Return how many seconds of computing a file of this many bytes may take."""
    return LEAST_SECONDS + SECONDS_PER_MEGABYTE * size // 2**20


def serve(sort: str) -> None:
    """Answer requests for "audio" or a "picture" until there are no more, or memory ran out."""
    with suppress(BrokenPipeError, KeyboardInterrupt):  # who asked has gone
        try:
            _load(sort)
        except (ImportError, OSError) as fault:  # a disk may give up on the library, not on the file
            _write(BROKEN, f"ImportError: {fault}".encode(errors="replace"))
            return
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), 2)  # what FFmpeg says from now on nobody reads
        _confine()
        for line in sys.stdin.buffer:
            request = msgspec.json.decode(line, type=Request)
            if _answered(request, sys.stdin.buffer.read(request.size)) in {NO_MEMORY, BROKEN}:
                return


def _load(sort: str) -> None:
    """Import what reads such files: the slow part, once."""
    if sort == "audio":
        import av  # noqa: F401 - so that it is there
    else:
        from pipeline.ingest import drawing

        drawing.load()


def _answered(request: Request, data: bytes) -> bytes:
    """Answer one request; return the letter of the last message."""
    _allow(request)
    try:
        for kind, body in _drawn(request, data) if request.size else _done(request):
            _write(kind, body)
    except ItemError as error:
        return _write(REFUSED, msgspec.json.encode(Refusal(error.message, error.remedy)))
    except MemoryError:
        return _write(NO_MEMORY, b"")
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever FFmpeg and Pillow raise is this file's fault
        return _write(BROKEN, f"{type(error).__name__}: {error}".encode(errors="replace"))
    return _write(DONE, b"")


def _drawn(request: Request, data: bytes) -> Iterator[tuple[bytes, bytes]]:
    from pipeline.ingest import drawing

    found, written = drawing.TASKS[request.task](data)
    yield TOLD, msgspec.json.encode(found)
    yield PICTURE, written


def _done(request: Request) -> Iterator[tuple[bytes, bytes]]:
    from pipeline.ingest import attached, media

    path = Path(os.fsdecode(request.path))
    if request.task == "listen":
        yield TOLD, msgspec.json.encode(media.listen(path))
        return
    if request.task == "picture":
        yield PICTURE, attached.picture(path) or b""
        return
    held = bytearray()
    for part in media.samples(path):
        held += part
        if len(held) >= MESSAGE_BYTES:
            yield SAMPLES, bytes(held)
            held.clear()
    yield SAMPLES, bytes(held)


def _write(kind: bytes, body: bytes) -> bytes:
    whole = memoryview(HEAD.pack(kind, len(body)) + body)
    while whole:
        whole = whole[os.write(1, whole) :]
    return kind


def _confine() -> None:
    """Take from this process for good what decoding does not need: files to write, many open ones, a dump of its memory."""
    import resource

    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, MOST_OPEN)):
        with suppress(ValueError, OSError):  # the one who started us allows even less
            resource.setrlimit(limit, (value, value))


def _allow(request: Request) -> None:
    """Set the limits of one request. The kernel ends this process at the first, and gives no memory beyond the second."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + request.seconds)
    if mapped := _mapped_bytes():  # macOS has neither /proc nor this limit
        _limit(resource.RLIMIT_AS, mapped + request.megabytes * 2**20)


def _limit(which: int, value: int) -> None:
    import resource

    most = resource.getrlimit(which)[1]
    resource.setrlimit(which, (value if most == resource.RLIM_INFINITY else min(value, most), most))


def _mapped_bytes() -> int:
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0
