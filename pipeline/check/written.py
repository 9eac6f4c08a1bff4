"""Find what is wrong in what people wrote: marks, dates, pictures, themes. Reads no built page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline import marks
from pipeline.check.finding import Finding
from pipeline.clock import clock
from pipeline.link import lost
from pipeline.model import Library
from pipeline.tables import nearest

_WIKI = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|[^\[\]]*)?\]\]")  # also what is none, such as a title: it leads nowhere


def content(library: Library, places: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the faults in what people wrote: names that lead nowhere, pictures without a text, themes that nothing uses.

    `places` are the files of the items, by item key.
    """
    yield from _address(library.show.url)
    goals = _goals(library)
    for issue, slug, advice in lost(library):
        yield Finding("error", places.get(f"issue/{issue.slug}", ""), f'sparked: there is no episode "{slug}"', advice)
    yield from _late(library, places)
    yield from _alone(library, places)
    for key, text in _texts(library):
        where = places.get(key, key)
        for inside in _WIKI.findall(text):
            for level, message, remedy in _faults(inside, goals):
                yield Finding(level, _line(where, text, f"[[{inside}"), f"[[{inside}]] {message}", remedy)
        if re.search(r"!\[\s*\]\(", text):
            yield Finding("warning", where, "a picture has no alternative text", "Write ![what it shows](...).")
    used = {mention.theme for found in library.mentions.values() for mention in found}
    for theme in library.themes:
        if theme.slug not in used:
            message = f'no passage has the theme "{theme.slug}"'
            yield Finding("warning", "content/themes.toml", message, "Widen its words, or drop it.")
        if not (theme.examples or theme.words or theme.definition or theme.counts):
            message = f'the theme "{theme.slug}" has neither examples nor words nor a definition, so only its name speaks for it'
            yield Finding("warning", "content/themes.toml", message, "Write five passages that are about it as its `examples`.")


def _alone(library: Library, places: Mapping[str, str]) -> Iterator[Finding]:
    """Name the items that no link leads from or to; a show of one has no other."""
    items = [f"episode/{one.slug}" for one in library.episodes] + [f"issue/{one.slug}" for one in library.issues]
    between = [link for link in library.links if link.target.kind in ("episode", "issue")]
    led = {f"{end.kind}/{end.slug}" for link in between for end in (link.source, link.target)}
    for key in items if len(items) > 1 else ():
        if key not in led:
            remedy = "Name another in it with [[slug]], or see what waits with `podloom links review`."
            yield Finding("warning", places.get(key, key), "no episode or letter is linked with it", remedy)


class _Goal(NamedTuple):
    """What a mark may lead to; `seconds` is the length of an episode."""

    kind: str
    name: str
    seconds: float = 0.0


def _goals(library: Library) -> dict[str, list[_Goal]]:
    """Return all that each slug means; the first is where a mark leads."""
    named = [(one.slug, _Goal("episode", one.title, one.duration)) for one in library.episodes]
    named += [(one.slug, _Goal("letter", one.title)) for one in library.issues]
    named += {slug: _Goal("theme", one.name) for one in library.themes for slug in (one.slug, *one.was)}.items()
    named += [(one.slug, _Goal("person", one.name)) for one in library.people]
    named += [(one.slug, _Goal(one.kind, one.name)) for one in library.things]
    found: dict[str, list[_Goal]] = {}
    for slug, goal in named:
        found.setdefault(slug, []).append(goal)
    return found


def _faults(inside: str, goals: Mapping[str, Sequence[_Goal]]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a mark, by what stands between its brackets: level, message, remedy."""
    mark = next(iter(marks.find(f"[[{inside}]]")), None)
    slug = mark.slug if mark else inside.strip()
    meant = goals.get(slug, ())
    if not meant:
        yield "error", "leads nowhere", nearest(slug, goals)
        return
    first = meant[0]
    if len(meant) > 1:
        several = " and ".join(f'the {one.kind} "{one.name}"' for one in meant)
        remedy = f"Give one of the {len(meant)} another slug, and write that one where you mean it."
        yield "warning", f"means {several}; it leads to the {first.kind}", remedy
    if mark and mark.wrong:
        yield "error", f'has no time: "{mark.wrong}" stands on no clock', "Write 2:31 or 1:02:31; after a colon 59 is the most."
    elif mark and mark.clock and first.kind != "episode":
        yield "warning", f"has a time, and the {first.kind} has none", f"Write [[{slug}]]."
    elif mark and mark.clock and mark.seconds >= first.seconds:
        yield "error", f'leads past the end of "{first.name}"', f"Write a time before {clock(first.seconds)}."


def _late(library: Library, places: Mapping[str, str]) -> Iterator[Finding]:
    """Yield letters that are younger than an episode which they say they sparked."""
    sent = {episode.slug: episode.date for episode in library.episodes}
    for issue in library.issues:
        for slug in issue.sparked:
            if (date := sent.get(slug)) and issue.date > date:
                message = f'sparked: the letter is of {issue.date}, and the episode "{slug}" of {date} was there before'
                yield Finding("warning", places.get(f"issue/{issue.slug}", ""), message, "Mend one of the dates, or `sparked`.")


def _address(url: str) -> Iterator[Finding]:
    """Yield what a show misses without an address of its own, or with one below its host's root."""
    where = "content/show.toml"
    if not url:
        message = "the show has no url: no canonical addresses, cards for shared links, sitemap.xml and oEmbed"
        yield Finding("warning", where, message, 'Once you know where the site will stand, write url = "https://...".')
    elif urlsplit(url).path.strip("/"):
        message = "the url lies below its host's root, where nobody reads a robots.txt, so none is written"
        yield Finding("warning", where, message, f"Name {url.rstrip('/')}/sitemap.xml in the robots.txt of that host.")


def _texts(library: Library) -> Iterator[tuple[str, str]]:
    yield from ((f"episode/{episode.slug}", episode.notes) for episode in library.episodes)
    yield from ((f"issue/{issue.slug}", issue.body) for issue in library.issues)


def _line(where: str, text: str, words: str) -> str:
    """Say in which paragraph words stand: the body's lines do not count its front matter."""
    paragraph = text[: text.find(words)].count("\n\n") + 1
    return f"{where} (paragraph {paragraph})"
