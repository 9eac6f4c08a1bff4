"""Hand the items of a feed that have no sound on as letters. Writes none itself."""

import datetime
import html
from collections.abc import Sequence
from typing import NamedTuple

from pipeline import body, clock, fetch
from pipeline.disk import read_named
from pipeline.errors import ItemError
from pipeline.ingest import charset, letters
from pipeline.ingest.added import Added, removed
from pipeline.ingest.feeds import identity, notes, putting
from pipeline.ingest.feeds.putting import Task
from pipeline.ingest.feeds.record import Entry
from pipeline.ingest.ledger import Lost, Row, short
from pipeline.ingest.letters import Bundle, Letter, dates
from pipeline.ingest.letters.home import FOLDER
from pipeline.ingest.letters.letter import HOME, slug_of
from pipeline.text import printable

MOST_PICTURE_BYTES = 40_000_000
NO_TEXT = "it has neither sound nor text"
_NOTHING = Bundle("", (), lambda _: False, lambda _, __: b"")


class Item(NamedTuple):
    """An item of the feed: its id, and what the ledger holds of it."""

    own: str
    entry: Entry
    row: Row | None


def bring(task: Task, items: Sequence[Item], lost: Lost) -> list[tuple[Row, Added]]:
    """Bring letters in; return of each what to remember, and what to tell.

    One that the host took out stays out; `lost` are those that came any way.
    """
    wanted, done = dict[str, Item](), list[tuple[Row, Added]]()
    for item in items:
        row = item.row or Row(item.own, task.source.called)
        gone = row if item.row else (lost.find(identity.title_print(item.entry), item.entry.date[:10], task.source.called) or row)
        if not item.entry.html.strip():
            done.append((_noted(task, item, row, ""), Added(putting.named(task, item.entry), "left out", why=NO_TEXT)))
        elif gone.gone(task.root) and not task.again and not _renamed(task, item):
            done.append((gone, removed(gone, putting.named(task, item.entry))))
        else:
            wanted[_source(task, item)] = item
    places: dict[str, str] = {}
    for key, item in wanted.items():
        where = putting.named(task, item.entry)
        places[f"{where} ({key[-80:]})" if where in places else where] = key
    zone = clock.zone(task.timezone)
    records = [_letter(where, key, wanted[key].entry, zone) for where, key in places.items()]
    site = task.source.site or task.feed.link
    for added in letters.bring(task.root, _NOTHING, records, task.today, lambda url: _picture(task, url), site=site):
        item = wanted[places[added.source]]
        place = added.target.removeprefix("content/")
        row = item.row or Row(item.own, task.source.called)
        done.append((row if added.state == "failed" else _noted(task, item, row, place), added))
    return done


def _noted(task: Task, item: Item, row: Row, place: str) -> Row:
    entry, title = putting.entry_print(task, item.entry), identity.title_print(item.entry)
    return Row(row.id, row.source, place or row.place, item.entry.date[:10], entry, title)


def _source(task: Task, item: Item) -> str:
    """Return what the letter is known by: as when the same feed is brought in as a file, where the feed has a name for it alone.

    Two feeds may both number their letters 1, 2, 3, and letters without a guid may share one link: those have our own id.
    """
    named = item.entry.guid or item.entry.link
    if item.own == short(named) and (":" in named or _holds(task, item.row, f"feed:{named}")):
        return f"feed:{named}"
    return f"feed:{task.source.called}:{item.own}"


def _holds(task: Task, row: Row | None, source: str) -> bool:
    """Say whether the letter that is there goes by this name: earlier versions wrote the guid of every one."""
    path = task.root / "content" / row.place if row and row.place else None
    return path is not None and path.is_file() and _line(source) in charset.decoded(read_named(path))


def _line(source: str) -> str:
    return f'source: "{source}"'


def _renamed(task: Task, item: Item) -> bool:
    line = _line(_source(task, item))
    return any(line in charset.decoded(read_named(path)) for path in (task.root / FOLDER).glob("*.md"))


def _letter(where: str, source: str, entry: Entry, zone: datetime.tzinfo) -> Letter:
    return Letter(
        source=source,
        title=notes.title(entry),
        date=_day(entry.date, where, zone),
        slug=slug_of(entry.link),
        where=where,
        html=entry.html if notes.shallow(safe := body.clean(entry.html)) else html.escape(body.plain(safe)),
        author=printable(entry.author),
        summary=entry.summary if len(entry.summary) < 500 else "",
        link=entry.link,
        home=HOME if HOME in entry.html else "",
    )


def _day(date: str, where: str, zone: datetime.tzinfo) -> str:
    """Return the day of an item where the show is made; of one that is older than the web, the day as it stands."""
    try:
        return dates.day(date, where, zone)
    except ItemError:
        return date[:10]


def _picture(task: Task, url: str) -> bytes:
    return fetch.get(task.pictures.get(url, url), task.network, most_bytes=MOST_PICTURE_BYTES).body
