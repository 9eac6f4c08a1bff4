"""Take the keys of a feed for members out of all that it says and that will be published. Fetches nothing.

Such a feed carries its reader's key in many addresses: of the page, of pictures, as a guid. The addresses that are only fetched
(sounds, transcripts, chapters, the item's picture) keep theirs.
"""

import html
import re
from collections.abc import Sequence

import msgspec

from pipeline.fetch import joined
from pipeline.ingest.feeds.record import Entry, Feed, Tag
from pipeline.redact import redacted

_FROM_HERE = re.compile(r"src\s*=\s*[\"']?((?!https?:)[^\s\"'<>]+)")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


def opened(feed: Feed, secrets: Sequence[str], site: str = "") -> tuple[Feed, dict[str, str]]:
    """Return a feed whose words hold none of the secrets, and the addresses in its texts with their keys, by those without.

    Those that count from a page are told from the item's, the feed's and `site`.
    """
    if not secrets:
        return feed, {}
    pictures: dict[str, str] = {}
    for entry in feed.entries:
        text = html.unescape(entry.html)
        for found in _ADDRESS.findall(text):
            if (bare := redacted(found, secrets)) != found:
                pictures.setdefault(bare, found)
        for found in _FROM_HERE.findall(text):
            if (bare := redacted(found, secrets)) != found:
                pictures |= {joined(base, bare): joined(base, found) for base in (entry.link, feed.link, site) if base}
    entries = tuple(_entry(entry, secrets) for entry in feed.entries)
    warnings = tuple(redacted(one, secrets) for one in feed.warnings)
    return msgspec.structs.replace(feed, link=redacted(feed.link, secrets), entries=entries, warnings=warnings), pictures


def _entry(entry: Entry, secrets: Sequence[str]) -> Entry:
    said = {name: redacted(getattr(entry, name), secrets) for name in ("title", "guid", "link", "summary", "html", "author")}
    marks = tuple(
        Tag(redacted(tag.text, secrets), {name: redacted(text, secrets) for name, text in tag.attributes.items()})
        for tag in entry.psc
    )
    return msgspec.structs.replace(entry, **said, psc=marks)
