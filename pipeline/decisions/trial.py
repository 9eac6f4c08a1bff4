"""Say whether the host's decisions make the tagger better or worse. Changes no tagger."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.tag import sketch
from pipeline.tag.evidence import sentences
from pipeline.tag.examples import shipped, told
from pipeline.tag.tagger import gated

if TYPE_CHECKING:
    from pipeline.tag.tagger import Matrix, Tagger

    Marks = np.typing.NDArray[np.bool_]

MOST_LOST = 0.02
LEAST = 5  # examples of a theme that is judged
# Of twenty examples a single one moves F1 by more than .02: on a cooking show three good decisions did.
CHANCE = 1


class Trial(NamedTuple):
    """Macro-F1 before and after, None where it cannot be measured; `refused` says that it fell by more than it may."""

    before: float | None = None
    after: float | None = None
    refused: bool = False


def compare(old: "Tagger", new: "Tagger") -> Trial:
    """Measure both taggers, cross-validated, on the shipped examples and those that the themes bring along.

    Each example is judged by what is learned without it: a regression to first order, as `regress.fit` gives it, so this costs
    no further training; a theme of few examples is drawn anew. The decided passages are no judges: they have the host's answer
    whatever was learned, and where she contradicts herself or the theme, a tagger that follows her looks better on them and is
    worse everywhere else. Nothing can be measured where no theme has five examples besides her decisions.
    """
    lines = len(shipped()) + len(told(old.themes))  # they come first in every training
    carried = old.nearest.carried[:lines]
    # Where no shipped example carries a theme of the show, they are another show's talk, and say little of what goes wrong here.
    first = 0 if carried[: len(shipped())].any() else len(shipped())
    gold = carried[first:]
    judged = np.flatnonzero(gold.sum(axis=0) >= LEAST)
    if not len(judged):
        return Trial()
    gold = gold[:, judged]
    before, after = (_left_out(tagger, lines)[first:, judged] for tagger in (old, new))
    lost = int((after != gold).sum()) - int((before != gold).sum())
    f1 = _macro(before, gold), _macro(after, gold)
    return Trial(*f1, refused=f1[0] - f1[1] > MOST_LOST and lost > CHANCE)


def _left_out(tagger: "Tagger", lines: int) -> "Marks":
    """Return what each of the first examples (rows) would be given without it, for each theme (columns)."""
    found = np.zeros((lines, len(tagger.themes)), dtype=bool)
    if tagger.learned is not None:
        scores = gated(tagger.learned.regressions.left_out)[:lines]
        found[:, tagger.learned.columns] = scores > tagger.learned.limits.likely
    if tagger.sketched:
        found[:, tagger.sketched] = _redrawn(tagger, lines) > sketch.LIMITS.likely
    return found


def _redrawn(tagger: "Tagger", lines: int) -> "Matrix":
    """Return the scores of the first examples for the themes of few examples, each by themes drawn without it."""
    if tagger.sketches is None:
        raise TypeError("a tagger that drew no theme has no sketches")
    talk = sketch.talk(tagger.vectors)
    texts, carried = tagger.nearest.texts, tagger.nearest.carried[:, tagger.sketched]
    vectors, hits = tagger.read([[sentences(text)] for text in texts[:lines]]).alone()
    hits = hits[:, tagger.sketched]
    scores = tagger.sketches.scores(vectors, hits)
    themes = [tagger.themes[column] for column in tagger.sketched]
    for at in np.flatnonzero(carried[:lines].any(axis=1)):
        few = [[texts[row] for row in np.flatnonzero(own) if texts[row] != texts[at]] for own in carried.T]
        scores[at] = sketch.draw(themes, few, tagger.vectors, talk).scores(vectors[[at]], hits[[at]])
    return scores


def _macro(found: "Marks", gold: "Marks") -> float:
    hits = (found & gold).sum(axis=0)
    f1 = 2 * hits / np.maximum(found.sum(axis=0) + gold.sum(axis=0), 1)
    return round(float(f1.mean()), 4)
