"""Score a theme that has too few examples from its own words: definition, counts, phrases. Learns nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Theme
from pipeline.tag import encode
from pipeline.tag.examples import shipped
from pipeline.tag.limits import Limits
from pipeline.tag.regress import squash

Matrix = NDArray[np.float64]

# Fitted over all seven house themes at once on the shipped examples, so they belong to no theme in particular; on the
# development lines, with nothing learned of their themes, macro-F1 .706 and .08 false positives.
_SLOPE_LIKENESS = 1.37
_SLOPE_PHRASES = 2.75
_OFFSET = -3.6
# All of a kitchen show is far from the shipped examples, so likeness alone says "kitchen", not which theme: a theme
# with phrases needs one of them. On the development lines the ceiling changed nothing.
_LIKENESS_AT_MOST = 2.0
LIMITS = Limits(likely=0.58, strong=0.85)


@dataclass(frozen=True)
class Sketches:
    """One direction for each theme (rows), how like it unrelated talk is (mean and spread of the cosine), and a ceiling."""

    directions: Matrix
    usual: Matrix
    spread: Matrix
    ceiling: Matrix

    def scores(self, vectors: Matrix, hits: Matrix) -> Matrix:
        """Return 0..1 for each text (rows) and theme (columns)."""
        likeness = (vectors @ self.directions.T - self.usual) / self.spread
        likeness = np.minimum(likeness, self.ceiling)
        return squash(_OFFSET + _SLOPE_LIKENESS * likeness + _SLOPE_PHRASES * np.log1p(hits))


def draw(themes: Sequence[Theme], texts: Sequence[Sequence[str]]) -> Sketches:
    """Draw each theme from what it says of itself and from the few example `texts` that it has."""
    directions = np.stack([_direction(theme, own) for theme, own in zip(themes, texts, strict=True)])
    likeness = encode.vectors([example.text for example in shipped()]) @ directions.T
    ceiling = np.array([_LIKENESS_AT_MOST if theme.words else np.inf for theme in themes])
    return Sketches(directions, likeness.mean(axis=0), likeness.std(axis=0), ceiling)


def _direction(theme: Theme, texts: Sequence[str]) -> Matrix:
    name_and_words = f"{theme.name}. {', '.join(theme.words)}"
    parts = [part for part in (theme.definition, theme.counts, name_and_words, *texts) if encode.plain(part)]
    mean: Matrix = encode.vectors(parts or [theme.slug]).mean(axis=0)
    return mean / np.linalg.norm(mean)
