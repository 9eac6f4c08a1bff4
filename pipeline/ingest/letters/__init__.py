"""Bring letters in from the systems where people write them, each as one Markdown file that is theirs from then on.

A format's module makes records of its letters (`letter.py`); from there on there is one way for all: `writing` makes Markdown of
foreign HTML, `home` writes it. Nothing here opens an address; a picture is fetched only by a function that the caller gives.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from pipeline.errors import OF_ONE, ItemError, ShowError
from pipeline.ingest.added import Added, failed, removed
from pipeline.ingest.letters.bundle import Bundle, is_zip, opened
from pipeline.ingest.letters.drafts import bring as draft
from pipeline.ingest.letters.formats import KINDS, Contents, Part, contents
from pipeline.ingest.letters.home import FOLDER, Home
from pipeline.ingest.letters.letter import STAYS_OUT, WAITS, Found, Letter, at_home, base_of
from pipeline.ingest.memory import Memory

if TYPE_CHECKING:
    from pipeline.ingest.letters.pictures import Album, Fetch

__all__ = ["KINDS", "Bundle", "Contents", "Found", "Letter", "Part", "bring", "contents", "draft", "is_zip", "opened", "read"]


def read(bundle: Bundle, found: Iterable[Part], zone: datetime.tzinfo = datetime.UTC) -> Iterator[Found]:
    """Yield the letters of these files, and the faults of those that cannot be read.

    `zone` is where the show is made: the day of a time that a system keeps in UTC is the day there.
    """
    for part in found:
        try:
            yield from part.format.read(bundle, part.name, zone)
        except OF_ONE as fault:
            yield fault


class _Desk(NamedTuple):
    """What every letter of one bundle is brought in with."""

    home: Home
    bundle: Bundle
    fetch: "Fetch | None"
    memory: Memory | None
    site: str


def bring(
    root: Path,
    bundle: Bundle,
    found: Iterable[Found],
    today: str,
    fetch: "Fetch | None" = None,
    memory: Memory | None = None,
    site: str = "",
) -> list[Added]:
    """Write letters into the show, and say of each what was done; doing it twice changes nothing.

    `today` dates a draft that has no date; `fetch` returns the bytes of a picture that the bundle does not hold; `memory`
    knows what the host took out, `site` is where the letters stood.
    """
    some = list(found)
    desk = _Desk(Home(root, today), bundle, fetch, memory, site)
    letters = sorted((one for one in some if isinstance(one, Letter)), key=lambda one: (one.date, one.source))
    firsts: dict[str, Letter] = {}
    done = [_failed(one) for one in some if isinstance(one, ShowError)]
    for letter in letters:
        first = firsts.setdefault(letter.source, letter)
        twice = first is not letter and letter.state not in STAYS_OUT
        done.append(_same_id(letter, first) if twice else _bring(desk, letter))
    return sorted(done, key=lambda one: one.source)


def _same_id(letter: Letter, first: Letter) -> Added:
    message = f"this letter has the same id as {first.where} ({letter.source}), so only that one came in"
    return _failed(ItemError(message, letter.where, "Give it an id of its own there, or copy its text."), letter.where)


def _failed(fault: ShowError, where: str = "") -> Added:
    return failed(where or fault.where, fault)


def _bring(desk: _Desk, letter: Letter) -> Added:
    """Bring in one letter; whatever is wrong with it is its own fault, and the others still come in."""
    try:
        return _written(desk, at_home(letter, desk.site))
    except OF_ONE as fault:
        return _failed(fault, letter.where)
    except ShowError:
        raise
    except Exception as fault:  # noqa: BLE001 - the parsers' own, on what nobody thought of
        message = f"the letter cannot be read ({type(fault).__name__}: {fault})"
        return _failed(ItemError(message, letter.where, "Please report it."), letter.where)


def _written(desk: _Desk, letter: Letter) -> Added:
    from pipeline.ingest.letters.pictures import Album

    home, memory = desk.home, desk.memory
    if letter.state in STAYS_OUT:
        return Added(letter.where, "left out", why=_named(letter, STAYS_OUT[letter.state]))
    if twin := home.twin(letter):
        return Added(letter.where, "left out", why=_named(letter, f"it is here already, from elsewhere: {FOLDER}/{twin}"))
    if memory and not home.holds(letter) and (row := memory.letter_out(letter.source, letter.title, letter.date)):
        return removed(row, letter.where)
    place = home.place(letter)
    base = base_of(letter, desk.site)
    album = Album(letter, desk.bundle, home.folder / place.stem, desk.fetch, base)
    content = _text(letter, album, place.stem, base)
    if not content and letter.state == "draft":
        return Added(letter.where, "left out", why=_named(letter, "a draft without a text"))
    if not content:
        raise ItemError("the letter has no text", letter.where, "See whether it has one there, and export it again.")
    added = home.write(place, letter, content, album.found)
    if memory:
        memory.note_letter(letter.source, letter.title, letter.date, added.target)
    notes = [f"waits as a draft: {WAITS[letter.state]}"] if letter.state in WAITS else []
    notes += [*album.notes, *letter.notes]
    return Added(added.source, added.state, added.target, why=added.why, notes=tuple(notes))


def _named(letter: Letter, why: str) -> str:
    title = " ".join(letter.title.split())
    return f'"{title}": {why}' if title and title not in letter.where else why


def _text(letter: Letter, album: "Album", folder: str, base: str) -> str:
    """Return a letter's text as Markdown, its pictures below `folder`; foreign HTML goes through a cleaned tree."""
    from pipeline.ingest.letters import asides, embeds, settling, soup, writing
    from pipeline.ingest.letters.pictures import is_web

    if letter.markdown:
        return settling.markdown(letter.markdown, album, folder).strip()
    tree = soup.parse(letter.html, letter.where)
    if letter.cover and letter.cover not in letter.html and (album.name(letter.cover) or is_web(letter.cover)):
        (tree.body or tree).insert(0, tree.new_tag("img", src=letter.cover, alt=letter.cover_alt))
    embeds.link(tree)
    asides.mark(tree)
    soup.clean(tree)
    if lost := writing.astray(tree, base):
        album.notes.append(f"{len(lost)} of its links lead nowhere (--site says where they led): {', '.join(lost[:5])}")
    settling.html(tree, album, folder, lambda address: _whole(base, address))
    return _untitled(writing.markdown(tree, base), letter.title)


def _whole(base: str, address: str) -> str:
    try:
        whole = urljoin(base, address)
    except ValueError:
        return ""
    return whole if whole.startswith(("https://", "http://")) else ""


def _untitled(text: str, title: str) -> str:
    """Leave out a heading that only says the title again: the page shows it above the text."""
    first, _, rest = text.partition("\n")
    heading = re.sub(r"\\(.)", r"\1", first.lstrip("#").strip())
    return rest.strip() if first.startswith("#") and heading.casefold() == " ".join(title.split()).casefold() else text
