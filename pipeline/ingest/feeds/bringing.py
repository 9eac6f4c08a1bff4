"""Bring in what a feed holds: one feed, all its items, whatever becomes of each. Deletes nothing because a feed shrank."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from pipeline import fetch
from pipeline.disk import of_system, write_whole
from pipeline.errors import DiskError, InputError, ItemError, ShowError
from pipeline.ingest.added import Added, failed
from pipeline.ingest.feeds import gathering, identity, letters, members, putting
from pipeline.ingest.feeds.putting import Task
from pipeline.ingest.feeds.record import Entry, Feed
from pipeline.ingest.feeds.shelf import Shelf
from pipeline.ingest.folder import AUDIO_SUFFIXES
from pipeline.ingest.ledger import Ledger, Row, short
from pipeline.model import Fact
from pipeline.settings.feeds import GUID_FILE
from pipeline.settings.shapes import GUID
from pipeline.settings.sources import Network, Source

Tell = Callable[[str], None]


class Brought(Fact, frozen=True):
    """What one source brought. `state` is "unchanged", "read" or "failed"; `items` are those of which there is something to say.

    `found` is the feed's address where that of a page was given which names it.
    """

    source: str
    state: str
    items: tuple[Added, ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str = ""
    found: str = ""

    @property
    def failed(self) -> bool:
        """Say whether anything is to be mended."""
        return self.state == "failed" or any(one.state == "failed" for one in self.items)

    @property
    def fault(self) -> str:
        """Return what is to be mended, "" for nothing; of items that failed, how many and the first one's reason."""
        if self.problem:
            return self.problem.removeprefix(f"{self.source}: ")
        wrong = [one for one in self.items if one.state == "failed"]
        return f"{len(wrong)} of its items did not come in, the first for this: {wrong[0].why or wrong[0].problem}" if wrong else ""


class Show(Fact, frozen=True):
    """The show that feeds are brought into: its folder, its build/, what may be asked of whom, its hosts, and all its sources.

    `asked` says that the host named the feed herself: all of it is read, and what she took out is told. `again` brings that in.
    """

    root: Path
    workspace: Path
    network: Network
    hosts: tuple[str, ...] = ()
    today: str = ""
    sources: tuple[str, ...] = ()
    asked: bool = False
    again: bool = False
    timezone: str = ""


def bring(show: Show, source: Source, tell: Tell) -> Brought:
    """Bring one source up to date; `tell` hears what takes time. The caller holds the show's lock.

    Raises:
        DiskError: the disk refuses; all else is in what is returned.
    """
    try:
        with closing(Ledger(show.root)) as ledger, fetch.remembering():
            return _brought(show, source, ledger, tell)
    except (ItemError, InputError) as fault:
        return Brought(source.called, "failed", problem=str(fault))
    except ShowError:  # the disk, or another run
        raise
    except OSError as fault:
        raise of_system(fault, source.called) from fault
    except Exception as fault:  # noqa: BLE001 - the parsers' own, on what nobody thought of: one odd feed stops no other
        return Brought(source.called, "failed", problem=str(_odd(source, fault)))


def _odd(source: Source, fault: Exception) -> ItemError:
    said = "" if source.private else f": {fault}"  # it may quote the address
    return ItemError(f"the feed cannot be read ({type(fault).__name__}{said})", source.called, "Please report it.")


def _brought(show: Show, source: Source, ledger: Ledger, tell: Tell) -> Brought:
    address = source.address()
    memory = gathering.Memory(show.workspace, source, address)
    seen = memory.last()
    own = [row for row in ledger.rows.values() if row.source == source.called]
    known = seen.known if seen.whole and not show.asked and not any(_lacks_sound(show.root, row) for row in own) else None
    where = source.called if source.name or source.private else fetch.named(address)

    def all_known(entries: Sequence[Entry]) -> bool:
        pairs, _ = identity.identities(entries, ledger.rows)
        return seen.whole and not show.asked and all(own in ledger.rows for own, _ in pairs)

    found = gathering.gather(address, show.network, where, known, all_known, source.newest, led=show.asked, private=source.private)
    if found.feed is None:
        return Brought(source.called, "unchanged")
    known_of = (show.hosts, show.today, show.sources, show.again, show.timezone)
    feed, pictures = members.opened(found.feed, source.secrets(), source.site)
    task = Task(show.root, show.workspace, source, show.network, feed, *known_of, pictures=pictures)
    _keep_guid(show.root, feed)
    items, twice = _items(task, ledger, tell, closely=show.asked)
    quiet = ("same",) if show.asked else ("same", "removed")
    told = tuple(one for one in items if one.state not in quiet or one.notes)
    whole = found.whole and not any(one.state == "failed" for one in items)
    memory.keep(found.known, whole=whole)
    return Brought(source.called, "read", told, (*found.warnings, *twice), found=found.elsewhere)


