"""Read texts as the tagger sees them: vectors, and phrases that point to themes. Judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tag import encode, lexicon
from pipeline.tag.encode import Gist, Vectors
from pipeline.tag.lexicon import Lexicon

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """What was read in some texts, in their order: each one's gist and, by theme, the different phrases that it holds."""

    gists: tuple[Gist, ...]
    phrases: tuple[tuple[Lexicon, ...], ...]

    def alone(self) -> tuple[Matrix, Matrix]:
        """Return vectors (texts x 512) and counts of phrases (texts x themes), each text for itself."""
        return self.around(0)

    def around(self, reach: int) -> tuple[Matrix, Matrix]:
        """Return the same for each text as joined with so many texts to each side.

        Nothing is read again for that. A phrase across the seam of two texts is not seen.
        """
        spans = [slice(max(0, place - reach), place + reach + 1) for place in range(len(self.gists))]
        return encode.joined([self.gists[span] for span in spans]), _counts([_union(self.phrases[span]) for span in spans])


def read(texts: Sequence[Sequence[str]], lexicons: Sequence[Lexicon], vectors: Vectors) -> Reading:
    """Read each text, given as its sentences."""
    phrases = tuple(lexicon.found(" ".join(text), lexicons) for text in texts)
    return Reading(tuple(vectors.read(texts)), phrases)


def parts(gists: Sequence[Gist], texts: Sequence[Sequence[str]], lexicons: Sequence[Lexicon]) -> tuple[Matrix, Matrix]:
    """Return vectors and counts of phrases of each sentence of texts that were read before, one after the other."""
    return encode.parted(gists), _counts([lexicon.found(sentence, lexicons) for text in texts for sentence in text])


def _union(rows: Sequence[Sequence[Lexicon]]) -> tuple[Lexicon, ...]:
    return tuple(frozenset[lexicon.Phrase]().union(*column) for column in zip(*rows, strict=True))


def _counts(rows: Sequence[Sequence[Lexicon]]) -> Matrix:
    return np.array([[len(phrases) for phrases in row] for row in rows], dtype=np.float64).reshape(len(rows), -1)
