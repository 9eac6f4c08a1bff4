"""Find what is wrong in what people wrote: marks, dates, numbers, pictures, themes. Reads no built page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline import marks, policy
from pipeline.check import rules
from pipeline.check.finding import Finding, Rule
from pipeline.check.source import Source
from pipeline.clock import clock
from pipeline.goals import goals, titles
from pipeline.link import lost
from pipeline.model import Episode, Issue, Library
from pipeline.tables import nearest

_WIKI = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|[^\[\]]*)?\]\]")  # also what is none, such as a title: it leads nowhere
_NO_ALT = re.compile(r"!\[\s*\]\(")
_PICTURE = re.compile(r'<img\b[^<>]*?\ssrc="([^"]*)"')  # of sanitised HTML: what is shown, and no example in a listing
FIRST_YEAR = "1990"  # nothing that is heard or mailed here is older: a digit is missing
SHOW = "content/show.toml"
THEMES = "content/themes.toml"


def content(library: Library, sources: Mapping[str, Source], waiting: frozenset[str], today: str) -> Iterator[Finding]:
    """Yield the faults in what people wrote: names that lead nowhere, dates, pictures without a text, themes that nothing uses.

    `sources` are the files of the items, by item key, and content/themes.toml by its path; `waiting` the slugs of what is not
    published yet.
    """
    yield from _address(library.show.url)
    for one in lost(library.episodes, library.issues):
        if one.episode not in waiting:
            place = sources[f"issue/{one.issue}"].key("sparked")
            yield rules.SPARKED_NOWHERE.broken(place, f'sparked: there is no episode "{one.episode}"', one.advice)
    yield from _late(library, sources)
    yield from _dated(library, sources, today)
    yield from _alone(library, sources)
    goals = _goals(library)
    for key, text, html in _texts(library):
        source = sources[key]
        for inside in _WIKI.findall(text):
            for rule, message, remedy in _faults(inside, goals, waiting):
                yield rule.broken(source.at(f"[[{inside}"), f"[[{inside}]] {message}", remedy)
        for found in dict.fromkeys(_NO_ALT.findall(text)):
            yield rules.ALT_EMPTY.broken(source.at(found), "a picture has no alternative text")
        for address in map(unescape, dict.fromkeys(_PICTURE.findall(html))):
            if foreign := policy.abroad(address, library.show.url):
                place = source.at(address, unquote(address), foreign.server)
                yield rules.PICTURE_ELSEWHERE.broken(place, f"the picture lies at {foreign.server}")
    yield from _themes(library, sources.get(THEMES, Source(where=THEMES)))


_GROWN = 10  # episodes and letters: before that, most themes have yet to be spoken of


def _themes(library: Library, source: Source) -> Iterator[Finding]:
    young = len(library.episodes) + len(library.issues) < _GROWN
    used = {mention.theme for found in library.mentions.values() for mention in found}
    for theme in library.themes:
        if theme.slug not in used and not young:
            yield rules.THEME_UNUSED.broken(source.at(f'"{theme.slug}"'), f'no passage has the theme "{theme.slug}"')
        if not (theme.examples or theme.words or theme.definition or theme.counts):
            message = f'the theme "{theme.slug}" has neither examples nor words nor a definition, so only its name speaks for it'
            yield rules.THEME_BARE.broken(source.at(f'"{theme.slug}"'), message)


def _alone(library: Library, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Name the items that no link leads from or to; a show of one has no other."""
    items = [f"episode/{one.slug}" for one in library.episodes] + [f"issue/{one.slug}" for one in library.issues]
    between = [link for link in library.links if link.target.kind in ("episode", "issue")]
    led = {f"{end.kind}/{end.slug}" for link in between for end in (link.source, link.target)}
    for key in items if len(items) > 1 else ():
        if key not in led:
            yield rules.ITEM_ALONE.broken(sources[key].where, "no episode or letter is linked with it")


_CALLED = {"issue": "letter"}  # as hosts call it


class _Goal(NamedTuple):
    """What a mark may lead to; `seconds` is the length of an episode."""

    kind: str
    name: str
    seconds: float = 0.0


def _goals(library: Library) -> dict[str, list[_Goal]]:
    """Return all that each slug means; the first is where a mark leads."""
    named, lengths = titles(library), {("episode", one.slug): one.duration for one in library.episodes}
    return {
        slug: [_Goal(_CALLED.get(key[0], key[0]), named[key], lengths.get(key, 0.0)) for key in keys]
        for slug, keys in goals(library).items()
    }


