"""Have audio decoded in a child process with limits."""

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from pipeline.disk import of_file
from pipeline.errors import ItemError
from pipeline.ingest import confined
from pipeline.ingest.decoding import MEMORY_MEGABYTES, PICTURE, SAMPLES, TOLD, Request, allowed_seconds
from pipeline.ingest.media import AGAIN, Heard


def heard(path: Path, where: str) -> Heard:
    """Have a file decoded and counted. Raise ItemError where it holds no sound, or decoding it broke a limit."""
    with closing(_asked("listen", path, where)) as messages:
        bodies = [body for kind, body in messages if kind == TOLD]
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
    """Return what a child answers; raise ItemError where it refuses or comes to an end."""
    request = Request(task, os.fsencode(path.absolute()), allowed_seconds(_size(path, where)), MEMORY_MEGABYTES)
    return confined.asked("audio", request, where)


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
