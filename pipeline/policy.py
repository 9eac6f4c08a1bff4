"""Say what a page of the site may run and load: its Content-Security-Policy. Believes no page; its frame is believed.

No page asks another server for anything, and no script runs but the site's own files and those that the theme's frame holds:
were a letter's script ever to pass the sanitiser, the browser would still refuse it. `style` stays open, because places in time
are drawn with style attributes.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

_SCRIPT = re.compile(rb"<script(?P<head>[^>]*)>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
HEAD = re.compile(rb"<head(?:\s[^>]*)?>(?:\s*<meta charset=[^>]*>)?", re.IGNORECASE)
_UPWARDS = re.compile(rb'"(?:\.\./)*(?:\.\.?)?(?=["/a-z])')  # the way to the site's root, which each page has of its own
_ABROAD = re.compile(r"(https?:|(?=//))/*([^/?#]*)(.*)", re.DOTALL | re.IGNORECASE)
_SPACES = "".join(map(chr, range(33)))
_DATA = re.compile(rb"type=[\"']?application/(?:ld\+)?json", re.IGNORECASE)
# Pagefind's search runs WebAssembly.
FRAMED = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{sums}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'"
)
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; script-src{sums}; base-uri 'none'; form-action 'none'"


class Abroad(NamedTuple):
    """An address of another server, written out as a browser means it."""

    server: str
    address: str


def abroad(address: str, home: str) -> Abroad | None:
    """Return where an address of a page leads, if a browser asks another server for it than that of `home`, the show's own url.

    Read as https://url.spec.whatwg.org/ has it: spaces around do not count, tabs and line breaks nowhere, a backslash is a
    slash, and after `https:` there need be none. The address is not escaped.
    """
    plain = address.strip(_SPACES).translate({9: None, 10: None, 13: None}).replace("\\", "/")
    found, own = _ABROAD.match(plain), urlsplit(home).netloc.lower()
    if not found or (own and found[2].lower() == own):
        return None
    return Abroad(found[2].lower(), f"{found[1].lower()}//{found[2]}{found[3]}")


def total(text: str | bytes) -> str:
    """Return how a policy names a script or a style that stands in the page."""
    data = text.encode() if isinstance(text, str) else text
    return f"'sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}'"


def alone(*scripts: str) -> str:
    """Return the tag for a page that loads nothing, and runs these scripts that stand in it."""
    return _tag(_ALONE, [total(script) for script in scripts] or ["'none'"])


def trusted(page: bytes) -> frozenset[bytes]:
    """Return the scripts that stand in a page of the theme that shows nobody's words, the same wherever a page lies."""
    return frozenset(_everywhere(script) for script in _inline(page))


def guarded(page: bytes, scripts: frozenset[bytes] | None = None) -> bytes:
    """Return a page of the theme, before anything is put into it, with its policy: of its scripts, those that are trusted run.

    None trusts all of them: a host wrote the page by hand.
    """
    sums = [total(one) for one in _inline(page) if scripts is None or _everywhere(one) in scripts]
    head = HEAD.search(page)
    if not head:  # no page of the theme: a file that some service asks for
        return page
    return page[: head.end()] + _tag(FRAMED, sums).encode() + page[head.end() :]


def headers(paths: Iterable[str]) -> bytes:
    """Return what servers that read a file `_headers` (Netlify, Cloudflare Pages) should say with each page.

    A page cannot say by itself who may show it in a frame. All may not, but for the small players, which are made for that.
    """
    tops = sorted({path.partition("/")[0] + ("/*" if "/" in path else "") for path in paths if path})
    rules = ["/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n"]
    framed = ["/", *(f"/{top}" for top in tops if top != "embed/*")]
    rules += [f"{path}\n  Content-Security-Policy: frame-ancestors 'self'\n" for path in framed]
    return "".join(rules).encode()


def _inline(page: bytes) -> list[bytes]:
    found = [(one["head"], one["body"]) for one in _SCRIPT.finditer(page)]
    return list(dict.fromkeys(body for head, body in found if b"src=" not in head and not _DATA.search(head)))


def _everywhere(script: bytes) -> bytes:
    return _UPWARDS.sub(b'"/', script).replace(b'"//', b'"/')


def _tag(policy: str, sums: Iterable[str]) -> str:
    written = policy.format(sums="".join(f" {one}" for one in sums))
    return f'\n<meta http-equiv="Content-Security-Policy" content="{escape(written, quote=False)}">'
