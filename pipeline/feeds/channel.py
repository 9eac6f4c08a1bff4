"""What a feed says, as records: a channel with its entries. Knows neither XML nor this site.

Texts are plain but for `content`, which is HTML. Dates of publication are RFC 2822 texts, lengths of sound seconds.
Empty texts, None and empty tuples are facts that nobody gave: no element is written for them.
"""

from pipeline.model import Fact
from pipeline.settings.feeds import Funding, Location, Note, Rhythm, Sister, Trailer


class Person(Fact, frozen=True):
    """Somebody who is in it. Without `role` a host, without `group` of the cast."""

    name: str
    role: str = ""
    group: str = ""
    img: str = ""
    href: str = ""


class Enclosure(Fact, frozen=True):
    """The sound itself; `length` in bytes, None where nobody knows."""

    url: str
    length: int | None = None
    media_type: str = ""


class Words(Fact, frozen=True):
    """Where a transcript lies. `rel` is "captions" where it holds times for showing it along."""

    url: str
    media_type: str
    language: str = ""
    rel: str = ""


class Marks(Fact, frozen=True):
    """Where the chapters lie as a file of their own."""

    url: str
    media_type: str


class Mark(Fact, frozen=True):
    """A chapter that stands in the feed itself."""

    start: float
    title: str
    href: str = ""
    image: str = ""


class Soundbite(Fact, frozen=True):
    """A stretch that stands for the whole, in seconds from its start; fifteen to 120 of them are best."""

    start: float
    duration: float
    title: str = ""


class Picture(Fact, frozen=True):
    """An image with what it is for; sides in pixels, 0 where nobody knows."""

    href: str
    alt: str = ""
    purpose: str = ""
    width: int = 0
    height: int = 0


class Season(Fact, frozen=True):
    """The number of a season, and its name if it has one."""

    number: int
    name: str = ""


class Number(Fact, frozen=True):
    """The number of an episode, a decimal as `315.5`, and what apps are to show in its place."""

    number: str
    display: str = ""


class License(Fact, frozen=True):
    """The identifier of a licence, such as `cc-by-4.0`, and where its words stand."""

    name: str
    url: str = ""


class Entry(Fact, frozen=True):
    """One item of a feed. `own_guid` says that the guid is the address of its page."""

    guid: str
    title: str
    link: str = ""
    published: str = ""
    description: str = ""
    content: str = ""
    author: str = ""
    own_guid: bool = False
    enclosures: tuple[Enclosure, ...] = ()
    seconds: int | None = None
    explicit: bool | None = None
    blocked: bool = False
    kind: str = ""
    image: str = ""
    pictures: tuple[Picture, ...] = ()
    season: Season | None = None
    number: Number | None = None
    people: tuple[Person, ...] = ()
    transcripts: tuple[Words, ...] = ()
    chapters: Marks | None = None
    marks: tuple[Mark, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    locations: tuple[Location, ...] = ()
    license: License | None = None
    texts: tuple[Note, ...] = ()
    deep_link: str = ""


class Channel(Fact, frozen=True):
    """A feed: `address` is its own, `moved` the one that apps should use from now on; `locked` None says nothing.

    `owner` and `email` are whom directories write to.
    """

    title: str
    address: str
    link: str = ""
    description: str = ""
    language: str = ""
    published: str = ""
    copyright: str = ""
    author: str = ""
    owner: str = ""
    email: str = ""
    explicit: bool | None = None
    blocked: bool = False
    kind: str = ""
    complete: bool = False
    moved: str = ""
    next_page: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    image: str = ""
    pictures: tuple[Picture, ...] = ()
    guid: str = ""
    locked: bool | None = None
    locked_owner: str = ""
    medium: str = ""
    people: tuple[Person, ...] = ()
    funding: tuple[Funding, ...] = ()
    locations: tuple[Location, ...] = ()
    license: License | None = None
    texts: tuple[Note, ...] = ()
    sisters: tuple[Sister, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    rhythm: Rhythm | None = None
