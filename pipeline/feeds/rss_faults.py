"""Judge what a channel and an item hold alike: dates, links, texts, flags. Knows no other element."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pipeline.feeds import rss_rules as rules
from pipeline.feeds.fault import Broken, Element, line, words
from pipeline.feeds.names import CONTENT, ITUNES

_C, _I = f"{{{CONTENT}}}", f"{{{ITUNES}}}"
_DATE = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s+)?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(:\d\d)? (\S+)"
)
_ZONE = re.compile(r"[+-]\d\d(00|15|30|45)|GMT|UTC|UT|Z|[ECMP][SD]T")
_RELATIVE = re.compile(r"""<(?:a|img|audio|source)\b[^<>]*?\s(?:href|src)=["'](?![a-z][a-z0-9+.-]*:|#)([^"']*)""", re.IGNORECASE)
_RISKY = re.compile(r"<(script|meta|iframe|object|embed|style)\b(?![A-Za-z])", re.IGNORECASE)
_MARKUP = re.compile(r"</?(a|b|br|i|p|em|li|ol|ul|div|span|strong)\b[^<>]*>", re.IGNORECASE)


def shared(top: Element) -> Iterator[Broken]:
    """Yield what may be wrong in a channel and in an item alike."""
    for one in top:
        check = _EACH.get(one.tag) if isinstance(one.tag, str) else None
        if check:
            yield from check(one)


def _link(one: Element) -> Iterator[Broken]:
    if words(one) and not absolute(words(one)):
        yield rules.LINK.broken(line(one), f'the link is "{words(one)[:60]}"')


def _text(one: Element) -> Iterator[Broken]:
    text = one.text or ""
    if one.tag == "description" and len(text.encode()) > rules.DESCRIPTION:
        yield rules.TOO_LONG.broken(line(one), f"the description has {len(text.encode())} bytes")
    if found := _RELATIVE.search(text):
        yield rules.RELATIVE.broken(line(one), f'"{found[1][:60]}" counts from no page')
    if found := _RISKY.search(text):
        yield rules.RISKY.broken(line(one), f"there is a <{found[1].lower()}> in the text")


def _plain(one: Element) -> Iterator[Broken]:
    if _MARKUP.search(one.text or ""):
        yield rules.PLAIN.broken(line(one), "there is HTML in it")


def _date(one: Element) -> Iterator[Broken]:
    found = _DATE.fullmatch(words(one))
    try:
        when = parsedate_to_datetime(words(one)) if found and _ZONE.fullmatch(found[4]) else None
    except (ValueError, OverflowError):
        when = None
    if when is None or (found and found[1] and found[1] != _DAYS[when.weekday()]):
        yield rules.DATE.broken(line(one), f'the date is "{words(one)[:60]}"')
    elif when.year < rules.EARLIEST:
        yield rules.LONG_AGO.broken(line(one), f"the date is of {when.year}")


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _explicit(one: Element) -> Iterator[Broken]:
    if words(one) not in ("true", "false"):
        yield rules.EXPLICIT.broken(line(one), f'explicit is "{words(one)}"')


def _picture(one: Element) -> Iterator[Broken]:
    if not absolute(one.get("href", "")):
        yield rules.IMAGE_ADDRESS.broken(line(one), f'the artwork\'s address is "{one.get("href", "")}"')


def _yes(one: Element) -> Iterator[Broken]:
    if words(one).casefold() != "yes":
        yield rules.YES.broken(line(one), f'it says "{words(one)}"')


def _kind(one: Element) -> Iterator[Broken]:
    known = ("episodic", "serial") if one.tag == f"{_I}type" else ("full", "trailer", "bonus")
    if words(one).casefold() not in known:
        yield rules.TYPE.broken(line(one), f'it says "{words(one)}"')


_EACH = {
    "link": _link,
    "description": _text,
    f"{_C}encoded": _text,
    f"{_I}summary": _plain,
    f"{_I}subtitle": _plain,
    f"{_I}keywords": _plain,
    "pubDate": _date,
    f"{_I}explicit": _explicit,
    f"{_I}image": _picture,
    f"{_I}block": _yes,
    f"{_I}complete": _yes,
    f"{_I}type": _kind,
    f"{_I}episodeType": _kind,
}


def absolute(address: str) -> bool:
    """Say whether an address is a whole one of the web."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in address.strip()
