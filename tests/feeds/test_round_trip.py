"""Real feeds read, written again by us and read once more: no field that the reader knows is lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import body
from pipeline.feeds.channel import Channel, Enclosure, Entry, Mark, Marks, Number, Person, Season, Soundbite, Words
from pipeline.feeds.podcast import podcast
from pipeline.ingest.feeds import read
from pipeline.ingest.feeds import record as reading
from tests import show

FEEDS = show.SHARED / "data/podcast/feeds"
YES, NO = ("yes", "true", "explicit"), ("no", "false", "clean")


def seconds(clock: str) -> float | None:
    total = 0.0
    for part in clock.split(":"):
        try:
            total = total * 60 + float(part)
        except ValueError:
            return None
    return round(total, 3)


def flag(text: str) -> bool | None:
    return True if text.lower() in YES else False if text.lower() in NO else None


def person(tag: reading.Tag) -> Person:
    return Person(tag.text, *(tag.get(name) for name in ("role", "group", "img", "href")))


def entry(one: reading.Entry) -> Entry:
    """Say in the writer's record what the reader's holds."""
    length = seconds(one.duration) if one.duration else None
    return Entry(
        guid=one.guid,
        title=one.title,
        link=one.link,
        published=one.written,
        content=one.html,
        author=one.author,
        enclosures=tuple(
            Enclosure(tag.get("url"), int(tag.get("length")) if tag.get("length").isdigit() else None, tag.get("type"))
            for tag in one.enclosures
        ),
        seconds=None if length is None else round(length),
        explicit=flag(one.explicit),
        kind=one.kind,
        image=one.image,
        season=Season(int(one.season), one.season_name) if one.season.isdigit() else None,
        number=Number(one.number, one.display) if one.number else None,
        people=tuple(map(person, one.persons)),
        transcripts=tuple(Words(*(tag.get(name) for name in ("url", "type", "language", "rel"))) for tag in one.transcripts),
        chapters=next((Marks(tag.get("url"), tag.get("type")) for tag in one.chapters), None),
        marks=tuple(
            Mark(seconds(tag.get("start")) or 0.0, *(tag.get(name) for name in ("title", "href", "image"))) for tag in one.psc
        ),
        soundbites=tuple(Soundbite(float(tag.get("startTime")), float(tag.get("duration")), tag.text) for tag in one.soundbites),
    )


def channel(feed: reading.Feed) -> Channel:
    return Channel(
        title=feed.title,
        address="https://x.example/podcast.xml",
        link=feed.link,
        language=feed.language,
        author=feed.author,
        image=feed.image,
        guid=feed.guid,
        locked=flag(feed.locked),
        people=tuple(map(person, feed.persons)),
        next_page=next(iter(feed.next), ""),
    )


def meaning(one: reading.Entry) -> Iterator[tuple[str, object]]:
    """Yield what an item says, times as numbers: they may be written in several ways."""
    for name in ("title", "guid", "link", "written", "date", "image", "season", "season_name", "number", "display", "kind"):
        yield name, getattr(one, name)
    yield "persons", [[tag.text, *(tag.get(name) for name in ("role", "group", "img", "href"))] for tag in one.persons]
    yield "words", body.plain(body.clean(one.html))  # feedparser writes HTML anew
    yield "duration", round(found) if (found := seconds(one.duration)) and one.duration else None
    yield "explicit", flag(one.explicit)
    yield "enclosures", [[tag.get(name) for name in ("url", "length", "type")] for tag in one.enclosures]
    yield "transcripts", [[tag.get(name) for name in ("url", "type", "language", "rel")] for tag in one.transcripts]
    yield "chapters", [[tag.get(name) for name in ("url", "type")] for tag in one.chapters]
    yield "soundbites", [[float(tag.get("startTime")), float(tag.get("duration")), tag.text] for tag in one.soundbites]
    yield "psc", [[seconds(tag.get("start")), *(tag.get(name) for name in ("title", "href", "image"))] for tag in one.psc]


@pytest.mark.skipif(not FEEDS.is_dir(), reason="!!! ../shared IS ABSENT: NO REAL FEED WAS READ, WRITTEN AGAIN AND COMPARED")
@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_a_real_feed_written_again_keeps_every_field(path: Path) -> None:
    first = read(path.read_bytes(), path.name)
    again = read(podcast(channel(first), map(entry, first.entries)), path.name)
    for name in ("title", "link", "language", "author", "image", "guid", "locked", "persons", "next"):
        assert getattr(again, name) == getattr(first, name), name
    assert len(again.entries) == len(first.entries)
    for before, after in zip(first.entries, again.entries, strict=True):
        assert dict(meaning(after)) == dict(meaning(before))


@pytest.mark.skipif(not FEEDS.is_dir(), reason="!!! ../shared IS ABSENT: NO REAL FEED WAS READ, WRITTEN AGAIN AND COMPARED")
@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_what_is_written_again_holds_all_that_is_expected_of_a_reader(path: Path) -> None:
    expected = json.loads((FEEDS / "expected" / f"{path.stem}.json").read_text())
    first = read(path.read_bytes(), path.name)
    again = read(podcast(channel(first), map(entry, first.entries)), path.name)
    assert (again.title, again.language) == (expected["title"], expected["language"])
    assert (again.guid or None, again.locked or None) == (expected["podcast_guid"], expected["locked"])
    assert len(again.entries) == expected["items"]
    for found, wanted in zip(again.entries, expected["episodes"], strict=True):
        assert (found.title, found.guid or None, found.link or None) == (wanted["title"], wanted["guid"], wanted["link"])
        assert [[one.get(name) for name in ("url", "type")] for one in found.enclosures] == [
            [one["url"], one["type"]] for one in wanted["enclosures"]
        ]
        assert [one.text for one in found.persons] == [one["name"] for one in wanted["persons"]]
        assert [one.get("url") for one in found.transcripts] == [one["url"] for one in wanted["transcripts"]]
        assert len(found.psc) == len(wanted["psc"])
