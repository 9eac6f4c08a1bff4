"""Read the links that a person wrote as such: `sparked`, `[[slug]]`, `[[slug|text]]`, `[[slug@2:31]]`. Guesses nothing."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline import marks
from pipeline.language import Words
from pipeline.link.lines import Items, Key, Line
from pipeline.link.wording import apart, naming, reasons
from pipeline.marks import Mark
from pipeline.model import Episode, Issue, Library, Link, Passage, Place


def sparked(items: Items, words: Words) -> Iterator[Link]:
    """Yield what the front matter of letters says."""
    today = _today(items)
    for issue in items.values():
        for slug in issue.sparked if isinstance(issue, Issue) else ():
            if key := today.get(("episode", slug)):
                episode = items[key]
                yield Link(
                    "sparked",
                    Place("issue", issue.slug),
                    Place(*key),
                    reason=words.say("reason.started"),
                    echo=words.say("reason.sent_started", apart=apart(words, issue.date, episode.date), day=words.day(issue.date)),
                )


def explicit(library: Library, items: Items, lines: Iterable[Line], words: Words) -> Iterator[Link]:
    """Read the marks in the text. A slug that several pages share means an episode first, never the page it stands on."""
    others = {("person", person.slug): person.name for person in library.people}
    others |= {(thing.kind, thing.slug): thing.name for thing in library.things}
    kinds = ("episode", "issue", "person", "organisation", "book")
    today = {**_today(items), **{key: key for key in others}}
    for line in lines:
        for mark in marks.find(line.text):
            keys = [today[kind, mark.slug] for kind in kinds if (kind, mark.slug) in today]
            for key in [key for key in keys if key != line.item][:1]:
                yield _link(library, items, others, line, key, mark, words)


def _today(items: Items) -> dict[Key, Key]:
    """Return the key of today of each item, by that one and by its former ones; one that is another's today is that other's."""
    former = {(kind, old): (kind, item.slug) for (kind, _), item in items.items() for old in item.was}
    return {**former, **{key: key for key in items}}


def _link(library: Library, items: Items, others: dict[Key, str], line: Line, key: Key, mark: Mark, words: Words) -> Link:
    source, quote = items[line.item], plain(line.text, items, others)
    if key in others:
        reason, echo = naming(words, others[key], source, line.place)
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


def plain(text: str, items: Items, others: dict[Key, str]) -> str:
    """Return a text as its readers see it: a mark's own words, or the title that it leads to."""
    titles = {old: item.title for item in items.values() for old in item.was}
    titles |= {slug: name for (_, slug), name in others.items()} | {slug: item.title for (_, slug), item in items.items()}
    return marks.replace(text, lambda mark: mark.text or titles.get(mark.slug, mark.slug))
