"""A theme's hub: when it came up, its moments and passages with their evidence, and who talks about it."""

from collections import Counter
from functools import cache
from itertools import islice

from pipeline.clock import clock
from pipeline.model import Episode, Theme
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import Face, face
from pipeline.pages.moments import evidence
from pipeline.pages.outline import Spot
from pipeline.pages.shelf import Found, Shelf, path
from pipeline.pages.tiles import moments_on, tiles
from pipeline.pages.timeline import timeline
from pipeline.pages.view import Shown, View, root, view
from pipeline.pages.words import html
from pipeline.text import brief

_FULL = 40  # moments as cards; the rest is a list of times by episode, so that a hub of years stays light
_EACH = 4  # times of one episode in that list
_TOP = 4
_UP = root("themes/any/")


class Together(Shown, frozen=True):
    """Another theme, and in how many passages it comes along."""

    theme: Chip
    words: str


class Talker(Shown, frozen=True):
    """Somebody who talks about a theme, and for how long."""

    face: Face
    words: str


def theme_page(shelf: Shelf, theme: Theme) -> View:
    """Return the hub of a theme."""
    found = sorted(shelf.found.get(theme.slug, []), key=lambda one: (_newest(one.item.date), one.item.slug))
    full, rest = _parted(found)
    spoken, letters = moments_on(shelf, theme), sum(not isinstance(one.item, Episode) for one in found)
    heading = [
        shelf.words.count("count.moments", spoken) if spoken else "",
        shelf.words.count("count.letters", letters) if letters else "",
    ]
    data: dict[str, object] = {
        "theme": chip(theme),
        "definition": theme.definition or theme.line,
        "timeline": timeline(shelf, theme.slug, _UP),
        "heading": ", ".join(filter(None, heading)),
        "has_both": bool(spoken and letters),
        "spoken": spoken,
        "written": letters,
        "moments": [evidence(shelf, one.item, spot.id, theme) for one, spot in full],
        "rest": "".join([_places(shelf, one, spots) for one, spots in rest]),
        "rest_count": sum(len(spots) for _, spots in rest),
        "together": _together(shelf, theme),
        "talkers": _talkers(shelf, theme),
        "counts": theme.counts,
        "counts_not": theme.counts_not,
        "words": theme.words,
        "feed": f"themes/{theme.slug}/feed.xml" if shelf.library.show.url else "",
    }
    description = theme.line or brief(theme.definition)
    return view(f"themes/{theme.slug}/", "theme", theme.name, description, "themes", data)


def themes_page(shelf: Shelf) -> View:
    """Return the list of all themes."""
    title = shelf.library.show.title
    names = shelf.words.listing([theme.name for theme in shelf.themes.values()])
    data: dict[str, object] = {"tiles": tiles(shelf), "show": title}
    about = brief(shelf.words.say("themes.about", show=title, names=names))
    return view("themes/", "themes", shelf.words.say("nav.themes"), about, "themes", data)


@cache
def _newest(date: str) -> int:
    return -int(date[:10].replace("-", "") or 0) if date[:4].isdigit() else 0


def _parted(found: list[Found]) -> tuple[list[tuple[Found, Spot]], list[tuple[Found, tuple[Spot, ...]]]]:
    """Return the spots to show in full, the surest of all first, and those left by item: first where the surest are left."""
    surest = ((one, spot) for strong in (True, False) for one in found for spot in one.held.spots if spot.strong is strong)
    full = list(islice(surest, _FULL))
    taken = Counter(path(one.item) for one, _ in full)  # of each item those that come first
    left = [(one, one.held.spots[taken[path(one.item)] :]) for one in found]
    return full, sorted((one for one in left if one[1]), key=lambda one: not one[1][0].strong)


def _places(shelf: Shelf, one: Found, spots: tuple[Spot, ...]) -> str:
    """Write an item with the first of the spots that are left of it: a template takes long for some thousand items."""
    href, sort = _UP + html(path(one.item)), "show" if isinstance(one.item, Episode) else "letter"
    ways = [f'<a class="tn" href="{href}#{html(spot.id)}">{_words(spot)}</a>' for spot in spots[:_EACH]]
    left = f" {html(shelf.words.say('theme.more', count=len(spots) - _EACH))}" if len(spots) > _EACH else ""
    return f'<li data-kind="{sort}"><a href="{href}">{html(one.item.title)}</a> {", ".join(ways)}{left}</li>'


def _words(spot: Spot) -> str:
    return clock(spot.start) if spot.start is not None else html(spot.begins)


def _together(shelf: Shelf, theme: Theme) -> list[Together]:
    tally = shelf.together.get(theme.slug, Counter())
    order = list(shelf.themes)
    ranked = sorted(tally, key=lambda slug: (-tally[slug], order.index(slug)))
    return [Together(chip(shelf.themes[slug]), shelf.words.count("theme.passages", tally[slug])) for slug in ranked[:_TOP]]


def _talkers(shelf: Shelf, theme: Theme) -> list[Talker]:
    seconds: Counter[str] = Counter()
    for speaker, thousandths in shelf.talkers.get(theme.slug, Counter[str]()).items():
        seconds[shelf.named(speaker)] += thousandths
    ranked = sorted(seconds, key=lambda name: (-seconds[name], name))
    return [Talker(face(shelf, name), shelf.words.say("theme.talk", clock=clock(seconds[name] / 1000))) for name in ranked[:_TOP]]
