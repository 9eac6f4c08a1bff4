"""What the host tells podcast apps and directories of the show: the table [feeds] of show.toml. Reads no file, writes no feed.

The words are those of https://podcastindex.org/namespace/1.0, of PSP-1 and of Apple's directory.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from pipeline import tables
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact
from pipeline.settings.shapes import ADDRESS, CATEGORIES, CLOCK, COUNTRY, EMAIL, GEO, GUID, LONG, MEDIUMS, OSM, PICTURE, RULE, SHORT

GUID_FILE = "content/podcast-guid.txt"  # the podcast:guid of the show, written once


class Funding(Fact, frozen=True):
    """Where listeners can give, and the words of the link."""

    url: str
    text: str = ""


class Location(Fact, frozen=True):
    """What place the show is about (`rel` "subject"), or where it is made ("creator")."""

    name: str
    rel: Literal["", "subject", "creator"] = ""
    geo: str = ""
    osm: str = ""
    country: str = ""


class Note(Fact, frozen=True):
    """A text for one service, such as the proof that the feed is yours (`purpose` "verify")."""

    text: str
    purpose: str = ""


class Sister(Fact, frozen=True):
    """Another show that this one recommends, by its podcast:guid."""

    guid: str
    url: str = ""
    title: str = ""


class Credit(Fact, frozen=True):
    """Somebody who works on every episode; role and group are words of the Podcast Taxonomy."""

    name: str
    role: str = ""
    group: str = ""
    href: str = ""
    img: str = ""


class Trailer(Fact, frozen=True):
    """A trailer of the show or of a season; `bytes` is the length of its file."""

    url: str
    title: str
    date: str
    bytes: int = 0
    media_type: str = ""
    season: int | None = None


class Rhythm(Fact, frozen=True):
    """How often episodes come out: in words, and as an iCalendar rule."""

    text: str
    rrule: str = ""
    dtstart: str = ""
    complete: bool = False


class Feeds(Fact, frozen=True):
    """The table [feeds]. `locked` None says nothing about moves to other hosts.

    `time` is when an episode with a date alone counts as published: noon of UTC is the same day from Hawaii to Tokyo.
    `former` is the address that the podcast feed had before it moved here. `artwork` is an address; without it,
    content/artwork.jpg or content/artwork.png is taken.
    """

    category: tuple[str, ...] = ()
    author: str = ""
    owner: str = ""
    email: str = ""
    copyright: str = ""
    explicit: bool = False
    medium: str = "podcast"
    serial: bool = False
    complete: bool = False
    locked: bool | None = None
    guid: str = ""
    former: str = ""
    artwork: str = ""
    artwork_alt: str = ""
    license: str = ""
    license_url: str = ""
    time: str = "12:00+00:00"
    chapters_in_audio: bool = False
    rhythm: Rhythm | None = None
    funding: tuple[Funding, ...] = ()
    location: tuple[Location, ...] = ()
    txt: tuple[Note, ...] = ()
    podroll: tuple[Sister, ...] = ()
    credit: tuple[Credit, ...] = ()
    trailer: tuple[Trailer, ...] = ()


class _Fault(Fact, frozen=True):
    path: tuple[str | int, ...]
    message: str
    remedy: str


def faults(feeds: Feeds, place: Callable[..., str]) -> list[ShowError]:
    """Return what no app could use; `place` says on which line the key stands that a path names."""
    found = (*_plain(feeds), *(one for name in _BLOCKS for one in _block(name, getattr(feeds, name))))
    return [InputError(one.message, place("feeds", *one.path), one.remedy) for one in found]


def category_fault(category: str) -> str:
    """Say what is wrong with a category of the form `Business > Management`, "" where Apple knows it."""
    parent, _, child = (part.strip() for part in category.partition(">"))
    if parent not in CATEGORIES:
        return tables.nearest(parent, CATEGORIES)
    if child and child not in CATEGORIES[parent]:
        return tables.nearest(child, CATEGORIES[parent]) or f'"{parent}" is not divided.'
    return ""


def _plain(feeds: Feeds) -> Iterator[_Fault]:
    for category in feeds.category:
        if advice := category_fault(category):
            yield _Fault(("category",), f'"{category}" is no category of Apple\'s directory', advice)
    if feeds.medium.removesuffix("L") not in MEDIUMS:
        yield _Fault(("medium",), f'"{feeds.medium}" is no medium', tables.nearest(feeds.medium, MEDIUMS))
    shapes = (
        ("email", EMAIL, "Write an address such as ada@example.org."),
        ("guid", GUID, "Write the podcast:guid of your former feed, or drop the line: one is made and kept."),
        ("former", ADDRESS, "Write the whole address of the feed, from https:// on."),
        ("artwork", PICTURE, "Write an address that ends in .jpg or .png, or put artwork.jpg into content/."),
        ("license_url", ADDRESS, "Write the whole address, from https:// on."),
        ("time", CLOCK, 'Write hours, minutes and the distance to UTC: time = "06:00-05:00".'),
    )
    for name, shape, remedy in shapes:
        value = getattr(feeds, name)
        if value and not shape.fullmatch(value):
            yield _Fault((name,), f'{name}: "{value}" cannot be used', remedy)
    rhythm = feeds.rhythm
    if rhythm and rhythm.rrule and not RULE.fullmatch(rhythm.rrule):
        yield _Fault(("rhythm", "rrule"), f'"{rhythm.rrule}" is no recurrence rule', 'Write rrule = "FREQ=WEEKLY".')
    if rhythm and "COUNT" in rhythm.rrule and not rhythm.dtstart:
        yield _Fault(("rhythm",), "a rule with COUNT needs dtstart", 'Write dtstart = "2025-01-07".')


# What each field of a repeated block must look like; a text has at most 128 characters where nothing else is said.
_BLOCKS: dict[str, dict[str, re.Pattern[str]]] = {
    "funding": {"url": ADDRESS},
    "location": {"geo": GEO, "osm": OSM, "country": COUNTRY},
    "txt": {"text": re.compile(rf".{{1,{LONG}}}", re.DOTALL)},
    "podroll": {"guid": GUID, "url": ADDRESS},
    "credit": {"href": ADDRESS, "img": ADDRESS},
    "trailer": {"url": ADDRESS, "date": re.compile(r"\d{4}-\d\d-\d\d")},
}


def _block(name: str, rows: Sequence[Fact]) -> Iterator[_Fault]:
    for index, row in enumerate(rows):
        for field in row.__struct_fields__:
            value = getattr(row, field)
            shape = _BLOCKS[name].get(field)
            if isinstance(value, str) and value and shape and not shape.fullmatch(value):
                yield _Fault((name, index, field), f'{field}: "{value}" cannot be used', _EXAMPLES.get(field, ""))
            elif isinstance(value, str) and not shape and len(value) > SHORT:
                yield _Fault((name, index, field), f"{field} has {len(value)} characters", f"Apps show {SHORT} at most.")


_EXAMPLES = {
    "url": "Write the whole address, from https:// on.",
    "href": "Write the whole address, from https:// on.",
    "img": "Write the whole address, from https:// on.",
    "geo": 'Write geo = "geo:30.2672,-97.7431".',
    "osm": 'Write the letter N, W or R and the number: osm = "R113314".',
    "country": 'Write the two letters of the country: country = "US".',
    "guid": "Write the podcast:guid of that show.",
    "date": 'Write year, month and day: date = "2025-03-04".',
    "text": f"Write {LONG} characters at most.",
}
