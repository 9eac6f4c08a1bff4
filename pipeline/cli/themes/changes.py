"""Say what decisions change elsewhere, once the tagger has learned from them. Writes nothing."""

from collections.abc import Mapping

from pipeline import decisions as deciding
from pipeline.cli.themes.desk import Desk
from pipeline.decisions import Lesson
from pipeline.model import Fact
from pipeline.steps.themes import VECTORS


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
    """What the decisions cause elsewhere; `refused` says that the tagger did not learn, as its F1 would fall."""

    changes: tuple[Change, ...]
    refused: bool = False
    before: float | None = None
    after: float | None = None


def elsewhere(desk: Desk) -> Changes:
    """Tag the whole library with what was learned from all decisions, and compare with what is built."""
    lesson: Lesson = deciding.learn(desk.library.themes, desk.decisions, desk.opened.store.root / VECTORS)
    decided = desk.verdicts()
    pins: Mapping[str, tuple[str, ...]] = {
        **{f"episode/{one.slug}": one.themes for one in desk.library.episodes},
        **{f"issue/{one.slug}": one.themes for one in desk.library.issues},
    }
    found: list[Change] = []
    for item, passages in desk.library.passages.items():
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
    return Changes(tuple(found), lesson.refused, lesson.before, lesson.after)
