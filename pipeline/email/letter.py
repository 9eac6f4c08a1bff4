"""All that a mail says, as plain data: the letter in pieces, its play cards, and who sends it. Renders nothing."""

from collections.abc import Callable, Sequence

from pipeline.email.fit import Size, fit
from pipeline.email.plays import Play, plays
from pipeline.email.provider import SENDERS, Sender
from pipeline.model import Issue
from pipeline.pages import wiki
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.view import Shown
from pipeline.settings.email import Email
from pipeline.share import Site
from pipeline.text import brief

_PREHEADER = 140  # characters: what the lists of letters of phones and desks show at most


class Link(Shown, frozen=True):
    """A name and the absolute address that it leads to."""

    name: str
    href: str


class Piece(Shown, frozen=True):
    """A block of the letter, fit for mail, and the moments that it points to."""

    html: str
    plays: tuple[Play, ...]


class Letter(Shown, frozen=True):
    """A letter as a mail shows it. `page` is its own address on the site; `markdown` is what the plain text is made of.

    `places` are what hand-written marks lead to, by slug.
    """

    slug: str
    language: str
    title: str
    date: str
    day: str
    author: str
    preheader: str
    summary: str
    show: Link
    letters: str
    page: str
    themes: tuple[Link, ...]
    pieces: tuple[Piece, ...]
    rest: tuple[Play, ...]
    markdown: str
    places: dict[str, wiki.Goal]
    sender: str
    unsubscribe: str
    address: str
    provider: Sender

    @property
    def plays(self) -> tuple[Play, ...]:
        """Return all its play cards, in order."""
        return (*(play for piece in self.pieces for play in piece.plays), *self.rest)


def letter(shelf: Shelf, issue: Issue, settings: Email, size_of: Callable[[str], Size | None]) -> Letter:
    """Return what the mail of an issue says; the shelf holds it, and its show has a url."""
    show, provider = shelf.library.show, SENDERS[settings.provider]
    site = Site.of(show.url)
    told = plays(shelf, site, issue)
    return Letter(
        slug=issue.slug,
        language=show.language,
        title=issue.title,
        date=issue.date,
        day=shelf.words.day(issue.date),
        author=issue.author,
        preheader=brief(issue.summary or next((block.text for block in issue.blocks if block.passage), ""), _PREHEADER),
        summary=issue.summary,
        show=Link(show.title, site.at("")),
        letters=show.letters,
        page=site.at(path(issue)),
        themes=tuple(Link(one.short or one.name, site.at(f"themes/{one.slug}/")) for one in shelf.of_item(issue)),
        pieces=_pieces(shelf, site, issue, told, size_of),
        rest=tuple(play for play in told if not play.here),
        markdown=issue.body,
        places=shelf.places,
        sender=settings.sender,
        unsubscribe=provider.unsubscribe or _by_mail(settings),
        address=settings.address,
        provider=provider,
    )


def _pieces(
    shelf: Shelf, site: Site, issue: Issue, told: Sequence[Play], size_of: Callable[[str], Size | None]
) -> tuple[Piece, ...]:
    page = site.at(path(issue))
    return tuple(
        Piece(
            fit(wiki.link(block.html, shelf.places, site.at(""), shelf.words), page, size_of),
            tuple(play for play in told if block.passage and play.here == block.passage),
        )
        for block in issue.blocks
    )


def _by_mail(settings: Email) -> str:
    """Return where one who gets it by hand can ask to be left out: the sender's own address."""
    from email.utils import parseaddr

    address = parseaddr(settings.sender)[1] if settings.provider == "plain" else ""
    return f"mailto:{address}?subject=unsubscribe" if address else ""
