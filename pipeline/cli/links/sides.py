"""Show a link with both its ends, as a person or another front end reads it. Decides nothing."""

from collections.abc import Mapping

from pipeline.cli.asking.wording import Said, moment, said
from pipeline.cli.links.desk import Desk, identity
from pipeline.model import Episode, Fact, Issue, Library, Link, Passage, Place


class Side(Fact, frozen=True):
    """An end of a link. `turns` are its passage, or what its item is about where the link is with the item as a whole.

    `passage` is "" there. `start` and `end` are the passage's, in seconds, and `seconds` is the moment of the link; all are
    None in a letter.
    """

    item: str
    title: str
    date: str
    passage: str
    turns: tuple[Said, ...]
    start: float | None
    end: float | None
    seconds: float | None

    @property
    def heading(self) -> str:
        """Return `The Warm Numbers (2025-03-18) at 2:31`."""
        return moment(f"{self.title} ({self.date})" if self.date else self.title, self.seconds, self.passage)

    @property
    def short(self) -> str:
        """Return `The Warm Numbers at 2:31`."""
        return moment(self.title, self.seconds, self.passage)


class Question(Fact, frozen=True):
    """A link with both ends; `state` is "published", "waiting" or "rejected". `sentence` is what carries it, if one does."""

    id: str
    type: str
    state: str
    score: float
    reason: str
    echo: str
    sentence: str
    source: Side
    target: Side


class Sides:
    """Finds what the ends of links are."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._items: Mapping[str, Episode | Issue] = {
            **{f"episode/{one.slug}": one for one in desk.library.episodes},
            **{f"issue/{one.slug}": one for one in desk.library.issues},
        }
        self.titles = _titles(desk.library)

    def question(self, link: Link, state: str) -> Question:
        """Return a link as it is shown."""
        return Question(
            id=identity(link),
            type=link.type,
            state=state,
            score=link.score,
            reason=link.reason,
            echo=link.echo,
            sentence=link.quote,
            source=self._side(link.source),
            target=self._side(link.target),
        )

    def _side(self, place: Place) -> Side:
        key = f"{place.kind}/{place.slug}"
        item, passage = self._items.get(key), self._desk.passage(place)
        return Side(
            item=key,
            title=self.titles.get(key, key),
            date=item.date if item else "",
            passage=passage.id if passage else "",
            turns=self._turns(key, item, passage),
            start=passage.start if passage else None,
            end=passage.end if passage else None,
            seconds=place.seconds if place.seconds is not None or passage is None else passage.start,
        )

    def _turns(self, key: str, item: Episode | Issue | None, passage: Passage | None) -> tuple[Said, ...]:
        if passage is None and item and item.summary:
            return (Said("", item.summary),)
        told = passage or next(iter(self._desk.library.passages.get(key, ())), None)
        return said(told) if told else ()


def _titles(library: Library) -> dict[str, str]:
    """Return what everything is called that a link may lead to, by its key."""
    episodes = {f"episode/{one.slug}": one.title for one in library.episodes}
    issues = {f"issue/{one.slug}": one.title for one in library.issues}
    people = {f"person/{one.slug}": one.name for one in library.people}
    return episodes | issues | people | {f"{one.kind}/{one.slug}": one.name for one in library.things}
