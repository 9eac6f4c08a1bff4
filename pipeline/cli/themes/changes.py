"""Say what decisions change elsewhere, once the tagger has learned from them. Writes nothing."""

from collections.abc import Callable, Mapping

from pipeline import decisions as deciding
from pipeline.cli.themes.desk import Desk
from pipeline.decisions import Lesson
from pipeline.model import Fact
from pipeline.steps.common import VECTORS


class Change(Fact, frozen=True):
    """A passage gains or loses a theme. `start` is in seconds, None in a letter."""

    item: str
    title: str
    passage: str
    theme: str
    change: str
    text: str
    start: float | None = None


class Changes(Fact, frozen=True):
    """What the decisions cause elsewhere; `refused` says that the tagger did not learn, as its F1 would fall.

    `examples` are the passages that it was to learn from; `before` and `after` are None where nothing can be measured.
    """

    changes: tuple[Change, ...]
    refused: bool = False
    before: float | None = None
    after: float | None = None
    examples: int = 0


def elsewhere(desk: Desk, tell: Callable[[float], None]) -> Changes:
    """Tag the whole library with what was learned from all decisions, and compare with what is built.

    `tell` hears how far this is, from 0 to 1: a thousand episodes take minutes.
    """
    tell(0.0)
    lesson: Lesson = deciding.learn(desk.library.themes, desk.decisions, desk.opened.store.root / VECTORS)
    decided = desk.verdicts()
    pins: Mapping[str, tuple[str, ...]] = {
        **{f"episode/{one.slug}": one.themes for one in desk.library.episodes},
        **{f"issue/{one.slug}": one.themes for one in desk.library.issues},
    }
    found: list[Change] = []
    for number, (item, passages) in enumerate(desk.library.passages.items(), 1):
        own = [one for one in desk.decisions if one.item == item]
        now = deciding.tag(lesson.tagger, passages, pins.get(item, ()), own).mentions
        new = {(one.passage, one.theme) for one in now}
        old = {(one.passage, one.theme) for one in desk.library.mentions.get(item, ())}
        found += [
            Change(item, desk.titles.get(item, item), passage.id, theme, change, passage.text, passage.start)
            for passage in passages
            for theme in desk.themes
            for change, pairs in (("gains", new - old), ("loses", old - new))
            if (passage.id, theme) in pairs and (item, passage.id, theme) not in decided
        ]
        tell(number / len(desk.library.passages))
    return Changes(tuple(found), lesson.refused, lesson.before, lesson.after, lesson.examples)
