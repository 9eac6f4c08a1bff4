"""Say whether the host's decisions make the tagger better or worse. Changes no tagger."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.tag.examples import shipped
from pipeline.tag.tagger import gated

if TYPE_CHECKING:
    from pipeline.tag.tagger import Matrix, Tagger

MOST_LOST = 0.02


def compare(old: "Tagger", new: "Tagger") -> tuple[float | None, float | None]:
    """Return the cross-validated macro-F1 of both taggers on the shipped examples.

    Each example is judged by the fit without it (to first order, as `regress.fit` gives it), so this costs no further
    training. The decided passages are no judges: they have the host's answer whatever was learned, and where she
    contradicts herself or the theme, a tagger that follows her looks better on them and is worse everywhere else. None for
    both where the old tagger learned no theme: the themes are the show's own, and no shipped example knows them.
    """
    if old.learned is None or new.learned is None:
        return None, None
    columns = [column for column in old.learned.columns if column in new.learned.columns]
    lines = len(shipped())  # they come first in every training
    gold = old.nearest.carried[:lines, columns]
    before = _left_out(old, columns)[:lines] > old.learned.limits.likely
    after = _left_out(new, columns)[:lines] > new.learned.limits.likely
    return _macro(before, gold), _macro(after, gold)


def _left_out(tagger: "Tagger", columns: Sequence[int]) -> "Matrix":
    if tagger.learned is None:
        raise TypeError("a tagger that learned nothing has no scores")
    places = [tagger.learned.columns.index(column) for column in columns]
    return gated(tagger.learned.regressions.left_out)[:, places]


def _macro(found: "np.typing.NDArray[np.bool_]", gold: "np.typing.NDArray[np.bool_]") -> float:
    hits = (found & gold).sum(axis=0)
    f1 = 2 * hits / np.maximum(found.sum(axis=0) + gold.sum(axis=0), 1)
    return round(float(f1[gold.any(axis=0)].mean()), 4)
