"""Tell which item of a feed is which, for good: its guid, else the address of its sound. Compares no words of its text."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from pipeline.ingest.feeds.ledger import Row, short
from pipeline.ingest.feeds.record import Entry, Tag
from pipeline.ingest.folder import AUDIO_SUFFIXES

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
    """Return the digest of a title, however it is spaced and cased."""
    return short(" ".join(entry.title.casefold().split()))


def sound_print(entry: Entry) -> str:
    """Return the digest of where the sound lies; behind `?` stand tokens, which come and go."""
    one = sound(entry)
    return short(one.get("url").partition("?")[0]) if one else ""


def identities(entries: Sequence[Entry]) -> tuple[list[tuple[str, Entry]], list[Entry]]:
    """Return the entries with an id each, and those that are there twice.

    Two with one guid and different sounds are two items: the one further down, where the older ones are, keeps its id.
    """
    found: dict[str, Entry] = {}
    twice: list[Entry] = []
    for entry in reversed(entries):
        own = _own(entry)
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


def _own(entry: Entry) -> str:
    one = sound(entry)
    return short(entry.guid or (one.get("url") if one else "") or entry.link or f"{entry.title}\n{entry.written}")


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
