"""What is written on a page's card, as plain data: its digest decides whether the card is drawn again. Draws nothing."""

from itertools import groupby

from pipeline.clock import clock
from pipeline.model import Episode, Fact, Issue, Mention, Passage, Show, Theme
from pipeline.share.address import card_path, item_path
from pipeline.share.gist import names, seconds

CARD_WIDTH, CARD_HEIGHT = 1200, 630  # pixels
# The themes that have a colour, as in podloom.css; any other is drawn in the quiet one after them.
COLOURED = (
    *("relationships", "measurement", "sales-vs-alliances", "alliance-profession"),
    *("nurturing", "trust-communication", "alliance-failure"),
)


class Band(Fact, frozen=True):
    """A stretch of the ribbon, in thousandths of its length, and the themes there, by their places in COLOURED."""

    start: int
    end: int
    themes: tuple[int, ...]


class Plate(Fact, frozen=True):
    """A card's words and its ribbon. `line` stands under the title, `foot` in the corner; both may be empty."""

    path: str
    show: str
    title: str
    line: str = ""
    foot: str = ""
    bands: tuple[Band, ...] = ()


def of_item(
    show: Show, item: Episode | Issue, passages: tuple[Passage, ...], mentions: tuple[Mention, ...], themes: tuple[Theme, ...]
) -> Plate:
    """Return the plate of an episode or a letter. Its words are names and figures, so it needs no language."""
    path, who = card_path(item_path(item)), ", ".join(names(item, show.hosts))
    if isinstance(item, Issue):
        return Plate(path, show.title, item.title, show.letters if show.letters != item.title else "", item.date)
    total = seconds(item, passages)
    foot = " · ".join(filter(None, [item.date, clock(total) if total else ""]))
    return Plate(path, show.title, item.title, who, foot, _bands(total, passages, mentions, themes))


def of_page(show: Show, path: str, title: str, line: str, themes: tuple[Theme, ...]) -> Plate:
    """Return the plate of any other page: a theme's has its colour, home's those of all."""
    own = [_colour(theme.slug) for theme in themes if path == f"themes/{theme.slug}/"]
    shown = own or ([_colour(theme.slug) for theme in themes] if path in ("", "themes/") else [])
    share = 1000 / (len(shown) or 1)
    bands = tuple(Band(round(at * share), round((at + 1) * share), (theme,)) for at, theme in enumerate(shown))
    words = (title, line) if path else (show.title, show.tagline or line)
    return Plate(card_path(path), show.title, *words, "", bands)


def _bands(
    total: float, passages: tuple[Passage, ...], mentions: tuple[Mention, ...], themes: tuple[Theme, ...]
) -> tuple[Band, ...]:
    order = {theme.slug: _colour(theme.slug) for theme in themes}
    carried: dict[str, set[int]] = {}
    for mention in mentions:
        if mention.theme in order:
            carried.setdefault(mention.passage, set()).add(order[mention.theme])
    tagged = [(tuple(sorted(carried.get(passage.id, ()))), passage) for passage in passages]
    bands = []
    for here, run in groupby(tagged, lambda one: one[0]):
        spoken = [passage for _, passage in run]
        start, end = spoken[0].start or 0.0, spoken[-1].end or total
        if here and total:
            bands.append(Band(round(1000 * start / total), min(1000, round(1000 * end / total)), here))
    return tuple(band for band in bands if band.end > band.start)


def _colour(slug: str) -> int:
    return COLOURED.index(slug) if slug in COLOURED else len(COLOURED)
