"""The settings of mails, as the table [email] of show.toml gives them. Reads no file."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import msgspec

from pipeline.errors import InputError, ShowError
from pipeline.model import Fact

Provider = Literal["plain", "substack", "buttondown", "ghost", "mailchimp", "listmonk", "beehiiv"]
Desk = Literal["listmonk", "buttondown"]  # the providers that take a draft from us
_SENDER = re.compile(r"[^<>\x00-\x1f]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+")
_API = re.compile(r"https://[^\s/?#@]+[^\s?#@]*|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/[^\s?#@]*)?")


class Email(Fact, frozen=True):
    """Who sends the letters and through whom. `sender` is `Name <address>`; `address` is where post reaches the show.

    `api` is where the provider's API answers: that of a listmonk of one's own. `lists` are the lists of listmonk that a draft
    is for, and `template` the number of its template that adds nothing.
    """

    provider: Provider = "plain"
    sender: str = ""
    address: str = ""
    api: str = ""
    lists: tuple[Annotated[int, msgspec.Meta(ge=1)], ...] = ()
    template: Annotated[int, msgspec.Meta(ge=1)] | None = None


def faults(email: Email, place: Callable[..., str]) -> Iterator[ShowError]:
    """Yield what is wrong with the settings of mails; `place` returns file and line of a key."""
    if email.sender and not _SENDER.fullmatch(email.sender):
        remedy = 'Write it so: sender = "Mira Halden <mira@example.com>".'
        yield InputError(f'"{email.sender}" is no sender of mail', place("email", "sender"), remedy)
    if email.api and not _API.fullmatch(email.api):
        remedy = 'Write where it answers: api = "https://lists.example.com". http is enough on this machine only.'
        yield InputError("api: this is no address of an API", place("email", "api"), remedy)
