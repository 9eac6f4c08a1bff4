"""A model hub on this machine: a real HTTP server that speaks as much of the hub's tongue as its client needs. Asserts nothing."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class Hub:
    """What the server gives away, and what it was asked for. `altered`, `sent` and `stalled` stand for bad networks."""

    repository: str
    files: dict[str, bytes]
    commit: str = COMMIT
    asked: list[str] = field(default_factory=list)
    altered: set[str] = field(default_factory=set)
    declared: dict[str, int] = field(default_factory=dict)
    sent: int = 1 << 40
    stalled: threading.Event | None = None
    address: str = ""
    store: str = ""

    def large(self, name: str) -> bool:
        """Say whether a file is kept with Git LFS, as weights are."""
        return name.endswith(".bin")

    def digest(self, name: str) -> str:
        """Return a file's name among the blobs: SHA-256, or git's."""
        data = self.files[name]
        if self.large(name):
            return hashlib.sha256(data).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

    def listing(self) -> bytes:
        """Return what the hub's API says of the repository."""
        rows = [self._row(name) for name in self.files]
        return json.dumps({"_id": "1", "id": self.repository, "sha": self.commit, "siblings": rows, "tags": []}).encode()

    def _row(self, name: str) -> dict[str, object]:
        size = self.declared.get(name, len(self.files[name]))
        row: dict[str, object] = {"rfilename": name, "size": size, "blobId": self.digest(name)}
        return row | ({"lfs": {"sha256": self.digest(name), "size": size, "pointerSize": 134}} if self.large(name) else {})


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        path = urlsplit(self.path).path
        self.hub.asked.append(f"{self.command} {path}")
        prefix = f"/{self.hub.repository}/resolve/{self.hub.commit}/"
        if path == f"/api/models/{self.hub.repository}":
            self._send(200, {"Content-Type": "application/json"}, self.hub.listing(), body)
        elif path.startswith(prefix) and (name := path.removeprefix(prefix)) in self.hub.files:
            self._file(name, body)
        elif path.startswith("/store/"):
            self._range(next(name for name in self.hub.files if self.hub.digest(name) == path.split("/")[-1]), body)
        else:
            self._send(404, {"X-Error-Code": "RepoNotFound"}, b"", body)

    def _file(self, name: str, body: bool) -> None:
        own = {"X-Repo-Commit": self.hub.commit, "ETag": f'"{self.hub.digest(name)}"'}
        if self.hub.large(name):  # as the hub does: the weights lie elsewhere
            linked = {"X-Linked-Etag": own["ETag"], "X-Linked-Size": str(len(self.hub.files[name]))}
            self._send(302, own | linked | {"Location": f"{self.hub.store}/{self.hub.digest(name)}"}, b"", body)
        else:
            self._send(200, own, self._data(name), body)

    def _data(self, name: str) -> bytes:
        data = self.hub.files[name]
        return data[:-1] + bytes([data[-1] ^ 1]) if name in self.hub.altered else data

    def _range(self, name: str, body: bool) -> None:
        data = self._data(name)
        begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        self.hub.asked[-1] += f" from {begin}"
        span = {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"}
        self._send(206 if begin else 200, span if begin else {}, data[begin:], body)

    def _send(self, status: int, headers: dict[str, str], data: bytes, body: bool) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(data))}).items():
            self.send_header(name, value)
        self.end_headers()
        if body and len(data) > self.hub.sent:  # the network breaks
            self.wfile.write(data[: self.hub.sent])
            self.close_connection = True
            if self.hub.stalled:
                self.hub.stalled.wait(60)
        elif body:
            self.wfile.write(data)


@contextmanager
def served(repository: str, folder: Path) -> Iterator[Hub]:
    """Serve a model's folder as a repository on a free port of this machine."""
    hub = Hub(repository, {path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"hub": hub})) as server:
        hub.address = f"http://127.0.0.1:{server.server_port}"
        hub.store = f"http://localhost:{server.server_port}/store"  # another host to a client, so that it asks there itself
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
