"""A theme as pages name it: slug, names, and whether the house has a shape for it."""

from pipeline.model import Theme
from pipeline.pages.view import Shown

# The seven that have a shape, a weave and a colour in site/assets; any other theme is a ring with its first letter.
DRAWN = frozenset(
    (
        "relationships",
        "measurement",
        "sales-vs-alliances",
        "alliance-profession",
        "nurturing",
        "trust-communication",
        "alliance-failure",
    )
)


class Chip(Shown, frozen=True):
    """What a template needs to name a theme and to link to it."""

    slug: str
    name: str
    short: str
    letter: str


def chip(theme: Theme) -> Chip:
    """Return the chip of a theme; `letter` is empty where the theme has a shape of its own."""
    short = theme.short or theme.name
    return Chip(theme.slug, theme.name, short, "" if theme.slug in DRAWN else (short or theme.slug)[0].upper())
