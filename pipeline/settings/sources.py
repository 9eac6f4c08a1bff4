"""The settings of what comes in: `[[sources]]` (feeds to follow) and `[network]` (what may be asked of whom). Fetches nothing."""

import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from pipeline import redact, tables
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact

if TYPE_CHECKING:
    import ipaddress

_ENTRY = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[\d.]+)):(?P<port>\d{1,5})")
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Source(Fact, frozen=True):
    """A feed that every build follows.

    `url` may hold `${NAME}`, which is taken from the environment: a private feed's address is a password, and no file of the
    show should hold it. `name` is what we call it. `kind` says what its items become; "auto" makes an episode of each that has
    sound and a letter of each other one. `transcripts` keeps those that are published, so that the sound is not heard again.
    `newest` takes only so many items, 0 all.
    `site` is the address that links and pictures in its letters count from, where the feed writes none or a word instead of it.
    """

    url: str
    name: str = ""
    kind: Literal["auto", "episodes", "letters"] = "auto"
    transcripts: bool = True
    newest: Annotated[int, msgspec.Meta(ge=0)] = 0
    site: str = ""

    @property
    def called(self) -> str:
        """Return its name, or the machine that it comes from: never more of an address, which may be a secret."""
        return self.name or re.sub(r"^\w+://(?:[^/@]*@)?([^/?#:]*).*$", r"\1", self.url, flags=re.DOTALL)[:100] or "feed"

    @property
    def private(self) -> bool:
        """Say whether its address looks like a password: it takes something from the environment, or holds a name or a token."""
        return bool(re.search(r"[?$@]", self.url))

    def address(self, environment: Mapping[str, str] = os.environ) -> str:
        """Return its address with what the environment holds.

        Raises:
            InputError: a name is not set there.
        """

        def value(found: re.Match[str]) -> str:
            if not environment.get(found[1]):
                remedy = f"Set it before you run Podloom: `export {found[1]}=...`."
                raise InputError(f"the address of the source needs {found[1]} from the environment", self.called, remedy)
            return environment[found[1]]

        return _SECRET.sub(value, self.url)

    def secrets(self, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
        """Return what nobody may read of its address: what the environment holds, and what in the rest looks like a key."""
        if not self.private:
            return ()
        named = [environment.get(found[1], "") for found in _SECRET.finditer(self.url) if not _is_user(self.url, found)]
        keys = [value for value in named if "://" not in value and len(value) >= redact.SHORTEST]
        whole = any("://" in value for value in named)
        return tuple(dict.fromkeys([*keys, *redact.of_address(self.address(environment), whole=whole)]))


def _is_user(url: str, found: re.Match[str]) -> bool:
    """Say whether a name of the environment stands where an address has the name of who asks: `//${USER}:${PASSWORD}@`."""
    return url[: found.start()].endswith("//") and url[found.end() :].startswith(":")


class Network(Fact, frozen=True):
    """What may be asked of whom. `allow` names machines that are not public and may be spoken to all the same.

    An entry is an address with its port ("127.0.0.1:8765"), an address, or a network ("10.0.0.0/8"). `seconds` is the time for
    a feed, a transcript or a picture with all its redirects and tries, `file_minutes` that for a sound file.
    """

    allow: tuple[str, ...] = ()
    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 60.0
    file_minutes: Annotated[float, msgspec.Meta(gt=0, le=1440)] = 60.0
    file_megabytes: Annotated[int, msgspec.Meta(gt=0)] = 2_000


def allowed(entry: str) -> "tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, int]":
    """Read an entry of `allow` as a network and a port, 0 for any.

    Raises:
        ValueError: it is none.
    """
    import ipaddress  # 6 ms, which only a show with entries pays

    found = _ENTRY.fullmatch(entry)
    if found:
        return ipaddress.ip_network(found["six"] or found["four"]), int(found["port"])
    return ipaddress.ip_network(entry), 0


def network_faults(network: Network, place: Callable[..., str]) -> list[ShowError]:
    """Return what is wrong with the entries of `allow`."""
    faults: list[ShowError] = []
    for entry in network.allow:
        try:
            allowed(entry)
        except ValueError:
            remedy = "Write an address such as 127.0.0.1:8765 or [::1]:80, or a network such as 10.0.0.0/8."
            faults.append(InputError(f'"{entry}" is no address', place("network", "allow"), remedy))
    return faults


def sources(table: tables.Table) -> tuple[tuple[Source, ...], list[ShowError]]:
    """Read every `[[sources]]` of show.toml, and every fault in them."""
    rows = table.data.get("sources", [])
    if not isinstance(rows, list):
        remedy = "Use double brackets, one block each."
        return (), [InputError("sources must be written as [[sources]]", table.place("sources"), remedy)]
    found: list[Source] = []
    faults: list[ShowError] = []
    for index, row in enumerate(rows):
        source, wrong = tables.record(Source, row, table, "sources", index)
        faults += wrong
        if source is None:
            continue
        if not re.match(r"https?://|\$\{", source.url):
            faults.append(
                InputError("this is no address of the web", table.place("sources", index, "url"), "Begin it with https://.")
            )
        if source.site and not re.match(r"https?://[^/]", source.site):
            remedy = "Write one such as https://letters.example/."
            faults.append(InputError("site is no address of the web", table.place("sources", index, "site"), remedy))
        if any(source.called == other.called for other in found):
            remedy = "Give one of the two a `name` of its own."
            faults.append(InputError(f'two sources are called "{source.called}"', table.place("sources", index), remedy))
        found.append(source)
    return tuple(found), faults
