"""Follow the addresses that letters and show notes point to: pages of the show itself, and what two items both cite."""

import html
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import combinations
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline import body
from pipeline.language import Words
from pipeline.link.lines import Items, Key, Line, fold, key_of, parts_of
from pipeline.link.marks import moment
from pipeline.link.wording import reasons
from pipeline.model import Episode, Fact, Issue, Library, Link, Passage, Place

CITED_BY = 3  # items at most: an address that more of them point to is part of the furniture
_ANCHOR = re.compile(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_TRACKING = re.compile(r"utm_.*|fbclid|gclid|msclkid|mc_cid|mc_eid|igshid|_hsenc|_hsmi|ref_src")
_OF_OURS = re.compile(r"(episodes|letters)/([a-z0-9-]+)/?(?:index\.html)?")
_TIME = re.compile(r"t=(\d+(?:\.\d+)?)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)  # shown again, it says nothing of a subject
_SHOWN = 60  # letters of an address in a reason


class Citation(Fact, frozen=True):
    """An address as it stands in an item, with the line it stands in."""

    address: str
    line: Line


def cited(item: Episode | Issue, passages: Iterable[Passage]) -> Iterator[Citation]:
    """Yield every address of an item, in the order of the text."""
    sentences: dict[str, list[str]] = {}
    for passage, own in parts_of(item, passages):
        sentences.setdefault(passage.id, []).extend(one.text for one in own)
    blocks = [(item.notes_html, "")] if isinstance(item, Episode) else [(one.html, one.passage) for one in item.blocks]
    for text, anchor in blocks:
        for address, label in _ANCHOR.findall(text):
            yield Citation(html.unescape(address), _line(Place(*key_of(item), anchor), text, label, sentences.get(anchor, [])))


def own_pages(library: Library, items: Items, found: Iterable[Citation], words: Words) -> Iterator[Link]:
    """Yield a link for each address of a page of the show's own site."""
    home = normal(library.show.url)
    for one in found:
        target = _of_ours(library, items, one.address, home) if home else None
        if target and (target.kind, target.slug) != one.line.item:
            item = items[target.kind, target.slug]
            ahead = isinstance(item, Episode) and items[one.line.item].date < item.date
            reason, echo = reasons(words, items[one.line.item], item, one.line.place, ahead=ahead, by_hand=True)
            yield Link("announces" if ahead else "mentions", one.line.place, target, reason, echo, one.line.text)


def own_things(library: Library, found: Sequence[Citation]) -> Iterator[tuple[Key, Line]]:
    """Yield each organisation or book whose own address an item points to, with the line."""
    things = {normal(thing.url): (thing.kind, thing.slug) for thing in library.things if thing.url}
    for one in found:
        if key := things.get(normal(one.address)):
            yield key, one.line


def shared(items: Items, found: Iterable[Citation], repeated: Container[str], words: Words) -> Iterator[Link]:
    """Yield a link between each two items that cite one address, from the letter to the episode, or the later to the earlier."""
    cited: dict[str, dict[Key, Line]] = {}
    for one in found:
        address = normal(one.address)
        if "/" in address.rstrip("/") and not _PICTURE.search(address.partition("?")[0]) and one.line.plain not in repeated:
            cited.setdefault(address, {}).setdefault(one.line.item, one.line)
    for address, lines in sorted(cited.items()):
        if len(lines) <= CITED_BY:
            ordered = sorted(lines, key=lambda key: _order(items[key], key))
            yield from (_both(words, address, lines[source], lines[target]) for source, target in combinations(ordered, 2))


def normal(address: str) -> str:
    """Return an address without scheme, `www.`, fragment, closing slash and tracking; "" where it is no web address.

    A bare home page has no slash left.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])])
    path = parts.path.rstrip("/")
    return f"{host}{port}{path}" + (f"{'' if path else '/'}?{query}" if query else "")


def _of_ours(library: Library, items: Items, address: str, home: str) -> Place | None:
    page = normal(address)
    inside = page.removeprefix(home).strip("/") if page.startswith(f"{home}/") else address.split("#")[0].lstrip("./")
    if "://" in inside or not (path := _OF_OURS.fullmatch(inside)):
        return None
    kind = "episode" if path[1] == "episodes" else "issue"
    if (kind, path[2]) not in items:
        return None
    item, fragment = items[kind, path[2]], urlsplit(address).fragment
    passages = library.passages.get(f"{kind}/{path[2]}", ())
    if isinstance(item, Episode) and (time := _TIME.match(fragment)):
        return moment(passages, item, float(time[1]))
    for passage in passages:
        for turn in passage.turns:
            if fragment and fragment in (passage.id, turn.id):
                return Place(kind, path[2], passage.id, turn.start)
    return Place(kind, path[2])


def _line(place: Place, text: str, label: str, sentences: Sequence[str]) -> Line:
    """Return the sentence that a link stands in, the first of its passage where none has its words."""
    words = body.plain(label)
    if not sentences:
        return Line(place, words or body.plain(text), fold(words))
    here = next((one for one in sentences if words and words in one), sentences[0])
    return Line(place, here, fold(here))


def _order(item: Episode | Issue, key: Key) -> tuple[bool, str, Key]:
    """Put letters before episodes, and the newest first."""
    return isinstance(item, Episode), "".join(chr(0x10FFFF - ord(letter)) for letter in item.date), key


def _both(words: Words, address: str, source: Line, target: Line) -> Link:
    says = words.say("reason.both_point", address=address[:_SHOWN])
    return Link("cites-url", source.place, target.place, reason=says, echo=says, quote=source.text)
