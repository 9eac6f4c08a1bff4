"""Ask an API something in JSON, with a key. Follows no redirect: the key is for the machine that was named."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from pipeline.fetch.answer import Answer
from pipeline.fetch.hitch import HitchError
from pipeline.fetch.places import web
from pipeline.fetch.request import LONGEST_WAIT_SECONDS, PASSING, phrase, sent, shown, tried
from pipeline.fetch.wire import Deadline
from pipeline.model import UNREAD
from pipeline.redact import SHORTEST, redacted

if TYPE_CHECKING:
    from pipeline.settings.sources import Network

MOST_BYTES = 64 << 20
_SAID_LETTERS = 300  # of what a server says about its refusal
_SAFE = ("GET", "PUT", "PATCH")  # asked twice, these do no more than asked once


class _Refusal(msgspec.Struct):
    """What listmonk (`message`) and Buttondown (`detail`) say when they refuse."""

    message: str = ""
    detail: str = ""


def told(method: str, url: str, network: "Network", *, body: object = None, headers: Mapping[str, str]) -> bytes:
    """Send `body` as JSON, and return the answer. The headers hold the key, and no error names them.

    Raises:
        ItemError: it cannot be asked, or the server refuses, with what it said.
    """
    deadline = Deadline(network.seconds)
    content = b"" if body is None else msgspec.json.encode(body)
    head = {"accept": "application/json", "accept-encoding": "identity", **headers}
    if body is not None:
        head |= {"content-type": "application/json", "content-length": str(len(content))}

    secrets = [part for value in headers.values() for part in re.split(r"[\s:]+", value) if len(part) >= SHORTEST]

    def attempt() -> bytes:
        with sent(web(url), head, network.allow, deadline, method, content) as answer:
            return _whole(answer, secrets)

    if method in _SAFE:
        return tried(shown(url, ""), deadline, attempt)
    try:
        return attempt()
    except HitchError as hitch:
        raise hitch.error(shown(url, "")) from hitch


def _whole(answer: Answer, secrets: Sequence[str]) -> bytes:
    data = bytearray()
    for piece in answer.plain():
        data += piece
        if len(data) > MOST_BYTES:
            raise HitchError(f"the answer is larger than {MOST_BYTES >> 20} MiB", "Check the address.")
    if 200 <= answer.status < 300:
        return bytes(data)
    said = f"the server answered {answer.status} {phrase(answer.status)}".rstrip() + _said(bytes(data), secrets)
    if 300 <= answer.status < 400:
        raise HitchError(said, "Write the address that it leads to; a key is sent nowhere else.")
    wait = answer.number("retry-after") or 0
    again = answer.status in PASSING and wait <= LONGEST_WAIT_SECONDS
    remedy = "Check the key and what it may do." if answer.status in (401, 403) else "Nothing was changed there."
    raise HitchError(said, remedy, again=again, after=float(wait))


def _said(data: bytes, secrets: Sequence[str]) -> str:
    """Return the server's own words on a refusal without our key, "" where it has none that can be read."""
    try:
        refusal = msgspec.json.decode(data, type=_Refusal)
    except UNREAD:
        return ""
    words = redacted(" ".join((refusal.message or refusal.detail).split()), secrets)[:_SAID_LETTERS]
    return f': "{words}"' if words else ""
