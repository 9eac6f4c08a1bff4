"""A theme as a tile: how often the show and the letters came to it, and in which months."""

from collections import Counter

from pipeline.model import Episode, Theme
from pipeline.pages.chips import Chip, chip
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown
from pipeline.pages.words import when

_MONTHS = 6
_WIDE, _HIGH, _BAR, _STEP = 108, 28, 14, 18  # of the little drawing, in its own units


class Bar(Shown, frozen=True):
    """One month of a tile's drawing."""

    x: int
    y: float
    height: float


class Tile(Shown, frozen=True):
    """A theme with its counts. `label` says the drawing in words; both are empty where there are no dates."""

    theme: Chip
    line: str
    moments: int
    moments_words: str
    letters: int
    letters_words: str
    bars: tuple[Bar, ...]
    label: str


def tiles(shelf: Shelf) -> tuple[Tile, ...]:
    """Return a tile for each theme, in the show's own order."""
    months = _months(shelf)
    by_month = {slug: _by_month(shelf, slug) for slug in shelf.themes}
    top = max((by_month[slug][at] for slug in shelf.themes for at in months), default=0)
    return tuple(_tile(shelf, theme, months, [by_month[slug][at] for at in months], top) for slug, theme in shelf.themes.items())


def moments_on(shelf: Shelf, theme: Theme) -> int:
    """Return how many passages of speech carry a theme."""
    return sum(len(one.held.spots) for one in shelf.found.get(theme.slug, []) if isinstance(one.item, Episode))


def _tile(shelf: Shelf, theme: Theme, months: list[int], figures: list[int], top: int) -> Tile:
    moments = moments_on(shelf, theme)
    letters = sum(not isinstance(one.item, Episode) for one in shelf.found.get(theme.slug, []))
    label = _label(shelf, months, figures) if months else ""
    left = _WIDE - _STEP * len(figures) + _STEP - _BAR
    bars = tuple(_bar(left + _STEP * at, figure, top) for at, figure in enumerate(figures)) if any(figures) else ()
    return Tile(
        chip(theme),
        theme.line or theme.definition,
        moments,
        shelf.words.count("tile.moments", moments),
        letters,
        shelf.words.count("count.letters", letters),
        bars,
        label,
    )


def _months(shelf: Shelf) -> list[int]:
    """Return the last months in which anything came out, as year * 12 + month - 1, without a gap."""
    all_of_them = [_month(item.date) for item in shelf.items.values()]
    known = sorted(at for at in all_of_them if at is not None)
    return list(range(max(known[0], known[-1] - _MONTHS + 1), known[-1] + 1)) if known else []


def _by_month(shelf: Shelf, slug: str) -> Counter[int]:
    out: Counter[int] = Counter()
    for one in shelf.found.get(slug, []):
        if (at := _month(one.item.date)) is not None:
            out[at] += len(one.held.spots)
    return out


def _month(iso: str) -> int | None:
    known = when(iso)
    return known.year * 12 + known.month - 1 if known else None


def _label(shelf: Shelf, months: list[int], figures: list[int]) -> str:
    first, last = (shelf.words.month(at % 12 + 1, at // 12) for at in (months[0], months[-1]))
    return shelf.words.say("tile.by_month", first=first, last=last, figures=", ".join(map(str, figures)))


def _bar(x: int, figure: int, top: int) -> Bar:
    height = round(1 + _HIGH * figure / top, 1) if figure else 1.5
    return Bar(x, round(_HIGH + 2 - height, 1), height)
