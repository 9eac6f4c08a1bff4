"""Find what would go wrong with a mail at its readers: too long, no alt, addresses that lead nowhere, what clients do not know.

Reads one HTML document and opens no connection.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from pipeline.check.finding import Finding, Rule
from pipeline.email.clients import Use, lacking, of_attributes, of_sheet, of_tag
from pipeline.email.rules import MAIL_ALT, MAIL_LANGUAGE, MAIL_LINK, MAIL_LONG, MAIL_PICTURE, MAIL_UNKNOWN, MAIL_WIDTH

MOST_BYTES = 100_000  # Gmail hides what comes after 102 kB, the link to unsubscribe among it
_LINKS = ("http", "https", "mailto", "tel")
_TOLD = 2  # clients that a message names


def findings(html: str, where: str) -> Iterator[Finding]:
    """Yield the faults of a mail's HTML; `where` is its file."""
    size = len(html.encode())
    if size > MOST_BYTES:
        yield MAIL_LONG.broken(where, f"the mail has {size / 1000:.0f} kB of HTML, {(size - MOST_BYTES) / 1000:.0f} too many")
    page = _Page()
    page.feed(html)
    page.close()
    if not page.language:
        yield MAIL_LANGUAGE.broken(where, "the mail does not say its language")
    for rule, line, message in page.faults:
        yield rule.broken(f"{where}:{line}", message)
    for use, line in page.uses.items():
        if clients := lacking(use):
            yield MAIL_UNKNOWN.broken(
                f"{where}:{line}", f"{_named(clients)} {'do' if len(clients) > 1 else 'does'} not know {use.shown}"
            )


def _named(clients: tuple[str, ...]) -> str:
    return f"{', '.join(clients[:_TOLD])} and others" if len(clients) > _TOLD else " and ".join(clients)


class _Page(HTMLParser):
    """Collects faults, and what the mail asks of a client with the first line of each."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.faults: list[tuple[Rule, int, str]] = []
        self.uses: dict[Use, int] = {}
        self._in_sheet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        found = {name: value or "" for name, value in attrs}
        self._in_sheet = tag == "style"
        if tag == "html":
            self.language = found.get("lang", "")
        self._note([*of_tag(tag), *of_attributes(found)])
        if tag == "img":
            self._picture(found)
        if tag == "a" and (address := found.get("href", "")) and not _leads(address):
            self._fault(MAIL_LINK, f"the link {address[:80]} leads nowhere in a mail")

    def handle_endtag(self, tag: str) -> None:
        """Note where a style sheet ends."""
        self._in_sheet = self._in_sheet and tag != "style"

    def handle_data(self, data: str) -> None:
        """Look at a style sheet."""
        if self._in_sheet:
            self._note(of_sheet(data))

    def _picture(self, found: dict[str, str]) -> None:
        source = found.get("src", "")
        if urlsplit(source).scheme not in ("http", "https"):
            self._fault(MAIL_PICTURE, f"the picture {source[:80]} cannot be shown in a mail")
        if "alt" not in found:
            self._fault(MAIL_ALT, f"the picture {source[:80]} has no alt")
        if not found.get("width", "").isdigit():
            self._fault(MAIL_WIDTH, f"nobody knows how wide the picture {source[:80]} is")

    def _fault(self, rule: Rule, message: str) -> None:
        self.faults.append((rule, self.getpos()[0], message))

    def _note(self, uses: list[Use]) -> None:
        for use in uses:
            self.uses.setdefault(use, self.getpos()[0])


def _leads(address: str) -> bool:
    """Say whether an address leads somewhere from a mail; a provider's placeholder does once it is sent."""
    return urlsplit(address).scheme in _LINKS or address.startswith(("{{", "%%{", "*|"))
