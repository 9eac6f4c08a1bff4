"""Fetch pages and files over http(s): the only code that opens a connection of its own accord. Reads none of what comes.

Only public addresses are spoken to, unless content/show.toml allows another under [network]. The address that was checked is
the one connected to, so a name cannot point elsewhere a moment later; each redirect is checked anew. Proxies are not used:
a proxy looks names up itself, and nothing could be checked.
"""

from pipeline.fetch.api import told
from pipeline.fetch.download import Sent, download
from pipeline.fetch.page import Known, Page, get
from pipeline.fetch.places import joined, named, web
from pipeline.fetch.request import remembering

__all__ = ["Known", "Page", "Sent", "download", "get", "joined", "named", "remembering", "told", "web"]
