"""A real web server on this machine for tests, and the hostile one of ../shared. Asserts nothing."""

import contextlib
import itertools
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from pipeline.settings.sources import Network
from tests import show
from tests.once import WORKER

SERVER = show.SHARED / "hostile/tools/hostile_server.py"
GENERATOR = show.SHARED / "hostile/tools/gen.py"
ABSENT = "!!! THE HOSTILE SERVER AND FEEDS WERE NOT TRIED: ../shared/hostile is absent"


# Below what Linux gives to whoever asks for any port, and another stretch for each process of a run of tests.
_PORTS = itertools.count(10_000 + int(WORKER.removeprefix("gw") or 0) % 8 * 2_500 + os.getpid() % 2_000)


class Ask(NamedTuple):
    """One request as the server saw it: its path, and its headers by lower-case name."""

    path: str
    headers: dict[str, str]


class Reply(NamedTuple):
    """What the server sends; it hangs up after `cut` bytes of the body, rudely, where that is given.

    One that is not `sized` says nothing of its length: it ends where the connection does.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None
    sized: bool = True


class Web:
    """A server whose pages are bytes, or functions of the request; `asked` lists what was asked of it."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.pages: dict[str, bytes | Callable[[Ask], Reply]] = {}
        self.asked: list[Ask] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                ask = Ask(self.path, {name.lower(): value for name, value in self.headers.items()})
                web.asked.append(ask)
                page = web.pages.get(self.path.partition("?")[0], lambda _: Reply(b"none here", 404))
                self._send(Reply(page) if isinstance(page, bytes) else page(ask))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                if reply.status != 304 and reply.sized:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(reply.body[: reply.cut])
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def place(self) -> str:
        """Return address and port."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"{self._scheme}://{self.place}"

    @property
    def network(self) -> Network:
        """Return settings that let it be spoken to, and nobody else on this machine."""
        return Network(allow=(self.place,), seconds=20)

    def paths(self) -> list[str]:
        """Return what was asked, in order."""
        return [ask.path for ask in self.asked]

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


def ranged(body: bytes, etag: str = '"one"', cut: int | None = None, media_type: str = "audio/mpeg") -> Callable[[Ask], Reply]:
    """Serve a body as a good server does: its version, parts of it, nothing where it is known; the first answer may be cut."""
    cuts = [cut] if cut is not None else []

    def page(ask: Ask) -> Reply:
        head = (("ETag", etag), ("Content-Type", media_type))
        if ask.headers.get("if-none-match") == etag:
            return Reply(b"", 304, head)
        span = ask.headers.get("range")
        if span and ask.headers.get("if-range", etag) == etag:
            start = int(span.removeprefix("bytes=").rstrip("-"))
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            return Reply(body[start:], 206, (*head, ("Content-Range", place)))
        return Reply(body, 200, head, cuts.pop() if cuts else None)

    return page


class Hostile(NamedTuple):
    """The hostile server: where it listens, where its canary does, and what it wrote down."""

    port: int
    canary: int
    log: Path

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    def network(self, seconds: float = 3.0, **others: object) -> Network:
        """Return settings that let it be spoken to, and not its canary."""
        return Network(allow=(f"127.0.0.1:{self.port}",), seconds=seconds, **others)  # type: ignore[arg-type]  # as given

    def lines(self) -> list[dict[str, object]]:
        """Return what it saw."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def canary_was_touched(self) -> bool:
        """Say whether anybody was led to the machine that nobody may speak to."""
        return any(line.get("canary") for line in self.lines())


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine with its key into one file, signed by itself."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Podloom")])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, start.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


REFUSED = 10080  # browsers open no page there: it is Amanda's


def free_port() -> int:
    """Return a port that nobody listens on, and that no other test of the run is given."""
    return next(port for port in _PORTS if port != REFUSED and _free(port))


def _free(port: int) -> bool:
    with socket.socket() as one, contextlib.suppress(OSError):
        one.bind(("127.0.0.1", port))
        return True
    return False


@contextlib.contextmanager
def hostile(folder: Path, log: Path) -> Iterator[Hostile]:
    """Run the hostile server over a folder."""
    found = Hostile(free_port(), free_port(), log)
    command = [sys.executable, str(SERVER), str(folder), str(log)]
    ports = ["--port", str(found.port), "--canary-port", str(found.canary)]
    with subprocess.Popen([*command, *ports], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            while server.stdout and "ready" not in server.stdout.readline():
                if server.poll() is not None:
                    raise RuntimeError("the hostile server did not start")
            yield found
        finally:
            server.kill()
