"""Feeds in: read what they say, and bring it into content/. Only `bring` asks anybody for anything, through `fetch`."""

from pipeline.ingest.feeds.bringing import Brought, Show, Tell, bring
from pipeline.ingest.feeds.reading import read

__all__ = ["Brought", "Show", "Tell", "bring", "read"]