def _keep_guid(root: Path, feed: Feed) -> None:
    """Keep the podcast:guid that apps know the show by, unless it has one: a podcast that moves here stays the same show."""
    path, guid = root / GUID_FILE, feed.guid.strip().lower()
    if GUID.fullmatch(guid) and any(entry.enclosures for entry in feed.entries) and not path.exists():
        write_whole(path, f"{guid}\n".encode())


def _lacks_sound(root: Path, row: Row) -> bool:
    """Say whether an episode has lost the sound that it came with: sounds are seldom tracked, so a fresh clone has none."""
    folder = root / "content" / row.place
    if not any(name.startswith("audio.") for name in row.files) or not folder.is_dir():
        return False  # it never had one, or the host took all of it out
    return not any(path.suffix.lower() in AUDIO_SUFFIXES for path in folder.iterdir())


def _items(task: Task, ledger: Ledger, tell: Tell, *, closely: bool) -> tuple[list[Added], list[str]]:
    """Bring in each item, the newest first; one that fails stops no other. `closely` looks for each whether it is still here."""
    pairs, twice = identity.identities(task.feed.entries, ledger.rows)
    others, strays = identity.around(pairs, ledger.rows.values(), task.source.called, task.others)
    order = sorted(pairs, key=lambda pair: (pair[1].date, pair[0]), reverse=True)
    owned = (row.place for row in ledger.rows.values())
    shelf, added, written = Shelf(task.root, owned), list[Added](), list[letters.Item]()
    for number, (own, entry) in enumerate(order, 1):
        own = _own(task, ledger, own, entry)
        row = ledger.rows.get(own)
        if not own or (row is None and identity.prints(entry) in others):
            continue
        if row is None and (old := strays.pop(identity.prints(entry), None)):
            row = msgspec.structs.replace(old, id=own)
            ledger.rename(old.id, row)
        kind = "episodes" if identity.sound(entry) else "letters"
        missing = row is not None and (_lacks_sound(task.root, row) or (closely and row.gone(task.root)))
        if row and row.entry == putting.entry_print(task, entry) and not missing:
            shelf.take(row.place)
        elif task.source.kind not in ("auto", kind):
            ledger.keep(row or Row(own, task.source.called))
        elif kind == "letters":
            written.append(letters.Item(own, entry, row))
        else:
            tell(f"{task.source.called}: {entry.title[:60]} ({number} of {len(order)})")
            added.append(_episode(task, ledger, shelf, own, entry, row))
    added += _letters(task, ledger, written)
    return added, [f'"{entry.title[:80]}" is in the feed twice; one was taken' for entry in twice]


def _own(task: Task, ledger: Ledger, own: str, entry: Entry) -> str:
    """Return an item's id in the ledger, where another source may have its own; "" where that source brought this very item."""
    row = ledger.rows.get(own)
    if row is None or row.source == task.source.called:
        return own
    numbered, alike = ":" not in (entry.guid or entry.link), row.title == identity.title_print(entry)
    apart = short(f"{own} {task.source.called}")
    if row.source in task.others:  # one show in two feeds: the one that brought it first keeps it
        return "" if alike and (row.sound or not numbered) else apart
    # the source has another name now; or the other one was added by its address, and both count their items 1, 2, 3
    another = numbered and row.title and not alike and (not row.sound or row.sound != identity.sound_print(entry))
    return apart if another else own


def _episode(task: Task, ledger: Ledger, shelf: Shelf, own: str, entry: Entry, row: Row | None) -> Added:
    where = putting.named(task, entry)
    try:
        kept, added = putting.episode(task, shelf, own, entry, row)
    except (ItemError, InputError) as fault:
        return failed(where, fault)
    except (OSError, UnicodeError) as fault:
        error = of_system(fault, where) if isinstance(fault, OSError) else ItemError(str(fault), where, "")
        if isinstance(error, DiskError):
            raise error from fault
        return failed(where, error)
    ledger.keep(kept)
    return added


def _letters(task: Task, ledger: Ledger, items: Sequence[letters.Item]) -> list[Added]:
    done = letters.bring(task, items, ledger.taken_out(task.root)) if items else []
    for kept, _ in done:
        ledger.keep(kept)
    return [added for _, added in done]
