"""A theme as pages name it: slug, names, and whether the house has a shape for it."""

from functools import lru_cache
from html import escape

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


@lru_cache(maxsize=256)
def chip(theme: Theme) -> Chip:
    """Return the chip of a theme; `letter` is empty where the theme has a shape of its own."""
    short = theme.short or theme.name
    return Chip(theme.slug, theme.name, short, "" if theme.slug in DRAWN else (short or theme.slug)[0].upper())


def shape(slug: str, letter: str) -> str:
    """Draw a theme as safe HTML, by what its chip holds: its shape, or a ring with its letter."""
    if not letter:
        return f'<svg class="g" aria-hidden="true"><use href="#g-{escape(slug)}"/></svg>'
    ring = '<circle cx="8" cy="8" r="6.9" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    inside = f'<text x="8" y="11.4" text-anchor="middle" class="pl-ring">{escape(letter)}</text>'
    return f'<svg class="g" viewBox="0 0 16 16" aria-hidden="true">{ring}{inside}</svg>'
