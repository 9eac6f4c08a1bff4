"""Say where something of the site stands: absolute where the show has a url, else by the way from a page. Opens nothing."""

from collections.abc import Mapping
from urllib.parse import quote

from pipeline.model import Episode, Fact, Issue


class Site(Fact, frozen=True):
    """The site's own address with its slash, "" where the show has none."""

    url: str = ""

    @classmethod
    def of(cls, url: str) -> "Site":
        """Return the site at an address, given with a slash at its end or without."""
        return cls(f"{url.rstrip('/')}/" if url else "")

    def at(self, path: str, here: str = "") -> str:
        """Return the address of `path` below the root; without a url, that from the page `here`."""
        way = self.url or "../" * here.count("/")
        return way + quote(path, safe="/#=,") or "./"


def item_path(item: Episode | Issue) -> str:
    """Return the address of an item's page below the root."""
    return f"{'episodes' if isinstance(item, Episode) else 'letters'}/{item.slug}/"


def card_path(page: str) -> str:
    """Return where the card of a page stands: `cards/home.png`, `cards/episodes/the-warm-numbers.png`."""
    return f"cards/{page.rstrip('/') or 'home'}.png"


def named(path: str, titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pages above one and itself, from home on, each with its title; what has no page is left out."""
    parts = path.rstrip("/").split("/")
    ways = ["", *("/".join(parts[: count + 1]) + "/" for count in range(len(parts)))] if path else [""]
    return [(way, titles[way]) for way in ways if way in titles]
