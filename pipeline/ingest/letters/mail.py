"""Read a letter as it was mailed (.eml): the HTML part, or else the plain one, with the pictures inside. Opens no attachment."""

import datetime
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from functools import partial

from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.ingest.charset import decoded
from pipeline.ingest.letters import dates, plain
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import STUMBLES, Found, Letter, titled, tried
from pipeline.settings import slugify

_HEADER = re.compile(rb"^([A-Za-z][A-Za-z-]{1,40}):(?=[ \t]|\r?$)", re.MULTILINE)
_OF_MAIL = {b"from", b"to", b"date", b"subject", b"message-id", b"mime-version", b"received", b"return-path", b"content-type"}
_KEY_CHARACTERS = 16
_SIGNATURE = re.compile(r"^-- \n.*\Z", re.MULTILINE | re.DOTALL)


def fits(name: str, head: bytes) -> bool:  # noqa: ARG001 - every format is asked alike
    """Say whether a file begins as mail does."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(b"\r\n"), maxsplit=1)[0]
    return block[:2] != b"--" and len({one.lower() for one in _HEADER.findall(block)} & _OF_MAIL) >= 2


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the one letter of a file."""
    yield tried(partial(_letter, bundle.read(name), bundle.place(name), name, zone), bundle.place(name))


def _letter(data: bytes, where: str, name: str, zone: datetime.tzinfo) -> Letter:
    try:
        # Without the mark of a Unix mailbox, which some programs leave at the top.
        message = BytesParser(policy=policy.default).parsebytes(re.sub(rb"\A\s*From [^\n]*\n", b"", data))
        html, text = _parts(message)
        title = _header(message, "subject")
        return Letter(
            source=f"mail:{_key(message, data)}",
            title=titled(title, where),
            date=dates.filed(name, _header(message, "date"), where, zone),
            slug=slugify(title),
            where=where,
            html=html,
            markdown="" if html else plain.from_text(_SIGNATURE.sub("", text.replace("\r\n", "\n"))),
            author=parseaddr(_header(message, "from"))[0],
            link=_header(message, "archived-at").strip(" <>"),
            pictures=_pictures(message),
            notes=tuple(f"attachment left out: {name[:100]}" for name in _attached(message)),
        )
    except STUMBLES as fault:
        raise ItemError(f"the mail cannot be read: {fault}", where, "Save it again as .eml.") from fault


def _key(message: EmailMessage, data: bytes) -> str:
    return _header(message, "message-id").strip(" <>") or digest(data)[:_KEY_CHARACTERS]


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())


def _parts(message: EmailMessage) -> tuple[str, str]:
    """Return the HTML and the plain text of a mail, "" for what it has not."""
    found = {"text/html": "", "text/plain": ""}
    for part in message.walk():
        kind = part.get_content_type()
        if kind in found and not found[kind] and part.get_content_disposition() != "attachment":
            found[kind] = _text(part)
    return found["text/html"], found["text/plain"]


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return decoded(data if isinstance(data, bytes) else b"", part.get_content_charset() or "")


def _attached(message: EmailMessage) -> list[str]:
    """Return the names of what hangs on a mail, pictures in its text and signatures left aside."""
    named = [part for part in message.walk() if part.get_filename() and not part.get_content_subtype().endswith("signature")]
    parts = [part for part in named if part.get_content_maintype() != "image" or not part.get("content-id")]
    return [" ".join(str(part.get_filename()).split()) for part in parts]


def _pictures(message: EmailMessage) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in message.walk():
        key = _header(part, "content-id").strip(" <>")
        data = part.get_payload(decode=True) if key and part.get_content_maintype() == "image" else None
        if isinstance(data, bytes):
            found[f"cid:{key}"] = data
    return found
