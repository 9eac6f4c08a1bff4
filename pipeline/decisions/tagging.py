"""Give an item its themes as the machine and the host have them together. The host's word stands whatever was learned."""

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from pipeline import tag as tagging
from pipeline.decisions.force import in_force, training
from pipeline.decisions.place import places
from pipeline.decisions.record import ADD, Decision
from pipeline.model import Evidence, Mention, Passage, Theme

if TYPE_CHECKING:
    from pipeline.tag import Tagger


_LEARNING = RLock()


class Lesson(NamedTuple):
    """The tagger that a show's decisions led to. Cross-validated F1 `before` and `after` them, None where none can be measured.

    `examples` are the passages that it learned from. `refused` says that the decisions would have made it
    worse, so that it is the tagger without them.
    """

    tagger: "Tagger"
    examples: int = 0
    before: float | None = None
    after: float | None = None
    refused: bool = False


class Tagged(NamedTuple):
    """The themes of an item; `near` are those that were almost given, `gone` decisions whose passage is not there."""

    mentions: tuple[Mention, ...]
    near: tuple[Mention, ...]
    gone: tuple[Decision, ...]


def learn(themes: tuple[Theme, ...], decisions: tuple[Decision, ...], folder: Path | None = None) -> Lesson:
    """Train on the shipped examples, those of the themes and the decisions; keep the old tagger where these make it worse.

    With a `folder`, texts that were read in an earlier run are not read again. Threads that ask for the same get the same.
    """
    with _LEARNING:
        return _learned(themes, decisions, folder)


@lru_cache(maxsize=4)
def _learned(themes: tuple[Theme, ...], decisions: tuple[Decision, ...], folder: Path | None) -> Lesson:
    vectors = tagging.kept(folder) if folder else None
    lessons = training(decisions, [theme.slug for theme in themes])
    if not lessons:
        return Lesson(tagging.train(themes, (), vectors))
    old = learn(themes, (), folder).tagger
    from pipeline.decisions import trial

    # A decision holds for its own passage; what the tagger says of the passage's other themes stays as unsure as it is.
    new = dataclasses.replace(tagging.train(themes, lessons, vectors), settled={})
    found = trial.compare(old, new)
    return Lesson(old if found.refused else new, len(lessons), *found)


def tag(tagger: "Tagger", passages: Sequence[Passage], pinned: Sequence[str], decisions: Sequence[Decision]) -> Tagged:
    """Find the themes of one item's passages. `decisions` are those about this item and today's themes, in their order."""
    slugs = [theme.slug for theme in tagger.themes]
    found, near = ({(one.passage, one.theme): one for one in side} for side in tagger.weigh(passages, pinned))
    verdicts, gone = _verdicts(passages, decisions)
    by_id = {passage.id: passage for passage in passages}
    for (passage, theme), verdict in verdicts.items():
        machine = found.pop((passage, theme), None) or near.get((passage, theme))
        near.pop((passage, theme), None)
        if verdict == ADD:
            evidence = machine.evidence if machine else _evidence(tagger, by_id[passage], theme)
            found[passage, theme] = Mention(passage, theme, 1.0, "strong", evidence)
    order = {passage.id: place for place, passage in enumerate(passages)}

    def sort(mentions: dict[tuple[str, str], Mention]) -> tuple[Mention, ...]:
        return tuple(sorted(mentions.values(), key=lambda one: (order[one.passage], slugs.index(one.theme))))

    return Tagged(sort(found), sort(near), gone)


def _verdicts(
    passages: Sequence[Passage], decisions: Sequence[Decision]
) -> tuple[dict[tuple[str, str], str], tuple[Decision, ...]]:
    verdicts: dict[tuple[str, str], str] = {}
    gone = []
    for one in in_force(decisions):
        found = places(one, passages)
        verdicts.update({(passage.id, one.theme): one.verdict for passage in found})
        gone += [] if found else [one]
    return verdicts, tuple(gone)


def _evidence(tagger: "Tagger", passage: Passage, theme: str) -> Evidence:
    """Point at the sentence that the machine finds nearest to a theme which it did not see."""
    from pipeline.tag.evidence import evidence

    column = [one.slug for one in tagger.themes].index(theme)
    sentences = [sentence.text for sentence in passage.sentences] or [passage.text]
    return evidence(sentences, [float(row[column]) for row in tagger.scores(sentences)], tagger.lexicons[column])
