"""What a provider that takes drafts is asked, and what it answers. Opens no connection."""

from typing import Literal, Protocol, TypeVar

import msgspec

from pipeline.errors import ItemError
from pipeline.model import UNREAD, Fact

T = TypeVar("T")


class Draft(Fact, frozen=True):
    """A letter as a provider gets it: the whole mail as HTML, the letter alone (`part`), and as plain text.

    `page` is its own address. Nothing in it that an author wrote is taken for the provider's placeholders.
    """

    slug: str
    title: str
    summary: str
    page: str
    html: str
    part: str
    text: str


class Kept(Fact, frozen=True):
    """What became of a draft, and where a person finds it."""

    state: Literal["created", "updated"]
    id: str
    url: str


class Ask(Protocol):
    """Asks an API something over the network."""

    def __call__(self, method: str, url: str, body: object = None) -> bytes:
        """Send `body` as JSON and return the answer; raise ItemError with what the server said where it refuses."""


class Desk(Protocol):
    """A provider that keeps drafts."""

    def keep(self, draft: Draft) -> Kept:
        """Make the draft, or put it in the place of the one that was made of the same letter before.

        Raises:
            InputError: a setting is missing.
            ItemError: the letter was sent already, or the provider refuses.
        """


def decoded(data: bytes, kind: type[T], url: str) -> T:
    """Read an answer; fields that are not asked for are passed over.

    Raises:
        ItemError: it is not what the provider's documentation says.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except UNREAD as fault:
        remedy = "Check that `api` under [email] in content/show.toml leads to the provider's API."
        raise ItemError(f"the answer is not what was expected: {fault}", url, remedy) from fault


def sent(slug: str, status: str, url: str) -> ItemError:
    """Return the refusal to touch a letter that is a draft no more."""
    remedy = "Nothing was changed. Copy it at the provider, if you mean to send it again."
    return ItemError(f'"{slug}" is no draft there any more: its status is "{status}"', url, remedy)
