"""Tell which item of a feed is which, for good: its guid, else its sound's address or its page's. Compares no words of its text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from pipeline.ingest import ledger
from pipeline.ingest.feeds.record import Entry, Tag
from pipeline.ingest.folder import AUDIO_SUFFIXES
from pipeline.ingest.ledger import Row, short

_SOUNDS = (*AUDIO_SUFFIXES, ".m4b", ".aif", ".aiff", ".wma")  # and what comes in by another name, or is refused with a reason


def sound(entry: Entry) -> Tag | None:
    """Return the enclosure with the sound, or the film; None where there is none: letters enclose pictures."""
    for one in entry.enclosures:
        if one.get("type").lower().startswith(("audio/", "video/")) or _path(one.get("url")).lower().endswith(_SOUNDS):
            return one
    return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def title_print(entry: Entry) -> str:
    """Return the digest of an item's title."""
    return ledger.title_print(entry.title)


def sound_print(entry: Entry) -> str:
    """Return the digest of where the sound lies; behind `?` stand tokens, which come and go."""
    one = sound(entry)
    return short(one.get("url").partition("?")[0]) if one else ""


def identities(entries: Sequence[Entry], rows: Mapping[str, Row]) -> tuple[list[tuple[str, Entry]], list[Entry]]:
    """Return the entries with an id each, and those that are there twice; `rows` are those of earlier runs.

    Two with one guid and different sounds are two items: the one further down, where the older ones are, keeps its id.
    """
    shared = Counter(_base(entry) for entry in entries)
    found: dict[str, Entry] = {}
    twice: list[Entry] = []
    for entry in reversed(entries):
        base = _base(entry)
        own = base if entry.guid or sound(entry) else _linked(base, entry, rows, alone=shared[base] == 1)
        other = found.get(own)
        if other is not None and _differ(other, entry):
            own = short(f"{own} {sound_print(entry)} {'' if entry.guid else title_print(entry)}")
        if own in found:
            twice.append(entry)
        else:
            found[own] = entry
    return [(own, found[own]) for own in reversed(found)], twice[::-1]


def _differ(one: Entry, other: Entry) -> bool:
    """Say whether two items with one id are two: by their sounds, and where nobody gave them guids by their titles too."""
    return sound_print(one) != sound_print(other) or (not other.guid and title_print(one) != title_print(other))


def _base(entry: Entry) -> str:
    one = sound(entry)
    return short(entry.guid or (one.get("url") if one else "") or entry.link or f"{entry.title}\n{entry.written}")


def _linked(base: str, entry: Entry, rows: Mapping[str, Row], *, alone: bool) -> str:
    """Return the id of a letter without a guid: that of its link while no other letter has it, else of link, title and day.

    An id that it once had stays its own, whatever else is in the feed by now: all may link to the same page.
    """
    title, day = title_print(entry), entry.date[:10]
    titled, dated = short(f"{base}  {title}"), short(f"{base} {title} {day}")  # the former is of versions before this one
    alone = alone and bool(_path(entry.link).strip("/") or not entry.link)
    if dated in rows or (titled in rows and rows[titled].day in ("", day)):
        return dated if dated in rows else titled
    row = rows.get(base)
    if row is None:
        return base if alone else dated
    changed = (row.title not in ("", title)) + (row.day not in ("", day))
    return base if not changed or (alone and changed == 1) else dated


Prints = tuple[str, str]


def prints(entry: Entry) -> Prints:
    """Return what two items share that are one: title and sound."""
    return title_print(entry), sound_print(entry)


def around(
    pairs: Iterable[tuple[str, Entry]], rows: Iterable[Row], source: str, sources: Iterable[str]
) -> tuple[set[Prints], dict[Prints, Row]]:
    """Return the prints of what other sources brought, and the rows of this one that the feed has no more.

    An item that looks like one of those is another feed's; one that looks like one of these has another guid than before.
    """
    here, known = {own for own, _ in pairs}, set(sources)
    others: set[Prints] = set()
    strays: dict[Prints, Row] = {}
    for row in rows:
        if not (row.title and row.sound):
            continue
        if row.source != source and row.source in known:
            others.add((row.title, row.sound))
        elif row.id not in here:
            strays[row.title, row.sound] = row
    return others, strays
