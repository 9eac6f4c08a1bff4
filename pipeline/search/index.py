"""Make the site's search index with Pagefind: same records, same bytes. Knows nothing of episodes and letters."""

import base64
import contextlib
import gzip
import itertools
import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import msgspec

from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.search.records import Record

_UNUSED = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")
_SIGNATURE = b"pagefind_dcd"  # begins every unpacked file of the index
_ASKED = tuple(name for name in Record.__struct_fields__ if name != "beside")
_LEVEL = 6  # of gzip: 9 takes twice as long for a hundredth less


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
    return _steady({name: data for name, data in files.items() if not name.startswith(_UNUSED)}, beside)


def _steady(files: dict[str, bytes], beside: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    """Put the filters in order, and into the fragments what stands `beside` their records.

    Pagefind writes filters, and their values, as its hash maps happen to lie (seen in 1.5.2). A filter's file is CBOR
    `[name, [[value, pages], ...]]`. The second entry of the meta file is `[[fragment, words], ...]`, the fourth
    `[[name, file], ...]`.
    """
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        old = f"pagefind.{language['hash']}.pf_meta"
        meta = _unpacked(files.pop(old))
        prefix = language["hash"].split("_")[0]
        for page in meta[1]:
            packed = _told(files.pop(f"fragment/{page[0]}.pf_fragment"), beside)
            page[0] = f"{prefix}_{digest(packed)[:12]}"
            files[f"fragment/{page[0]}.pf_fragment"] = packed
        filters = []
        for name, file in sorted(meta[3]):
            title, values = _unpacked(files.pop(f"filter/{file}.pf_filter"))
            packed = _packed([title, sorted(values)])
            filters.append([name, f"{prefix}_{digest(packed)[:7]}"])
            files[f"filter/{filters[-1][1]}.pf_filter"] = packed
        meta[3] = filters
        packed = _packed(meta)
        language["hash"] = f"{prefix}_{digest(packed)[:10]}"
        files[f"pagefind.{language['hash']}.pf_meta"] = packed
    files["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return dict(sorted(files.items()))


def _told(fragment: bytes, beside: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return a fragment, which is what the browser gets of a record, with what stands beside the record in its `meta`."""
    found = json.loads(gzip.decompress(fragment).removeprefix(_SIGNATURE))
    found["meta"] |= beside[found["url"]]
    return gzip.compress(_SIGNATURE + json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL, mtime=0)


def _unpacked(data: bytes) -> list[Any]:
    import cbor2

    found = cbor2.loads(gzip.decompress(data).removeprefix(_SIGNATURE))
    if not isinstance(found, list):
        raise ItemError("the search index has a form that is not known", "build/search", "Install the pinned pagefind_bin.")
    return found


def _packed(value: list[Any]) -> bytes:
    import cbor2

    return gzip.compress(_SIGNATURE + cbor2.dumps(value), mtime=0)


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
