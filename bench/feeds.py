"""Measure how long a feed of 10,000 episodes takes: read whole, and followed by a show that has them all but one.

python bench/feeds.py [ITEMS]
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from pipeline.ingest import feeds, ledger
from pipeline.ingest.feeds import identity, merging, notes, putting
from pipeline.settings.sources import Source
from tests import show
from tests.ingest.feeds.shop import HEAD
from tests.make import wav
from tests.web import Web, ranged

NOTES = "<description><![CDATA[<p>" + "What was said about alliances. " * 40 + "</p>]]></description>"


def feed(web: Web, count: int) -> bytes:
    """Return a feed of so many episodes."""
    items = "".join(
        f"<item><title>Episode {n}</title><guid>g{n}</guid><pubDate>Tue, 03 Jun {2000 + n % 25} 08:00:00 +0000</pubDate>{NOTES}"
        f'<enclosure url="{web.url}/{n}.wav" length="9" type="audio/wav"/>'
        f'<podcast:person role="guest">Ada {n}</podcast:person></item>'
        for n in range(count)
    )
    return HEAD.format(head="", items=items).encode()


def settled(root: Path, task: putting.Task) -> None:
    """Lay down what bringing all the episodes would have left, with sounds of no length."""
    book = ledger.Ledger(root)
    for own, entry in identity.identities(task.feed.entries, book.rows)[0]:
        place = f"episodes/{notes.title(entry).lower().replace(' ', '-')}"
        folder = root / "content" / place
        folder.mkdir()
        (folder / "audio.wav").touch()
        front = notes.lines(entry, task.feed, "shop", entry.date, ())
        (folder / "episode.md").write_text(notes.page(front, ""))
        row = ledger.Row(
            own,
            "shop",
            place,
            entry=putting.entry_print(task, entry),
            title=identity.title_print(entry),
            sound=identity.sound_print(entry),
            length="9",
        )
        book.rows[own] = msgspec.structs.replace(row, lines=merging.digests(front, ""), files={"audio.wav": "0"})
    book.close()


def main() -> None:
    """Print seconds and megabytes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    web, folder = Web(), Path(tempfile.mkdtemp())
    root = show.tiny(folder / "show")
    data = feed(web, count)
    started = time.perf_counter()
    found = feeds.read(data, "feed")
    print(f"read {len(found.entries)} items of {len(data) / 1e6:.1f} MB: {time.perf_counter() - started:.1f} s")
    here = feeds.Show(root, root / "build", web.network)
    source = Source(f"{web.url}/feed", "shop")
    settled(root, putting.Task(root, root / "build", source, web.network, found, (), ""))
    web.pages["/new.wav"] = wav(folder / "new.wav", (1.0, 0.3)).read_bytes()
    more = f'<item><title>New</title><enclosure url="{web.url}/new.wav" type="audio/wav"/></item>'
    web.pages["/feed"] = ranged(data.replace(b"<item>", f"{more}<item>".encode(), 1), media_type="application/rss+xml")
    for what in ("one new episode", "nothing new"):
        started = time.perf_counter()
        brought = feeds.bring(here, source, lambda _: None)
        print(f"{what}: {brought.state}, {len(brought.items)} to tell of: {time.perf_counter() - started:.1f} s")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    web.close()


if __name__ == "__main__":
    main()
