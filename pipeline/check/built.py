"""Find what leads nowhere on the pages of the built site, what browsers refuse there, and what weighs too much. Reads files only.

An address below the show's own url is one of its pages too.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from pipeline import policy
from pipeline.check import rules
from pipeline.check.finding import Finding, Rule
from pipeline.check.page import Page, read
from pipeline.check.source import Source

# An hour of speech is a page of some 700 kB, and the theme's own files are 450 kB: more than this are pictures.
HEAVY_BYTES = 3_000_000
MANY = 5  # pages with the same broken link: it stands in a frame around them all
PAGES = ("index.html", "404.html")  # others are files for programs: a transcript as podcast apps read it
_FRAMES = ("iframe", "object", "embed")  # no page of ours shows another one, wherever that lies
NOTHING = Source(where="")


def site(folder: Path, url: str = "", sources: Mapping[str, Source] | None = None) -> Iterator[Finding]:
    """Yield the faults in the built site: links and anchors that lead nowhere, ids used twice, pictures without alt, weights.

    `url` is where the site will stand: addresses below it are its own pages too. `sources` are the files that people wrote,
    by the path of their page: a fault that stands in one of them is told there.
    """
    home = urlsplit(url)
    pages = {path: read(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = str(path.relative_to(folder))
        source = (sources or {}).get(name.removesuffix("index.html"), NOTHING)
        for found in _faults(page, _weight(folder, path, page, home), whole=path.name in PAGES):
            yield found.rule.broken(_place(source, name, found.words, found.line), found.message)
    yield from _links(folder, pages, home, sources or {})


def _links(folder: Path, pages: Mapping[Path, Page], home: SplitResult, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Yield what leads nowhere or asks another server; what many pages have, as the navigation's links, is told once."""
    found: dict[tuple[Rule, str], list[Finding]] = {}
    for path, page in pages.items():
        name = str(path.relative_to(folder))
        source = sources.get(name.removesuffix("index.html"), NOTHING)
        faults = [(_broken(folder, path, link, pages, home), link, line) for link, line in page.links]
        faults += [(_refused(tag, address, home), address, line) for tag, address, line in page.asks]
        for fault, words, line in faults:
            if fault:
                one = fault.rule.broken(_place(source, name, words, line), fault.message)
                found.setdefault((fault.rule, fault.words), []).append(one)
    for alike in found.values():
        more = len(alike) - 1
        if more < MANY:
            yield from alike
        else:
            yield msgspec.structs.replace(alike[0], message=f"{alike[0].message}, here and on {more} more pages")


def _place(source: Source, name: str, words: str = "", line: int = 0) -> str:
    """Name the line that a person wrote, or else that of the page."""
    if words and words in source.text:
        return source.at(words)
    return f"build/site/{name}:{line}" if line else f"build/site/{name}"


class _Fault(NamedTuple):
    """A broken rule; the words on the page and their line where that is known, or the place that a link was to lead to."""

    rule: Rule
    message: str
    words: str = ""
    line: int = 0


def _faults(page: Page, weight: int, *, whole: bool) -> Iterator[_Fault]:
    """Yield what is wrong with a page by itself."""
    for one, line in page.twice:
        yield _Fault(rules.ID_TWICE, f'the id "{one}" is used twice', "", line)
    for source, line in page.without_alt:
        yield _Fault(rules.ALT_MISSING, f"the picture {source} has no alt", source, line)
    if not page.title.strip():
        yield _Fault(rules.PAGE_UNTITLED, "the page has no title")
    if page.headings != 1 and whole and not page.bare:
        yield _Fault(rules.PAGE_HEADINGS, f"the page has {page.headings} headings of the first level")
    if not page.language:
        yield _Fault(rules.PAGE_NO_LANGUAGE, "the page does not say which language it is in")
    if weight > HEAVY_BYTES:
        yield _Fault(rules.PAGE_HEAVY, f"the page weighs {weight / 1e6:.1f} MB with its pictures, styles and scripts")


def _weight(folder: Path, path: Path, page: Page, home: SplitResult) -> int:
    """Return how many bytes of this site a reader's browser loads for a page, sound and fonts left out."""
    parts = [one for link in page.parts if (one := _address(link))]
    inside = (_own(one.path, home) for one in parts if not one.netloc)
    files = {path, *(_file(folder, path, link) for link in inside if link is not None)}
    return sum(file.stat().st_size for file in files if file.is_file())


def _file(folder: Path, page: Path, inside: str) -> Path:
    """Return the file that a path on a page means."""
    path = unquote(urlsplit(inside).path)
    target = page if not path else (folder if path.startswith("/") else page.parent) / path.lstrip("/")
    return target.resolve() / "index.html" if target.is_dir() else target.resolve()


def _broken(folder: Path, page: Path, link: str, pages: Mapping[Path, Page], home: SplitResult) -> _Fault | None:
    parts = _address(link)
    if parts is None:
        return _Fault(rules.LINK_NOWHERE, f"{link} is no address", link)
    inside = _inside(folder, parts, home) if parts.scheme or parts.netloc else _own(parts.path, home)
    if inside is None:
        return None
    resolved = _file(folder, page, inside)
    if not resolved.is_file():
        return _Fault(rules.LINK_NOWHERE, f"{link} leads nowhere", str(resolved))
    fragment = unquote(parts.fragment)
    if fragment and "=" not in fragment and resolved in pages and fragment not in pages[resolved].ids:
        return _Fault(rules.ANCHOR_NOWHERE, f"{link}: the page has no place #{fragment}", f"{resolved}#{fragment}")
    return None


def _refused(tag: str, address: str, home: SplitResult) -> _Fault | None:
    """Say what the policy of every page refuses, of which a reader sees nothing."""
    if tag in _FRAMES:
        return _Fault(rules.PAGE_ASKS, f"a browser does not show the <{tag}> of {address or 'nothing'}", f"{tag} {address}")
    if foreign := policy.abroad(address, home.geturl()):
        return _Fault(rules.PAGE_ASKS, f"a browser does not let <{tag}> ask {foreign.server}", f"{tag} {address}")
    return None


def _address(link: str) -> SplitResult | None:
    """Take an address apart; None where it is none, such as `//[x`."""
    try:
        return urlsplit(link)
    except ValueError:
        return None


def _own(path: str, home: SplitResult) -> str | None:
    """Return a path of a page as it counts from the site's folder; None where it leads out of the site, which lies below another.

    On https://a.example/show/ the path /show/about/ is the site's /about/.
    """
    root = home.path.rstrip("/") + "/"
    if not path.startswith("/"):
        return path
    return f"/{path.removeprefix(root)}" if path.startswith(root) else None


def _inside(folder: Path, parts: SplitResult, home: SplitResult) -> str | None:
    """Return which path below the site's root an address means; None where it is not ours.

    Only below a folder of the site is all its own: beside them the host may keep anything, such as the audio.
    """
    root = home.path.rstrip("/") + "/"
    if not home.netloc or parts.netloc.casefold() != home.netloc.casefold() or not parts.path.startswith(root):
        return None
    inside = parts.path.removeprefix(root)
    section, _, rest = inside.partition("/")
    return f"/{inside}" if rest and (folder / section).is_dir() else None
