"""What two feed readers of others and W3C's parser make of our feeds: every field that we wrote. Fetched once with npm."""

import json
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.conftest import URL
from tests.node import NODE, fetched
from tests.test_webvtt_oracle import Judge, judge, lack

__all__ = ["judge"]
Answer = dict[str, Any]  # JSON of programs that are not ours
Reader = Callable[[str], Answer]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One node process for all feeds: a line each way."""
    if why := fetched("feedsmith") or fetched("podcast-partytime"):
        pytest.skip(f"!!! NO OTHER READER OF FEEDS ({why}): NOBODY ELSE READ OURS")
    with subprocess.Popen(["node", "feeds.cjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield partial(ask, process)
        assert process.stdin
        process.stdin.close()


def ask(process: "subprocess.Popen[str]", text: str) -> Answer:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(text) + "\n")
    process.stdin.flush()
    return dict(json.loads(process.stdout.readline()))


def test_partytime_reads_every_field_of_the_podcast(reader: Reader, site: Path) -> None:
    found = reader((site / "podcast.xml").read_text())["partytime"]
    own = (site.parent.parent / "content/podcast-guid.txt").read_text().strip()
    assert (found["guid"], found["locked"], found["podcastOwner"], found["medium"]) == (
        own,
        True,
        "ada@long-table.example",
        "podcast",
    )
    assert [one["name"] for one in found["podcastPeople"]] == ["Ada Byron", "Becky Smith"]
    assert found["podcastFunding"] == [{"message": "Lay another place", "url": "https://long-table.example/give"}]
    assert found["license"]["identifier"] == "cc-by-4.0"
    assert found["podcastLocation"]["name"] == "Austin, TX"
    assert found["trailers"][0]["title"] == "What is laid here"
    assert found["podroll"][0]["feedGuid"] == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert found["podcastTxt"][0]["value"] == "S6lpp-7ZCn8"
    assert found["pubsub"]["self"] == f"{URL}podcast.xml"
    assert found["itunesImage"] == f"{URL}artwork.png"
    assert {"transcript", "locked", "funding", "chapters", "soundbite"} <= set(found["pc20support"]["1"])


def test_partytime_reads_every_field_of_its_items(reader: Reader, site: Path) -> None:
    found = {one["title"]: one for one in reader((site / "podcast.xml").read_text())["partytime"]["items"]}
    one = found["Counting Warmth"]
    assert one["guid"] == "podcast-0001"
    assert one["podcastSeason"] == {"number": 2, "name": "Numbers"}
    assert one["podcastSoundbites"] == [{"duration": 16, "startTime": 1, "title": "Can trust be measured?"}]
    assert [person["name"] for person in one["podcastPeople"]] == ["Ada Byron", "Grace Holt", "Becky Smith", "Tom Oak"]
    assert one["pubDate"] == "2025-01-21T07:30:00.000Z"
    assert one["explicit"] is True
    score = found["The Score"]
    assert score["enclosure"] == {
        "url": f"{URL}audio/the-score.mp3",
        "length": (site / "audio/the-score.mp3").stat().st_size,
        "type": "audio/mpeg",
    }
    assert [one["type"] for one in score["podcastTranscripts"]] == [
        *("text/vtt", "application/json", "application/srt", "text/plain", "text/html")  # its word for SubRip
    ]
    assert score["podcastChapters"] == {"url": f"{URL}episodes/the-score/chapters.json", "type": "application/json+chapters"}


def test_feedsmith_reads_what_partytime_does_not_know(reader: Reader, site: Path) -> None:
    found = reader((site / "podcast.xml").read_text())["feedsmith"]
    assert found["format"] == "rss"
    podcast = found["feed"]["podcast"]
    assert podcast["updateFrequency"] == {"display": "Every second week", "rrule": "FREQ=WEEKLY;INTERVAL=2"}
    assert podcast["locations"][0]["osm"] == "R113314"
    assert [one["purpose"] for one in podcast["images"]] == ["artwork", "social"]
    assert found["feed"]["itunes"]["newFeedUrl"] == f"{URL}podcast.xml"
    assert found["feed"]["itunes"]["categories"][0] == {
        "text": "Business",
        "categories": [{"text": "Management"}, {"text": "Careers"}],
    }
    items = {one["title"]: one for one in found["feed"]["items"]}
    assert [one["title"] for one in items["The Score"]["psc"]["chapters"]] == ["Word", "Score & count", "Talk"]
    assert items["Counting Warmth"]["podcast"]["season"] == {"number": 2, "name": "Numbers"}
    assert items["Counting Warmth"]["atom"]["links"][0]["rel"] == "http://podlove.org/deep-link"


def test_both_read_the_feeds_of_themes_and_people(reader: Reader, site: Path) -> None:
    paths = [*site.glob("themes/*/feed.xml"), *site.glob("people/*/feed.xml")]
    assert len(paths) > 4
    for path in paths:
        found = reader(path.read_text())
        assert found["feedsmith"]["format"] == "rss", path
        given = path.read_text().count("<item>")
        assert len(found["feedsmith"]["feed"].get("items", [])) == given
        # Partytime reads items with sound only, letters have none.
        assert len(found["partytime"]["items"]) == path.read_text().count("<enclosure ")


@pytest.mark.parametrize(
    ("path", "form"), [("letters/feed.xml", "rss"), ("letters/atom.xml", "atom"), ("letters/feed.json", "json")]
)
def test_feedsmith_reads_the_letters_in_every_form(reader: Reader, site: Path, path: str, form: str) -> None:
    found = reader((site / path).read_text())["feedsmith"]
    assert found["format"] == form
    feed = found["feed"]
    rows = feed["entries"] if form == "atom" else feed["items"]
    assert [one["title"]["value"] if isinstance(one["title"], dict) else one["title"] for one in rows] == [
        "Afterwards",
        "Slow Bread",
    ]


def test_no_transcript_that_a_feed_names_has_a_fault_for_the_parser_of_w3c(judge: Judge, site: Path) -> None:
    assert not lack()
    paths = sorted(site.glob("episodes/*/transcript.vtt"))
    assert len(paths) == 3
    for path in paths:
        assert judge(path.read_text())["errors"] == [], path