def _faults(inside: str, goals: Mapping[str, Sequence[_Goal]], waiting: frozenset[str]) -> Iterator[tuple[Rule, str, str]]:
    """Yield what is wrong with a mark, by what stands between its brackets: rule, message, remedy."""
    mark = next(iter(marks.find(f"[[{inside}]]")), None)
    slug = mark.slug if mark else inside.strip()
    meant = goals.get(slug, ())
    if not meant and slug in waiting:
        yield rules.MARK_WAITS, "leads to what is not published yet", ""
        return
    if not meant:
        yield rules.MARK_NOWHERE, "leads nowhere", nearest(slug, goals)
        return
    first = meant[0]
    if len(meant) > 1:
        several = " and ".join(f'the {one.kind} "{one.name}"' for one in meant)
        remedy = f"Give one of the {len(meant)} another slug, and write that one where you mean it."
        yield rules.MARK_AMBIGUOUS, f"means {several}; it leads to the {first.kind}", remedy
    if mark and mark.wrong:
        remedy = "Write 2:31 or 1:02:31; after a colon 59 is the most."
        yield rules.MARK_NO_TIME, f'has no time: "{mark.wrong}" stands on no clock', remedy
    elif mark and mark.clock and first.kind != "episode":
        yield rules.MARK_TIME_UNUSED, f"has a time, and the {first.kind} has none", f"Write [[{slug}]]."
    elif mark and mark.clock and mark.seconds >= first.seconds:
        remedy = f"Write a time before {clock(first.seconds)}."
        yield rules.MARK_PAST_END, f'leads past the end of "{first.name}"', remedy


def _late(library: Library, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Yield letters that are younger than an episode which they say they sparked."""
    sent = {old: episode.date for episode in library.episodes for old in episode.was}
    sent |= {episode.slug: episode.date for episode in library.episodes}
    for issue in library.issues:
        for slug in issue.sparked:
            if (date := sent.get(slug)) and issue.date > date:
                message = f'sparked: the letter is of {issue.date}, and the episode "{slug}" of {date} was there before'
                place = sources[f"issue/{issue.slug}"].key("sparked")
                yield rules.SPARKED_LATER.broken(place, message, "Mend one of the dates, or `sparked`.")


def _dated(library: Library, sources: Mapping[str, Source], today: str) -> Iterator[Finding]:
    """Yield dates that cannot be, numbers that stand twice or run against the dates, and titles that stand twice."""
    titles: dict[tuple[str, str], str] = {}
    items: list[tuple[str, Episode | Issue]] = [(f"episode/{one.slug}", one) for one in library.episodes]
    items += [(f"issue/{one.slug}", one) for one in library.issues]
    for key, one in items:
        source = sources[key]
        if one.date < FIRST_YEAR:
            yield rules.DATE_STRANGE.broken(source.key("date"), f"the date {one.date} is before any podcast")
        if one.updated > today:
            yield rules.DATE_STRANGE.broken(source.key("updated"), f"updated: {one.updated} is yet to come")
        other = titles.setdefault((key.partition("/")[0], one.title.casefold()), source.where)
        if other != source.where:
            yield rules.TITLE_TWICE.broken(source.key("title"), f'"{one.title}" is the title of {other} too')
    yield from _numbered(library.episodes, sources)


def _numbered(episodes: Sequence[Episode], sources: Mapping[str, Source]) -> Iterator[Finding]:
    numbered = sorted((one for one in episodes if one.number is not None), key=lambda one: (one.number, one.date, one.slug))
    for before, one in pairwise(numbered):
        place = sources[f"episode/{one.slug}"].key("episode", "number")
        other = sources[f"episode/{before.slug}"].where
        if one.number == before.number:
            yield rules.NUMBER_TWICE.broken(place, f"{other} is number {one.number} too")
        elif one.date < before.date:
            message = f"number {one.number} is of {one.date}, and number {before.number} of {before.date} ({other})"
            yield rules.NUMBER_ORDER.broken(place, message)


def _address(url: str) -> Iterator[Finding]:
    """Yield what a show misses without an address of its own, or with one below its host's root."""
    if not url:
        message = "the show has no url: no canonical addresses, cards for shared links, sitemap.xml and oEmbed"
        yield rules.URL_MISSING.broken(SHOW, message)
    elif urlsplit(url).path.strip("/"):
        message = "the url lies below its host's root, where nobody reads a robots.txt, so none is written"
        remedy = f"Name {url.rstrip('/')}/sitemap.xml in the robots.txt of that host."
        yield rules.URL_BELOW_ROOT.broken(SHOW, message, remedy)


def _texts(library: Library) -> Iterator[tuple[str, str, str]]:
    """Yield the key of each item, its text as it was written, and that as it is shown."""
    yield from ((f"episode/{episode.slug}", episode.notes, episode.notes_html) for episode in library.episodes)
    for issue in library.issues:
        yield f"issue/{issue.slug}", issue.body, "".join(block.html for block in issue.blocks)
