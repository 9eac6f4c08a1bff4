"""What a feed says, as it says it: texts untouched, nothing sanitised, nothing fetched."""

from pipeline.model import Fact


class Tag(Fact, frozen=True):
    """An element: its words without surrounding blanks, and its attributes. `<podcast:person role="guest">Ada</...>` is one."""

    text: str = ""
    attributes: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Return an attribute without surrounding blanks, "" where it is absent."""
        return self.attributes.get(name, "").strip()


class Entry(Fact, frozen=True):
    """One item of a feed; "" for what it does not say.

    `written` is its date in the feed's words and `date` the same as ISO 8601 with its own offset, "" where nobody can read it.
    `html` is the longest text that it holds, not safe to show; `summary` the short one, plain.
    """

    title: str = ""
    guid: str = ""
    link: str = ""
    written: str = ""
    date: str = ""
    summary: str = ""
    html: str = ""
    author: str = ""
    duration: str = ""
    season: str = ""
    season_name: str = ""
    number: str = ""
    display: str = ""
    kind: str = ""
    explicit: str = ""
    image: str = ""
    enclosures: tuple[Tag, ...] = ()
    persons: tuple[Tag, ...] = ()
    transcripts: tuple[Tag, ...] = ()
    chapters: tuple[Tag, ...] = ()
    soundbites: tuple[Tag, ...] = ()
    psc: tuple[Tag, ...] = ()


class Feed(Fact, frozen=True):
    """A feed, or one page of it: `next` names the pages that follow. Entries are in the order of the feed."""

    title: str = ""
    link: str = ""
    language: str = ""
    author: str = ""
    image: str = ""
    guid: str = ""
    locked: str = ""
    persons: tuple[Tag, ...] = ()
    next: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
