"""Measure what the feeds of a large show cost: those of a built show, its items repeated. Changes nothing.

    python bench/feeds_out.py FOLDER_OF_A_BUILT_SHOW [--episodes 1000]

Prints seconds for reading what the items give, writing the podcast, the feeds of themes and people and those of the newsletter,
and for checking the podcast by every rule; with their sizes.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import structs

from pipeline import feeds
from pipeline.build import every, open_show
from pipeline.feeds import channels, letters, moments
from pipeline.model import Person, Theme
from pipeline.settings import themes
from pipeline.share import Site

T = TypeVar("T")
GUID = "22d81327-572d-5c29-b6de-90e4a00e53c0"
Some = Sequence[feeds.Reel]
NONE = feeds.Artwork()


def repeated(given: Some, kind: str, wanted: int) -> Iterator[feeds.Reel]:
    """Yield as many items of a kind as are wanted, each with a guid of its own."""
    own = [one for one in given if one.kind == kind]
    for at in range(wanted):
        one = own[at % len(own)]
        yield structs.replace(one, slug=f"{one.slug}-{at}", entry=structs.replace(one.entry, guid=f"{GUID}-{at}"))


def timed(name: str, make: Callable[[], T]) -> T:
    """Make something, and print how long that took."""
    began = time.perf_counter()
    found = make()
    size = f", {len(found):,} bytes" if isinstance(found, bytes) else ""
    print(f"{time.perf_counter() - began:7.2f} s  {name}{size}")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("show", type=Path)
    parser.add_argument("--episodes", type=int, default=1000)
    given = parser.parse_args()
    opened = open_show(given.show)
    show, found = opened.settings.show, list(every(opened, "reel", feeds.Reel).values())
    around = feeds.Around(show, Site.of(show.url), opened.settings.feeds)
    spoken, written = (list(repeated(found, kind, given.episodes)) for kind in ("episode", "issue"))
    data = [msgspec.json.encode(one) for one in (*spoken, *written)]
    print(f"{len(spoken)} episodes and {len(written)} letters, {sum(map(len, data)):,} bytes")
    timed("reading", lambda: [msgspec.json.decode(one, type=feeds.Reel) for one in data])
    podcast = _podcast(around, spoken)
    _parts(around, themes(given.show / "content/themes.toml"), [*spoken, *written], given.episodes)
    _letters(around, written)
    timed("checking the podcast", lambda: feeds.findings(podcast, "podcast.xml"))


def _podcast(around: feeds.Around, spoken: Some) -> bytes:
    channel = channels.of_show(around, GUID, NONE, spoken)
    return timed("podcast", lambda: feeds.podcast(channel, (one.entry for one in spoken)))


def _parts(around: feeds.Around, known: Sequence[Theme], both: Some, guests: int) -> None:
    newest = timed("newest first", lambda: moments.newest(both))
    of_themes = [(channels.of_theme(around, one, NONE), one.slug) for one in known]
    timed(f"{len(known)} themes", lambda: b"".join(moments.of_theme(*one, newest) for one in of_themes))
    voices = sorted(timed("who speaks where", lambda: moments.voices(newest)).items(), key=lambda one: len(one[1]))
    channel = channels.of_person(around, Person("guest", "Guest"), NONE)
    some = list(itertools.islice(itertools.cycle(voices), guests))
    timed(f"{guests} guests, three episodes each", lambda: [moments.of_person(channel, slug, own[:3]) for slug, own in some])
    timed("the host", lambda: moments.of_person(channel, *voices[-1]))


def _letters(around: feeds.Around, written: Some) -> None:
    for form, make in (("rss", letters.rss), ("atom", letters.atom), ("json", letters.json_feed)):
        channel = channels.of_letters(around, GUID, form, written)
        began = time.perf_counter()
        size = len(make(channel, written))
        print(f"{time.perf_counter() - began:7.2f} s  letters as {form}, {size:,} bytes")


if __name__ == "__main__":
    main()
