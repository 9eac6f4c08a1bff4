"""Compare what the podcast feed says of each sound with the file that lies on the site. Reads files only."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.check import rules
from pipeline.check.finding import Finding
from pipeline.disk import read_whole
from pipeline.feeds import xml

FEED = "podcast.xml"
SLACK_SECONDS = 1.0  # a feed has whole seconds
_DURATION = "{http://www.itunes.com/dtds/podcast-1.0.dtd}duration"


def enclosures(site: Path, url: str, durations: Mapping[str, float]) -> Iterator[Finding]:
    """Yield sounds of the feed that are not there, or are larger, smaller, longer or shorter than it says.

    `durations` are the seconds that each episode's sound was found to last, by slug. Sound on other hosts is not looked at.
    """
    file, home = site / FEED, urlsplit(url)
    if not file.is_file():
        return
    for item in xml.items(read_whole(file)):
        sound, place = item.find("enclosure"), f"build/site/{FEED}:{item.sourceline}"
        address = urlsplit(sound.get("url", "")) if sound is not None else home
        slug = item.findtext("link", "").rstrip("/").rpartition("/")[2]
        told = item.findtext(_DURATION, "")
        if told.isdigit() and slug in durations and abs(int(told) - durations[slug]) > SLACK_SECONDS:
            message = f"the feed says that {slug} lasts {told} s, and its sound lasts {durations[slug]:.0f} s"
            yield rules.DURATION_DIFFERS.broken(place, message)
        if sound is None or address.netloc != home.netloc or not address.path.startswith(home.path):
            continue
        there = site / unquote(address.path[len(home.path) :]).lstrip("/")
        if not there.is_file():
            yield rules.SOUND_NOWHERE.broken(place, f"{address.path} is not on the site")
        elif sound.get("length") != str(there.stat().st_size):
            message = f"the feed says {sound.get('length')} bytes of {address.path}, and it has {there.stat().st_size}"
            yield rules.SOUND_LENGTH.broken(place, message)
