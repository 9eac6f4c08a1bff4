"""The fixed words of feeds: namespaces byte for byte, media types, and how identities are made. Writes nothing.

podcast:guid is a UUIDv5 of the feed's address without scheme and trailing slashes (tag-guid.md of the Podcasting 2.0 namespace).
"""

import re
import uuid

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PSC = "http://podlove.org/simple-chapters"
NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DC, "itunes": ITUNES, "podcast": PODCAST, "psc": PSC}

DEEP_LINK = "http://podlove.org/deep-link"
RSS_TYPE = "application/rss+xml"
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
CHAPTERS_TYPE = "application/json+chapters"

_OF_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")


def podcast_guid(feed: str) -> str:
    """Return the podcast:guid of the show whose feed has this address: `podnews.net/rss` -> `9b024349-ccf0-...`."""
    return str(uuid.uuid5(_OF_PODCASTS, _SCHEME.sub("", feed).rstrip("/")))


def item_guid(show: str, kind: str, slug: str) -> str:
    """Return the guid of an item of a show, by the show's podcast:guid and the slug that the item had first."""
    return str(uuid.uuid5(uuid.UUID(show), f"{kind}/{slug}"))
