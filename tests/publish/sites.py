"""Make small built sites to publish. Asserts nothing."""

import hashlib
from pathlib import Path

from pipeline.tree import Entry, files, plant

FIRST = {
    "index.html": b"<h1>One</h1>",
    "a/index.html": b"<p>A",
    "old/index.html": b"<p>Old",
    "style.css": b"p{}",
    "feed.xml": b"<rss/>",
}
SECOND = {**FIRST, "index.html": b"<h1>Two</h1>", "style.css": b"p{color:red}", "new/index.html": b"<p>New"}
del SECOND["old/index.html"]


def site(folder: Path, content: dict[str, bytes]) -> dict[str, Entry]:
    """Plant a site as a build does, and return its files."""
    held = folder / "objects"
    held.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for path, data in content.items():
        digest = hashlib.sha256(data).hexdigest()
        (held / digest).write_bytes(data)
        manifest[path] = Entry(digest, str(held / digest))
    plant(folder / "site", manifest, hashlib.sha256(repr(sorted(content.items())).encode()).hexdigest())
    return files(folder / "site")
