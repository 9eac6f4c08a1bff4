"""One letter as another system had it: the record that every format gives. Knows no format."""

import re
from collections.abc import Callable
from typing import Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from pipeline.errors import OF_ONE, ItemError, ShowError
from pipeline.model import Fact

HOME = "__GHOST_URL__"  # Ghost writes it for its own address, in exports and at times in feeds
State = Literal["published", "draft", "paid", "podcast", "thread", "page", "other"]
# What comes in as a draft, and what stays out, each with the reason that the host reads.
WAITS = {
    "draft": "it is one there too",
    "paid": "only paying or chosen readers could read it: remove `draft: true` to publish it here",
}
STAYS_OUT = {
    "podcast": "an episode of the podcast: bring it in with its audio, or its feed",
    "thread": "a discussion, not a letter",
    "page": "a page, not a letter: put it into site/pages/ if the site should have it",
    "other": "neither a letter nor a draft of one",
}


class Letter(Fact, frozen=True):
    """One letter with its text as `html` or as `markdown`.

    `source` names it in the system that it came from, the same in every export (`substack:123401`). `date` is a day, ISO
    8601. `link` is its address there. `cover` is the address of the picture above its text. `pictures` are those that
    travel inside it, by the address that its text gives them; `folder` is where the others count from in its export.
    `home` is a word that stands in its text for the address of its site, which the export does not know.
    `where` is the place that a report names, `notes` what the host should know of it.
    """

    source: str
    title: str
    date: str
    slug: str
    where: str
    html: str = ""
    markdown: str = ""
    author: str = ""
    summary: str = ""
    link: str = ""
    cover: str = ""
    cover_alt: str = ""
    pictures: dict[str, bytes] = {}
    folder: str = ""
    home: str = ""
    state: State = "published"
    notes: tuple[str, ...] = ()


Found = Letter | ShowError
# The parsers' own, on what nobody thought of: a day of a hundred digits is an OverflowError, for one.
STUMBLES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)


def tried(make: Callable[[], Letter], where: str) -> Found:
    """Return a letter, or the fault in it: the letters beside it still come in."""
    try:
        return make()
    except OF_ONE as fault:
        return fault
    except STUMBLES as fault:
        return ItemError(f"a letter cannot be read: {fault}", where, "Mend it there, and export it again.")


def at_home(letter: Letter, site: str) -> Letter:
    """Return a letter whose text names its site by its address; without one, addresses there begin with `/`."""
    if not letter.home:
        return letter
    html, cover = (
        re.sub(rf"{re.escape(letter.home)}/?", lambda _: f"{site.rstrip('/')}/", text) for text in (letter.html, letter.cover)
    )
    return msgspec.structs.replace(letter, html=html, cover=cover)


def base_of(letter: Letter, site: str) -> str:
    """Return what the addresses in a letter count from, "" where nobody knows; `site` is what the host says of it."""
    return site if letter.home else letter.link or site


def slug_of(link: str) -> str:
    """Return the last part of an address, "" where nobody can read it: `http://[bad/x` is none."""
    try:
        return urlsplit(link).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def whole(base: str, address: str) -> str:
    """Return an address as it counts from another one, "" where nobody can read it."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def placed(file: str, *names: str) -> str:
    """Return the place of a letter in a file: by the first name that it has."""
    return ": ".join(filter(None, (file, next((folded for name in names if (folded := " ".join(name.split()))), ""))))


def titled(title: str, where: str) -> str:
    """Return a title on one line.

    Raises:
        ItemError: there is none.
    """
    if folded := " ".join(title.split()):
        return folded
    raise ItemError("the letter has no title", where, "Give it one there, and export it again.")
