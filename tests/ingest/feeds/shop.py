"""A show, and a feed on a real server that it follows. Asserts nothing."""

import json
import wave
from pathlib import Path

from pipeline.ingest import feeds
from pipeline.ingest.feeds import Brought
from pipeline.settings.sources import Source
from tests import show
from tests.make import segment, transcript, wav
from tests.web import Web, ranged

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:psc="http://podlove.org/simple-chapters">'
    "<channel><title>The Long Table</title><language>en</language>{head}{items}</channel></rss>"
)
SAID = transcript(segment("Welcome to the long table, I am Ada Byron.", 0.1, "Ada Byron"))


class Shop:
    """A show in `root` that follows the feed at /feed; `items` are what it holds."""

    def __init__(self, root: Path, web: Web) -> None:
        self.root = show.tiny(root)
        self.web = web
        self.source = Source(f"{web.url}/feed", "shop")
        self.episodes = self.root / "content/episodes"

    def offer(self, *items: str, head: str = "", etag: str = "") -> None:
        """Put a feed on the server."""
        data = HEAD.format(head=head, items="".join(items)).encode()
        self.web.pages["/feed"] = ranged(data, etag or f'"{hash(data)}"', media_type="application/rss+xml")

    def sound(self, name: str, seconds: float = 1.0, cut: int | None = None, hertz: float = 330.0) -> bytes:
        """Put a sound on the server, with recorded words for it."""
        path = wav(self.root / "build-me.wav", (seconds, 0.3), hertz=hertz)
        show.record(self.root / "recorded", path, SAID)
        data = path.read_bytes()
        path.unlink()
        self.web.pages[f"/{name}"] = ranged(data, cut=cut)
        return data

    def bring(self, source: Source | None = None) -> Brought:
        """Bring the feed up to date."""
        here = feeds.Show(self.root, self.root / "build", self.web.network, ("Ada Byron",), "2026-01-01")
        return feeds.bring(here, source or self.source, lambda _: None)

    def states(self) -> dict[str, str]:
        """Bring the feed up to date and say what became of each item."""
        return {one.source.partition('"')[2].rstrip('"'): one.state for one in self.bring().items}

    def text(self, slug: str) -> str:
        """Return an episode's notes."""
        return (self.episodes / slug / "episode.md").read_text()

    def item(self, title: str, sound: str = "talk.mp3", guid: str = "", extra: str = "", date: str = "") -> str:
        """Return an item of the feed."""
        written = date or "Tue, 03 Jun 2025 08:00:00 +0200"
        enclosure = f'<enclosure url="{self.web.url}/{sound}" type="audio/mpeg"/>' if sound else ""
        return f"<item><title>{title}</title><guid>{guid or title}</guid><pubDate>{written}</pubDate>{enclosure}{extra}</item>"


def follow(shop: Shop) -> None:
    """Write the source into the show's settings."""
    with (shop.root / "content/show.toml").open("a") as file:
        file.write(f'\n[network]\nallow = ["{shop.web.place}"]\nseconds = 5\n')
        file.write(f'\n[[sources]]\nname = "shop"\nurl = "{shop.web.url}/feed"\n')


def length(path: Path) -> float:
    """Return the seconds of a WAV file."""
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def marks(path: Path) -> list[tuple[float, str]]:
    """Return the chapters of a chapters.json."""
    return [(one["startTime"], one["title"]) for one in json.loads(path.read_bytes())["chapters"]]
