"""Connect to checked addresses only, and never beyond a deadline. Speaks no HTTP itself: httpcore does, over this."""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from pipeline.fetch.hitch import LATER, HitchError
from pipeline.fetch.places import permitted

CONNECT_SECONDS = 10.0
QUIET_SECONDS = 30.0  # a server that says nothing for so long has gone
PACE_AFTER_SECONDS = 30.0
PACE_BYTES = 1_000  # a second, on the average: less is a server that only holds the line


class Deadline:
    """The time that one request has, with its redirects and all of its bytes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start = time.monotonic()

    @property
    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._start

    @property
    def rest(self) -> float:
        """Return the seconds until the end, negative after it."""
        return self._seconds - self.spent

    def left(self, most: float) -> float:
        """Return the seconds that the next step may take.

        Raises:
            HitchError: none are left.
        """
        if self.rest <= 0:
            raise HitchError(f"the server took longer than the {self._seconds:g} s that it has", LATER)
        return min(max(self.rest, 0.001), most)


class Stream(httpcore.NetworkStream):
    """A connection that gives up at the deadline: a timeout for each read alone lets a byte a second go on for ever."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self._since = deadline.spent  # a second try has its own pace
        self._bytes = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline decides
        """Return what came."""
        data = self._inner.read(max_bytes, self._deadline.left(QUIET_SECONDS))
        self._bytes += len(data)
        if (spent := self._deadline.spent - self._since) > PACE_AFTER_SECONDS and self._bytes < spent * PACE_BYTES:
            raise HitchError(f"the server sent {self._bytes} bytes in {spent:.0f} s, which leads nowhere", LATER)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline decides
        """Send."""
        self._inner.write(buffer, self._deadline.left(QUIET_SECONDS))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
    ) -> httpcore.NetworkStream:
        """Begin to talk in secret; the certificate is checked against the name, not the address."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(CONNECT_SECONDS)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of the connection."""
        return self._inner.get_extra_info(info)


class Wire(httpcore.NetworkBackend):
    """Looks a name up once, checks what it found, and connects to that."""

    def __init__(self, allow: Sequence[str], deadline: Deadline) -> None:
        self._allow = allow
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        fault: Exception = OSError("no address")
        for address in permitted(host, port, self._allow):
            try:
                seconds = self._deadline.left(CONNECT_SECONDS)
                stream = self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
                return Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                fault = refused
        raise fault
