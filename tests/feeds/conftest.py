"""The tiny show with everything that a feed can say, built once; and its feeds, read."""

import shutil
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from pipeline.feeds.names import NAMESPACES
from tests import show
from tests.make import segment
from tests.once import once

URL = "https://long-table.example/"
SETTINGS = """
[feeds]
category = ["Business > Management", "Business > Careers", "Technology"]
email = "ada@long-table.example"
copyright = "Ada Byron"
locked = true
license = "cc-by-4.0"
former = "https://api.former.example/feed/podcast/1865.rss"
time = "06:00-05:00"
chapters_in_audio = true

[feeds.rhythm]
text = "Every second week"
rrule = "FREQ=WEEKLY;INTERVAL=2"

[[feeds.funding]]
url = "https://long-table.example/give"
text = "Lay another place"

[[feeds.location]]
name = "Austin, TX"
rel = "creator"
geo = "geo:30.2672,-97.7431"
osm = "R113314"
country = "US"

[[feeds.txt]]
text = "S6lpp-7ZCn8"
purpose = "verify"

[[feeds.podroll]]
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
url = "https://feeds.podcastindex.example/pc20.xml"
title = "Podcasting 2.0"

[[feeds.credit]]
name = "Becky Smith"
role = "cover art designer"
group = "visuals"

[[feeds.trailer]]
url = "https://long-table.example/trailer.mp3"
title = "What is laid here"
date = "2025-01-01"
bytes = 12345
media_type = "audio/mpeg"
"""
FRONT = """guid: podcast-0001
season: 2
season_name: Numbers
display: Ch. 1
explicit: true
credits: ["Tom Oak (Audio Editor)"]
soundbites: ["0:01-0:17 Can trust be measured?"]
summary: Of [[two-clocks]] & warm numbers.
"""
MP3 = show.REPO / "content/episodes/the-warm-numbers/audio.mp3"
LONG = (
    segment("Trust grows where two partners keep their word to each other for years.", 0.2, "Ada Byron"),
    segment("We measure trust with a scorecard, and we score it every quarter with both teams.", 20.0, "Grace Holt"),
    segment("The scorecard has five indicators, and each is a number that somebody counted.", 45.0, "Grace Holt"),
    segment("Then we talk about the score, and about what changed since the last one.", 75.0, "Ada Byron"),
)


def rich(root: Path) -> Path:
    """Write the show: one episode as MP3 with chapters, a guid from before, a season and a soundbite."""
    show.tiny(root)
    settings = root / "content/show.toml"
    settings.write_text(settings.read_text() + SETTINGS)
    notes = root / "content/episodes/counting-warmth/episode.md"
    text = notes.read_text().replace("date: 2025-01-21\n", f"date: 2025-01-21T08:30:00+01:00\n{FRONT}")
    notes.write_text(
        text.replace("Notes of Counting Warmth.", "See [the other](../two-clocks/), [[slow-bread]] and ![a pot](pot.png).")
    )
    folder = show.episode(root, "the-score", "The Score", "2025-02-01", LONG, guest="Grace Holt", seconds=120.0)
    (folder / "audio.wav").unlink()
    shutil.copy(MP3, folder / "audio.mp3")
    show.record(root / "recorded", folder / "audio.mp3", show.transcript(*LONG))
    chapters = [{"startTime": start, "title": title} for start, title in ((0, "Word"), (20, "Score & count"), (75.25, "Talk"))]
    (folder / "chapters.json").write_text(show.json.dumps({"version": "1.2.0", "chapters": chapters}))
    Image.new("RGB", (1400, 1400), "teal").save(root / "content/artwork.png")
    return root


class Feed:
    """A feed of the site, asked by XPath with the usual prefixes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = etree.fromstring(data)

    def all(self, path: str) -> list[str]:
        return [str(one) for one in self.root.xpath(path, namespaces=NAMESPACES)]

    def one(self, path: str) -> str:
        (found,) = self.all(path)
        return found


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "rich", lambda root: show.built(rich(root))) / "build/site"


@pytest.fixture(scope="package")
def feed(site: Path) -> Feed:
    return Feed((site / "podcast.xml").read_bytes())
