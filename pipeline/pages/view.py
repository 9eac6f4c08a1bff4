"""What a page shows, as plain data. Knows neither templates nor files."""

import msgspec

from pipeline.model import Fact


class Shown(msgspec.Struct, frozen=True, gc=False):
    """The base of every value that a template reads; unlike a Fact it always spells out its defaults."""


class View(Fact, frozen=True):
    """One page of the site before it is rendered.

    `path` is the page's address below the site's root: "" for home, "episodes/<slug>/" with its slash, "404.html".
    `section` names the entry of the main navigation that it belongs to. `data` holds everything that the template reads, as
    records or what MessagePack can hold (a Raw must be MessagePack itself), so that a digest of the encoded view decides
    whether to render it again.
    """

    path: str
    template: str
    title: str
    description: str
    section: str
    data: dict[str, object]


def view(path: str, template: str, title: str, description: str, section: str, data: dict[str, object]) -> View:
    """Return a view of `data`."""
    return View(path, f"pages/{template}.html.j2", title, description, section, data)


def root(path: str) -> str:
    """Return the relative way from the page at `path` to the site's root: "" or "../../"."""
    return "../" * path.count("/")
