"""A server on this machine that plays recorded answers of an API in their order, and keeps what it was asked. Asserts nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

ANSWERS = Path(__file__).parent / "answers"


class Asked(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    key: str
    body: dict[str, object]


class Server(NamedTuple):
    """Where it answers, and what it was asked so far; a question out of order is answered with 599."""

    port: int
    asked: list[Asked]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def playing(*names: str) -> Iterator[Server]:
    """Play some recordings, one after the other: lists of {method, path, status, answer}."""
    script = [exchange for name in names for exchange in json.loads((ANSWERS / f"{name}.json").read_text())]
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = json.loads(self.rfile.read(length)) if length else {}
            asked.append(Asked(self.command, self.path, self.headers.get("authorization", ""), body))
            right = script and (script[0]["method"], script[0]["path"]) == (self.command, self.path)
            told = script.pop(0) if right else {"status": 599, "answer": {"message": "not what was recorded"}}
            data = json.dumps(told["answer"]).encode()
            self.send_response(told["status"])
            head = {"Content-Type": "application/json", "Content-Length": str(len(data)), **told.get("head", {})}
            for name, value in head.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Server(server.server_address[1], asked)
        finally:
            server.shutdown()
            thread.join()
