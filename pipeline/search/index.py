"""Have Pagefind make the index of some records. Knows nothing of episodes and letters, nor of the files' form."""

import base64
import contextlib
import itertools
import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec

from pipeline.errors import ItemError
from pipeline.search.bundle import ordered
from pipeline.search.records import Record

_UNUSED = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")
_ASKED = tuple(name for name in Record.__struct_fields__ if name != "beside")


def index(rows: Iterable[Record]) -> dict[str, bytes]:
    """Return a Pagefind bundle's files by path.

    Speaks Pagefind's service protocol directly: its Python wrapper sleeps 0.1 s a reply (10 records a second).

    Raises:
        ItemError: Pagefind refused a record or ended early.
    """
    from pagefind_bin import get_executable  # type: ignore[import-untyped,unused-ignore]

    rows = tuple(rows)
    requests: list[dict[str, object]] = [{"type": "NewIndex", "config": {}}]
    requests += [{"type": "AddRecord", "index_id": 0, **{name: getattr(row, name) for name in _ASKED}} for row in rows]
    # Not WriteFiles: its reply comes before the files are flushed, and an empty one was seen when the service ended (1.5.2).
    requests.append({"type": "GetFiles", "index_id": 0})
    answer = _converse([str(get_executable()), "--service"], requests)
    files = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
    beside = {row.url: row.beside for row in rows}
    return ordered({name: data for name, data in files.items() if not name.startswith(_UNUSED)}, beside)


def _converse(command: list[str], requests: list[dict[str, object]]) -> dict[str, Any]:
    """Send all requests and return the last reply."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as service:  # noqa: S603 - the packaged binary
        if service.stdin is None or service.stdout is None or service.stderr is None:
            raise ItemError("the search indexer could not be started", "build/search", "Run `podloom build` again.")
        # Written from a thread: the service stops reading while nobody reads its replies.
        writer = threading.Thread(target=_write, args=(service.stdin, requests), daemon=True)
        writer.start()
        replies = list(itertools.islice(_replies(service.stdout), len(requests)))
        writer.join()
        service.stdin.close()
        said = service.stderr.read().decode(errors="replace")[-300:]
    errors = [str(reply.get("message")) for reply in replies if reply.get("type") == "Error"]
    if errors or len(replies) < len(requests):
        reason = errors[0] if errors else said or "Pagefind ended early"
        raise ItemError(f"the search index could not be made: {reason}", "build/search", "Run `podloom build` again.")
    return replies[-1]


def _write(pipe: IO[bytes], requests: list[dict[str, object]]) -> None:
    with contextlib.suppress(BrokenPipeError):  # the missing replies tell more
        for number, payload in enumerate(requests, 1):
            pipe.write(base64.b64encode(json.dumps({"message_id": number, "payload": payload}).encode()) + b",")
        pipe.flush()


def _replies(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the replies; the last is all files, some megabytes, which come in hundreds of pieces."""
    begun: list[bytes] = []
    while chunk := os.read(pipe.fileno(), 1 << 16):
        first, *more = chunk.split(b",")
        begun.append(first)
        for part in more:
            yield msgspec.json.decode(base64.b64decode(b"".join(begun)), type=dict[str, Any])["payload"]
            begun = [part]
