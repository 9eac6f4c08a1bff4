"""Score a theme that has too few examples from its own words: definition, counts, phrases. Learns nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Theme
from pipeline.tag import encode
from pipeline.tag.encode import Vectors
from pipeline.tag.examples import shipped
from pipeline.tag.limits import Limits
from pipeline.tag.regress import squash

Matrix = NDArray[np.float64]

# Fitted over all seven house themes at once on the shipped examples, so they belong to no theme in particular; on the
# development lines, with nothing learned of their themes and without contrast, macro-F1 .703 and .12 false positives.
_SLOPE_LIKENESS = 1.37
_SLOPE_PHRASES = 2.75
_OFFSET = -3.6
# All of a kitchen show is far from the shipped examples, so likeness alone says "kitchen", not which theme: a theme
# with phrases needs one of them. On the development lines the ceiling changed nothing.
_LIKENESS_AT_MOST = 2.0
# A theme without phrases has its likeness and its contrast to go by. Without a ceiling eight bare names, four to a show, with
# five examples each had precision .44 and recall .82 on the two shows of tests/tag/shows; with this one .87 and .62.
_LIKENESS_WITHOUT_WORDS = 2.2
# One such theme alone has no contrast either. At 2.9, which is enough by itself, it took .8 of its own passages and .3 of the
# others from the same kitchen, with one example and with five; at 4, .45 and .1.
_LIKENESS_ALONE = 4.0
# What tells a show's themes apart is how they differ from each other. Without it a cooking and a chess show of five examples
# a theme had macro-F1 .67 and .44; with it .89 and .71, or .82 and .60 where all five figures are chosen on the other show.
# It counts in full only where a passage is like some theme at all. On the development lines, with definitions alone, macro-F1
# went from .703 to .726, but false positives from 3 to 6 of 24 (to 9 without that care): near misses want examples.
_SLOPE_CONTRAST = 8.0
LIMITS = Limits(likely=0.58, strong=0.85)
_ENOUGH = (math.log(LIMITS.likely / (1 - LIMITS.likely)) - _OFFSET) / _SLOPE_LIKENESS  # likeness, with nothing beside it


@dataclass(frozen=True)
class Sketches:
    """One direction for each theme (rows), how like it unrelated talk is (mean and spread of the cosine), a ceiling, a demand.

    `middle` is the mean of all themes, and `contrasts` point from there to each. `demand` is taken off every likeness.
    """

    directions: Matrix
    usual: Matrix
    spread: Matrix
    ceiling: Matrix
    demand: float
    middle: Matrix
    contrasts: Matrix

    def scores(self, vectors: Matrix, hits: Matrix) -> Matrix:
        """Return 0..1 for each text (rows) and theme (columns)."""
        likeness = (vectors @ self.directions.T - self.usual) / self.spread
        likeness = np.minimum(likeness - self.demand, self.ceiling)
        apart = _unit(vectors - self.middle) @ self.contrasts.T
        apart -= apart.mean(axis=1, keepdims=True)
        apart *= np.clip(likeness.max(axis=1, keepdims=True) / _LIKENESS_AT_MOST, 0.0, 1.0)
        return squash(_OFFSET + _SLOPE_LIKENESS * likeness + _SLOPE_CONTRAST * apart + _SLOPE_PHRASES * np.log1p(hits))


def talk(vectors: Vectors) -> Matrix:
    """Return vectors (rows) of talk that is unrelated to most themes: the shipped examples."""
    return vectors.of([example.text for example in shipped()])


def draw(themes: Sequence[Theme], texts: Sequence[Sequence[str]], vectors: Vectors, unrelated: Matrix | None = None) -> Sketches:
    """Draw each theme from what it says of itself and from the few example `texts` that it has.

    `unrelated` is what `talk` returns, for whoever draws often.
    """
    means = np.stack([_mean(theme, own, vectors) for theme, own in zip(themes, texts, strict=True)])
    directions, middle = _unit(means), means.mean(axis=0)
    likeness = (talk(vectors) if unrelated is None else unrelated) @ directions.T
    alone = len(themes) == 1 and not themes[0].words
    ceiling = np.array([_LIKENESS_AT_MOST if theme.words else np.inf if alone else _LIKENESS_WITHOUT_WORDS for theme in themes])
    demand = _LIKENESS_ALONE - _ENOUGH if alone else 0.0
    return Sketches(directions, likeness.mean(axis=0), likeness.std(axis=0), ceiling, demand, middle, _unit(means - middle))


def _mean(theme: Theme, texts: Sequence[str], vectors: Vectors) -> Matrix:
    name_and_words = f"{theme.name}. {', '.join(theme.words)}"
    parts = [part for part in (theme.definition, theme.counts, name_and_words, *texts) if encode.plain(part)]
    mean: Matrix = vectors.of(parts or [theme.slug]).mean(axis=0)
    return mean


def _unit(rows: Matrix) -> Matrix:
    """Return rows of length 1; of zeros, which is what one theme alone differs by, they stay."""
    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
