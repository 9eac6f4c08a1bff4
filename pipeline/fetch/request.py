"""Ask a server for one thing: redirects, tries, and what its answer's head says. Keeps nothing."""

import base64
import contextlib
import datetime
import email.utils
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote_to_bytes

import httpcore
import httpx

from pipeline import __version__
from pipeline.errors import ItemError
from pipeline.fetch.answer import Answer
from pipeline.fetch.hitch import LATER, HitchError, Origin
from pipeline.fetch.places import named, origin, web
from pipeline.fetch.wire import Deadline, Wire

if TYPE_CHECKING:
    import ssl

T = TypeVar("T")
_SILENT: ContextVar[dict[Origin, HitchError] | None] = ContextVar("silent", default=None)
MOST_REDIRECTS = 10  # enclosures go through five counters and more
TRIES = 4
LONGEST_WAIT_SECONDS = 30.0
PASSING = {408, 425, 429, 500, 502, 503, 504}
_GONE = {401, 403, 404, 410, 451}


def tried(where: str, deadline: Deadline, attempt: Callable[[], T]) -> T:
    """Try some times before the deadline, waiting longer each time, and as long as the server asks where that is short.

    Raises:
        ItemError: it did not work; `where` is its place.
    """
    for number in range(1, TRIES + 1):
        try:
            return attempt()
        except HitchError as hitch:
            wait = max(hitch.after, 0.5 * 2**number)
            if not hitch.again or number == TRIES or wait > min(LONGEST_WAIT_SECONDS, deadline.rest):
                if hitch.silent is not None and (silent := _SILENT.get()) is not None:
                    silent[hitch.silent] = hitch
                raise hitch.error(where) from hitch
            time.sleep(wait)
    raise ItemError("nothing was asked", where)


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Ask no server again, while this lasts, that could not be reached: hundreds of sounds may lie with one that is gone."""
    token = _SILENT.set({})
    try:
        yield
    finally:
        _SILENT.reset(token)


@contextlib.contextmanager
def asked(address: str, headers: Mapping[str, str], allow: tuple[str, ...], deadline: Deadline) -> Iterator[Answer]:
    """Send a request and follow its redirects; a password in the address goes to its own machine only.

    Raises:
        HitchError: no answer came, or one that says no.
    """
    url = web(address)
    password, home = unquote_to_bytes(url.userinfo), origin(url)
    for _ in range(MOST_REDIRECTS + 1):
        signed = {"authorization": "Basic " + base64.b64encode(password).decode()} if password and origin(url) == home else {}
        with sent(url, {**headers, **signed}, allow, deadline) as answer:
            if answer.status not in (301, 302, 303, 307, 308):
                _check(answer)
                yield answer
                return
            url = _redirected(url, answer)
    raise HitchError(f"the server sent us on more than {MOST_REDIRECTS} times", "Check the address; it may lead in a circle.")


def _redirected(url: httpx.URL, answer: Answer) -> httpx.URL:
    location = answer.headers.get("location", "")
    try:
        there = web(str(url.join(location)))
    except (HitchError, httpx.InvalidURL, ValueError) as fault:
        why = fault.message if isinstance(fault, HitchError) else "this is no address of the web"
        raise HitchError(f"the server sent us on, and {why}", "Check the address.") from fault
    return there.copy_with(userinfo=b"")


@contextlib.contextmanager
def sent(
    url: httpx.URL,
    headers: Mapping[str, str],
    allow: tuple[str, ...],
    deadline: Deadline,
    method: str = "GET",
    content: bytes = b"",
) -> Iterator[Answer]:
    """Send one request, and give what is answered, whatever it is; `content` is its body."""
    if known := (_SILENT.get() or {}).get(origin(url)):
        raise HitchError(known.message, known.remedy)
    head = {"user-agent": f"podloom/{__version__}", "accept": "*/*", "connection": "close", **headers}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=Wire(allow, deadline)) as pool:
        with _said(url):
            response = pool.handle_request(
                httpcore.Request(
                    method, target, headers=_writable(head | {"host": url.netloc.decode("ascii")}), content=content or None
                )
            )
        found = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
        try:
            yield Answer(response.status, found, str(url.copy_with(userinfo=b"")), _body(url, response))
        finally:
            response.close()


def _writable(headers: Mapping[str, str]) -> list[tuple[bytes | str, bytes | str]]:
    """Leave out what no header may hold: an ETag comes from a stranger, and goes back to one."""
    return [(name, value) for name, value in headers.items() if value.isascii() and value.isprintable()]


def _body(url: httpx.URL, response: httpcore.Response) -> Iterator[bytes]:
    with _said(url):
        yield from response.iter_stream()


@contextlib.contextmanager
def _said(url: httpx.URL) -> Iterator[None]:
    """Turn what httpcore raises into a sentence."""
    try:
        yield
    except httpcore.TimeoutException as fault:
        raise HitchError(f"{url.host} did not answer in time", again=True) from fault
    except (httpcore.ConnectError, OSError) as fault:
        advice = f"Check the address and the network. {LATER}"
        again = "certificate" not in str(fault).lower()  # the same one comes again
        message = f"{url.host} cannot be reached: {str(fault)[:120] or 'no connection'}"
        raise HitchError(message, advice, again=again, silent=origin(url)) from fault
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as fault:
        raise HitchError(f"the connection to {url.host} broke: {str(fault)[:120] or 'it was cut'}", again=True) from fault
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as fault:
        raise HitchError(f"this cannot be asked of {url.host}: {str(fault)[:120]}", "Check the address.") from fault


@cache
def _trusted() -> "ssl.SSLContext":
    return httpx.create_ssl_context()


def _check(answer: Answer) -> None:
    """Refuse an answer that is none."""
    code = answer.status
    if code in (200, 206, 304, 416):
        return
    said = f"the server answered {code} {phrase(code)}".rstrip()
    if code in PASSING:
        after = _retry_after(answer.headers.get("retry-after", ""))
        wait = f" and wants to be left alone for {after:.0f} s" if after > LONGEST_WAIT_SECONDS else ""
        raise HitchError(said + wait, again=True, after=after)
    raise HitchError(said, "Check the address, and whether it needs a password." if code in _GONE else LATER)


def phrase(code: int) -> str:
    """Return the words for a status."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def _retry_after(value: str) -> float:
    """Read Retry-After: seconds, or a date (RFC 9110, 10.2.3); 0 where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        then = email.utils.parsedate_to_datetime(value)
        return max(0.0, (then - datetime.datetime.now(tz=then.tzinfo or datetime.UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def shown(address: str, where: str) -> str:
    """Return the place that an error names."""
    return where or named(address)
