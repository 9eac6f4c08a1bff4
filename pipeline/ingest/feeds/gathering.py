"""Fetch a feed with all its pages, or learn that it did not change. Writes nothing into content/."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from pipeline import fetch
from pipeline.disk import write_whole
from pipeline.errors import ItemError
from pipeline.fetch import Known
from pipeline.ingest.feeds import announced, decoded, reading
from pipeline.ingest.feeds.record import Entry, Feed
from pipeline.ingest.ledger import short
from pipeline.model import UNREAD, Fact
from pipeline.settings.sources import Network, Source

MOST_BYTES = 64_000_000
MOST_PAGES = 100
NEVER = "1970-01-01"
READER = 1  # raised when feeds are read otherwise than before: then an unchanged one is read again


class Seen(Fact, frozen=True):
    """What the last run saw of a feed, under build/: losing it costs one fetch. `whole` says that all its items came."""

    known: Known = Known()
    settings: str = ""
    whole: bool = False


class Memory:
    """Where what was seen of one feed is kept."""

    def __init__(self, workspace: Path, source: Source, address: str) -> None:
        self._path = workspace / "sources" / f"{short(address)}.json"
        self._settings = short(f"{READER} {msgspec.json.encode(source).decode()}")

    def last(self) -> Seen:
        """Return what the last run saw with the same settings."""
        try:
            seen = msgspec.json.decode(self._path.read_bytes(), type=Seen)
        except (OSError, *UNREAD):
            return Seen()
        return seen if seen.settings == self._settings else Seen()

    def keep(self, known: Known, *, whole: bool) -> None:
        """Note what this run saw, where it is anything new."""
        seen = Seen(known, self._settings, whole)
        if self.last() != seen:
            write_whole(self._path, msgspec.json.encode(seen))


class Gathered(Fact, frozen=True):
    """A feed with the entries of all its pages, or `feed` None where it did not change. `whole` says that no page is missing.

    `elsewhere` is where the feed was found, where the address was that of a web page which names it.
    """

    feed: Feed | None
    known: Known = Known()
    whole: bool = True
    warnings: tuple[str, ...] = ()
    elsewhere: str = ""


def gather(
    address: str,
    network: Network,
    where: str,
    known: Known | None,
    stop: Callable[[Sequence[Entry]], bool],
    newest: int = 0,
    *,
    led: bool = False,
    private: bool = False,
) -> Gathered:
    """Fetch a feed, and the pages behind it (RFC 5005).

    `led` takes the feed that a web page names instead: only where the host herself has just named that page. One that comes in
    place of a feed that is followed may be a login, or the page of whoever has the address by now. The addresses of a `private`
    feed are told to nobody.

    It stops where `stop` says of a page with the newest first that it holds nothing new.
    A page that cannot be had ends the walk: what came before it is used.

    Raises:
        ItemError: the first page cannot be had, or is no feed.
    """
    page = fetch.get(address, network, most_bytes=MOST_BYTES, known=known, where=where)
    if page.unchanged:
        return Gathered(None, page.known)
    told, elsewhere = list[str](), ""
    if others := announced.feeds(decoded.text(page.body), page.url):
        if not led:
            raise ItemError(*_instead(others, where, private=private))
        elsewhere = others[0]
        told.append(_SENT_ON if private else _sent_on(others))
        page = fetch.get(elsewhere, network, most_bytes=MOST_BYTES, where=where)
    first = reading.read(page.body, where, page.url)
    entries, warnings, whole = list(first.entries), [*told, *first.warnings], True
    visited, feed, url, pages = {address, page.url}, first, page.url, 1
    while not (_falls(feed.entries) and (stop(feed.entries) or (newest and len(entries) >= newest))):
        upcoming = next((one for link in feed.next if (one := fetch.joined(url, link)) and one not in visited), "")
        if not upcoming:
            break
        if pages == MOST_PAGES:
            warnings.append(f"the feed has more than {MOST_PAGES} pages; the rest was left out")
            break
        visited.add(upcoming)
        pages += 1
        try:
            more = fetch.get(upcoming, network, most_bytes=MOST_BYTES, where=where)
            feed, url = reading.read(more.body, where, more.url), more.url
        except ItemError as fault:
            warnings.append(f"page {pages} of the feed was left out: {fault.message}")
            whole = False
            break
        entries += feed.entries
        warnings += feed.warnings
    kept = _newest(dated(entries[: reading.MOST_ITEMS]), newest)
    feed, seen = msgspec.structs.replace(first, entries=kept), Known() if elsewhere else page.known
    return Gathered(feed, seen, whole, tuple(dict.fromkeys(warnings)), elsewhere)


_SENT_ON = "a web page came, which names its feed: that was read. Write its address instead."


def _instead(feeds: Sequence[str], where: str, *, private: bool) -> tuple[str, str, str]:
    """Return what is said where a page stands in place of a followed feed."""
    found = "the feed that it names" if private else fetch.named(feeds[0])
    remedy = f"If {found} is this show's, write that address; it is not followed unasked. What was here before is kept."
    return "a web page came where a feed should be: perhaps a login, or the address is another's now", where, remedy


def _sent_on(feeds: Sequence[str]) -> str:
    """Say which of the feeds that a page names was read. What stands behind `?` may be a secret."""
    more = f" It also names {', '.join(map(fetch.named, feeds[1:4]))}." if feeds[1:] else ""
    return f"a web page came, which names its feed: {fetch.named(feeds[0])} was read. Write that address instead.{more}"


def _falls(entries: Sequence[Entry]) -> bool:
    """Say whether a page begins with what is newest: behind one that begins with what is oldest, all that is new may follow."""
    days = [entry.date[:10] for entry in entries if entry.date]
    return not days or days[0] >= days[-1]


def _newest(entries: tuple[Entry, ...], count: int) -> tuple[Entry, ...]:
    """Return the newest so many entries in the order of the feed, all for 0."""
    order = sorted(range(len(entries)), key=lambda index: entries[index].date, reverse=True)
    return tuple(entries[index] for index in sorted(order[:count])) if count else entries


def dated(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries, each with a date: where its own cannot be read, the day of the one below it, which is as old or older."""
    days = [one.date[:10] for one in entries]
    for index in reversed(range(len(days) - 1)):
        days[index] = days[index] or days[index + 1]
    last = next((day for day in reversed(days) if day), NEVER)
    return tuple(
        one if one.date else msgspec.structs.replace(one, date=day or last) for one, day in zip(entries, days, strict=True)
    )
