"""Find what is wrong in a library and in the built site before readers do. Mends nothing, opens no connection."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline import marks
from pipeline.link import lost
from pipeline.model import Fact, Library
from pipeline.tables import nearest

_WIKI = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|[^\[\]]*)?\]\]")  # also what is none, such as a title: it leads nowhere


class Finding(Fact, frozen=True):
    """One fault: `level` is "error" or "warning"; `where` a file with its line where that is known."""

    level: str
    where: str
    message: str
    remedy: str


def content(library: Library, places: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the faults in what people wrote: names that lead nowhere, pictures without a text, themes that nothing uses.

    `places` are the files of the items, by item key.
    """
    every = {episode.slug for episode in library.episodes} | {issue.slug for issue in library.issues}
    every |= {person.slug for person in library.people} | {thing.slug for thing in library.things}
    every |= {name for theme in library.themes for name in (theme.slug, *theme.was)}
    for issue, slug, advice in lost(library):
        yield Finding("error", places.get(f"issue/{issue.slug}", ""), f'sparked: there is no episode "{slug}"', advice)
    for key, text in _texts(library):
        where = places.get(key, key)
        for inside in _WIKI.findall(text):
            slug = next((mark.slug for mark in marks.find(f"[[{inside}]]")), inside.strip())
            if slug not in every:
                yield Finding("error", _line(where, text, f"[[{inside}"), f"[[{inside}]] leads nowhere", nearest(slug, every))
        if re.search(r"!\[\s*\]\(", text):
            yield Finding("warning", where, "a picture has no alternative text", "Write ![what it shows](...).")
    used = {mention.theme for found in library.mentions.values() for mention in found}
    for theme in library.themes:
        if theme.slug not in used:
            message = f'no passage has the theme "{theme.slug}"'
            yield Finding("warning", "content/themes.toml", message, "Widen its words, or drop it.")


def _texts(library: Library) -> Iterator[tuple[str, str]]:
    yield from ((f"episode/{episode.slug}", episode.notes) for episode in library.episodes)
    yield from ((f"issue/{issue.slug}", issue.body) for issue in library.issues)


def _line(where: str, text: str, words: str) -> str:
    """Say in which paragraph words stand: the body's lines do not count its front matter."""
    paragraph = text[: text.find(words)].count("\n\n") + 1
    return f"{where} (paragraph {paragraph})"


def site(folder: Path) -> Iterator[Finding]:
    """Yield the faults in the built site: links and anchors that lead nowhere, ids used twice, pictures without alt."""
    pages = {path: _Page.read(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = str(path.relative_to(folder))
        for one in sorted(page.twice):
            yield Finding(
                "error", name, f'the id "{one}" is used twice', "This is a fault in a template or in raw HTML of a draft."
            )
        for source in page.without_alt:
            yield Finding("error", name, f"the picture {source} has no alt", "Write ![what it shows](...).")
        for link, line in page.links:
            if message := _broken(folder, path, link, pages):
                yield Finding("error", f"{name}:{line}", message, "Mend the link where it is written.")


def _broken(folder: Path, page: Path, link: str, pages: "dict[Path, _Page]") -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = page if not parts.path else (folder if parts.path.startswith("/") else page.parent) / unquote(parts.path).lstrip("/")
    target = Path(*target.parts)
    resolved = target.resolve() / "index.html" if target.is_dir() else target.resolve()
    if not resolved.is_file():
        return f"{link} leads nowhere"
    fragment = unquote(parts.fragment)
    if fragment and "=" not in fragment and resolved in pages and fragment not in pages[resolved].ids:
        return f"{link}: the page has no place #{fragment}"
    return ""


class _Page(HTMLParser):
    """Collects what a page links to and what can be linked to on it."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.twice: set[str] = set()
        self.links: list[tuple[str, int]] = []
        self.without_alt: list[str] = []

    @classmethod
    def read(cls, path: Path) -> "_Page":
        """Read one built page."""
        page = cls()
        page.feed(path.read_text(encoding="utf-8"))
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the ids and links of one element."""
        found = dict(attrs)
        if one := found.get("id"):
            (self.twice if one in self.ids else self.ids).add(one)
        for name in ("href", "src"):
            link = found.get(name)
            if link and tag != "base" and not (tag == "use" and link.startswith("#")):
                self.links.append((link, self.getpos()[0]))
        if tag == "img" and "alt" not in found:
            self.without_alt.append(found.get("src") or "")
