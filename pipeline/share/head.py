"""Write what a page's head says to those who share, index and embed it. Knows no page's body."""

from collections.abc import Iterable, Mapping
from html import escape

from pipeline.model import Fact, Show
from pipeline.share import linked
from pipeline.share.address import Site, card_path, named
from pipeline.share.gist import Gist
from pipeline.share.plate import CARD_HEIGHT, CARD_WIDTH


class Feed(Fact, frozen=True):
    """A feed of the site: its path below the root, its title, its media type; `page` is the only page that names it, "" for all."""

    path: str
    title: str
    media_type: str = "application/rss+xml"
    page: str = ""


class Frame(Fact, frozen=True):
    """What the heads of all pages share. `titles` go by path."""

    site: Site
    titles: dict[str, str]
    feeds: tuple[Feed, ...] = ()


def of_item(site: Site, item: Gist, node: str) -> str:
    """Return what the page of an item says of it; `node` is its description as a script element."""
    return _joined([*_picture(site, item.path, item.title), *_item(site, item), node])


def of_page(site: Site, here: str, title: str, node: str = "") -> str:
    """Return what any other page says of itself."""
    if here.endswith(".html"):  # the page for what is missing: nothing to share
        return '<meta name="robots" content="noindex">\n'
    return _joined([*_picture(site, here, title), *_properties({"og:type": "website"}), node])


def around(frame: Frame, here: str) -> str:
    """Return what the head of a page says of the show around it: the feeds, and the way from home."""
    trail = [] if here.endswith(".html") else named(here, frame.titles)
    crumbs = linked.script(linked.crumbs(frame.site, here, trail)) if len(trail) > 1 else ""
    return _joined([*(_feed(frame.site, here, feed) for feed in frame.feeds if feed.page in ("", here)), crumbs])


def called(show: Show, site: Site, here: str, title: str, description: str) -> str:
    """Return how a page is called and where it is at home. A page without a description has the show's."""
    about = description or show.tagline or show.description
    address = site.at(here) if site.url and not here.endswith(".html") else ""
    whole = f"{title} · {show.title}" if title and title != show.title else show.title
    told = {"og:description": about, "og:title": title or show.title, "og:url": address}
    lines = [f"<title>{escape(whole)}</title>", f'<meta name="description" content="{escape(about)}">' if about else ""]
    home = f'<link rel="canonical" href="{escape(address)}">' if address else ""
    return _joined([*lines, home, *_properties(told)])


def source(title: str, site: Site, here: str) -> str:
    """Return what stands at the foot of a page on paper: the show and the page's address."""
    return f'<p class="pl-from">{escape(title)}, {escape(site.at(here))}</p>' if site.url and not here.endswith(".html") else ""


def into(frame: bytes, lines: bytes) -> bytes:
    """Put the lines at the end of the head of a page's frame, whatever theme made it."""
    before, end, after = frame.partition(b"</head>")
    return before + lines + end + after if end else frame


def _picture(site: Site, here: str, title: str) -> list[str]:
    """Name the page's card. og:image must be an absolute address: a show without a url has no cards."""
    if not site.url:
        return ['<meta name="twitter:card" content="summary">']
    told = {"og:image": site.at(card_path(here)), "og:image:type": "image/png"}
    told |= {"og:image:width": str(CARD_WIDTH), "og:image:height": str(CARD_HEIGHT), "og:image:alt": title}
    return ['<meta name="twitter:card" content="summary_large_image">', *_properties(told)]


def _item(site: Site, item: Gist) -> list[str]:
    told = {"og:type": "article", "article:published_time": item.date}
    if item.changed != item.date:
        told["article:modified_time"] = item.changed
    if not item.audio or not site.url:
        return _properties(told)
    lines = _properties({**told, "og:audio": site.at(item.audio), "og:audio:type": item.media_type})
    href = site.at(f"{item.path}oembed.json")
    return [*lines, f'<link rel="alternate" type="application/json+oembed" href="{escape(href)}" title="{escape(item.title)}">']


def _feed(site: Site, here: str, feed: Feed) -> str:
    href = escape(site.at(feed.path, here))
    return f'<link rel="alternate" type="{escape(feed.media_type)}" href="{href}" title="{escape(feed.title)}">'


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines if line)


def _properties(told: Mapping[str, str]) -> list[str]:
    return [f'<meta property="{name}" content="{escape(value)}">' for name, value in told.items() if value]
