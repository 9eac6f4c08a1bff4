"""Fetch something small whole into memory: a feed, chapters, a transcript, a picture. Writes no file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.fetch.answer import Answer
from pipeline.fetch.hitch import HitchError
from pipeline.fetch.request import asked, shown, tried
from pipeline.fetch.wire import Deadline
from pipeline.model import Fact

if TYPE_CHECKING:
    from pipeline.settings.sources import Network


class Known(Fact, frozen=True):
    """What a server said of the version that we have: its ETag and Last-Modified, "" where it gave none."""

    etag: str = ""
    modified: str = ""


class Page(Fact, frozen=True):
    """What came. `url` is where it was found in the end; `unchanged` says that we have it already, and `body` is empty then."""

    url: str
    body: bytes
    media_type: str = ""
    known: Known = Known()
    unchanged: bool = False


def get(url: str, network: "Network", *, most_bytes: int, known: Known | None = None, where: str = "") -> Page:
    """Fetch a page of at most `most_bytes` after unpacking; ask only whether it changed where `known` is given.

    Raises:
        ItemError: it cannot be had, with `where` or the address without its secrets as its place.
    """
    deadline = Deadline(network.seconds)

    def attempt() -> Page:
        with asked(url, _headers(known), network.allow, deadline) as answer:
            return _page(answer, most_bytes, known or Known())

    return tried(shown(url, where), deadline, attempt)


def _headers(known: Known | None) -> dict[str, str]:
    found = {"accept-encoding": "gzip, deflate"}
    if known and known.etag:
        found["if-none-match"] = known.etag
    if known and known.modified:
        found["if-modified-since"] = known.modified
    return found


def _page(answer: Answer, most_bytes: int, known: Known) -> Page:
    if answer.status == 304:
        return Page(answer.url, b"", known=known, unchanged=True)
    if answer.status != 200:
        raise HitchError(f"the server answered {answer.status} to a question for all of it")
    body = bytearray()
    for piece in answer.plain():
        body += piece
        if len(body) > most_bytes:
            raise HitchError(f"the answer is larger than the {most_bytes / 1e6:g} MB that it may have", "Check the address.")
    return Page(answer.url, bytes(body), answer.media_type, told(answer.headers))


def told(headers: Mapping[str, str]) -> Known:
    """Return what a server says of the version that it sends."""
    return Known(headers.get("etag", "")[:500], headers.get("last-modified", "")[:100])
