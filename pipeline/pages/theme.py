"""A theme's hub: when it came up, its moments and passages with their evidence, and who talks about it."""

from collections import Counter
from functools import cache

from pipeline.clock import clock
from pipeline.model import Episode, Theme
from pipeline.pages.chips import Chip, chip
from pipeline.pages.episode import Face, face
from pipeline.pages.moments import evidence
from pipeline.pages.quotes import at
from pipeline.pages.shelf import Found, Shelf, kind, path
from pipeline.pages.tiles import tiles
from pipeline.pages.timeline import timeline
from pipeline.pages.view import Shown, View, view
from pipeline.text import brief

_FULL = 40  # moments as cards; the rest is a list of times by episode, so that a hub of years stays light
_EACH = 4  # times of one episode in that list
_TOP = 4


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
    found = sorted(shelf.found.get(theme.slug, []), key=_surest_then_newest)
    spoken = [one for one in found if isinstance(one.item, Episode)]
    letters = {one.item.slug for one in found if not isinstance(one.item, Episode)}
    heading = [
        shelf.words.count("count.moments", len(spoken)) if spoken else "",
        shelf.words.count("count.letters", len(letters)) if letters else "",
    ]
    data: dict[str, object] = {
        "theme": chip(theme),
        "definition": theme.definition or theme.line,
        "timeline": timeline(shelf, theme.slug),
        "heading": ", ".join(filter(None, heading)),
        "has_both": bool(spoken and letters),
        "spoken": len(spoken),
        "written": len(letters),
        "moments": [evidence(shelf, one.item, one.passage, one.mention) for one in found[:_FULL]],
        "rest": _rest(found[_FULL:]),
        "rest_count": len(found[_FULL:]),
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


def _surest_then_newest(one: Found) -> tuple[bool, int, str, float, str]:
    return one.mention.strength != "strong", _newest(one.item.date), one.item.slug, one.passage.start or 0, one.passage.id


@cache
def _newest(date: str) -> int:
    return -int(date[:10].replace("-", "") or 0) if date[:4].isdigit() else 0


def _rest(found: list[Found]) -> list[dict[str, object]]:
    by_item: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        by_item.setdefault((kind(one.item), one.item.slug), []).append(one)
    return [
        {
            "title": some[0].item.title,
            "href": path(some[0].item),
            "kind": "show" if isinstance(some[0].item, Episode) else "letter",
            "places": [{"href": _href(one), "words": _words(one)} for one in some[:_EACH]],
            "left": max(0, len(some) - _EACH),
        }
        for some in by_item.values()
    ]


def _href(one: Found) -> str:
    return path(one.item) + at(one.passage, one.passage.start or 0)


def _words(one: Found) -> str:
    return clock(one.passage.start) if one.passage.start is not None else brief(one.mention.evidence.sentence, 60)


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
