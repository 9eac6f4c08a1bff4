"""Find what leads nowhere on the pages of the built site. Reads files only.

An address below the show's own url is one of its pages too.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.check.finding import Finding


def site(folder: Path, url: str = "") -> Iterator[Finding]:
    """Yield the faults in the built site: links and anchors that lead nowhere, ids used twice, pictures without alt.

    `url` is where the site will stand: addresses below it are its own pages too.
    """
    home = urlsplit(url)
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
            if message := _broken(folder, path, link, pages, home):
                yield Finding("error", f"{name}:{line}", message, "Mend the link where it is written.")


def _broken(folder: Path, page: Path, link: str, pages: "dict[Path, _Page]", home: SplitResult) -> str:
    parts = urlsplit(link)
    inside = _inside(folder, parts, home) if parts.scheme or parts.netloc else parts.path
    if inside is None:
        return ""
    target = page if not inside else (folder if inside.startswith("/") else page.parent) / unquote(inside).lstrip("/")
    target = Path(*target.parts)
    resolved = target.resolve() / "index.html" if target.is_dir() else target.resolve()
    if not resolved.is_file():
        return f"{link} leads nowhere"
    fragment = unquote(parts.fragment)
    if fragment and "=" not in fragment and resolved in pages and fragment not in pages[resolved].ids:
        return f"{link}: the page has no place #{fragment}"
    return ""


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
