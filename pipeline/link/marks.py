"""Read the links that a person wrote as such: `sparked`, `[[slug]]`, `[[slug|text]]`, `[[slug@2:31]]`. Guesses nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline import marks
from pipeline.goals import goals, titles
from pipeline.language import Words
from pipeline.link.lines import Items, Key, Line
from pipeline.link.wording import apart, naming, reasons
from pipeline.marks import Mark
from pipeline.model import Episode, Issue, Library, Link, Passage, Place


def sparked(items: Items, words: Words) -> Iterator[Link]:
    """Yield what the front matter of letters says."""
    episodes = [one for one in items.values() if isinstance(one, Episode)]
    today = {old: one for one in episodes for old in one.was} | {one.slug: one for one in episodes}
    for issue in items.values():
        for slug in issue.sparked if isinstance(issue, Issue) else ():
            if episode := today.get(slug):
                yield Link(
                    "sparked",
                    Place("issue", issue.slug),
                    Place("episode", episode.slug),
                    reason=words.say("reason.started"),
                    echo=words.say("reason.sent_started", apart=apart(words, issue.date, episode.date), day=words.day(issue.date)),
                )


def explicit(library: Library, items: Items, lines: Iterable[Line], words: Words) -> Iterator[Link]:
    """Read the marks in the text. A slug that several pages share means an episode first, never the page it stands on."""
    meant, named = goals(library), titles(library)
    for line in lines:
        for mark in marks.find(line.text):
            for key in [key for key in meant.get(mark.slug, ()) if key != line.item][:1]:
                if key[0] != "theme":  # its hub names all that carries it
                    yield _link(library, items, line, key, named[key], mark, plain(line.text, meant, named), words)


def _link(library: Library, items: Items, line: Line, key: Key, name: str, mark: Mark, quote: str, words: Words) -> Link:
    source = items[line.item]
    if key not in items:
        reason, echo = naming(words, name, source, line.place)
        return Link("mentions", line.place, Place(*key), reason=reason, echo=echo, quote=quote)
    item, target = items[key], Place(*key)
    if mark.clock and isinstance(item, Episode):
        target = moment(library.passages.get("/".join(key), ()), item, float(mark.seconds))
    reason, echo = reasons(words, source, items[key], line.place, ahead=False, by_hand=True)
    ahead = key[0] == "episode" and source.date < items[key].date
    return Link("announces" if ahead else "mentions", line.place, target, reason=reason, echo=echo, quote=quote)


def moment(passages: Sequence[Passage], episode: Episode, second: float) -> Place:
    """Return the place of a second in an episode; without the passage where nothing is said then, and the episode past its end."""
    if episode.duration and second >= episode.duration:
        return Place("episode", episode.slug)
    here = [one.id for one in passages if (one.start or 0.0) <= second < (one.end or 0.0)]
    return Place("episode", episode.slug, here[0] if here else "", second)


def plain(text: str, meant: Mapping[str, Sequence[Key]], named: Mapping[Key, str]) -> str:
    """Return a text as its readers see it: a mark's own words, or the title that it leads to."""
    return marks.replace(text, lambda mark: mark.text or (named[meant[mark.slug][0]] if mark.slug in meant else mark.slug))
