"""Read texts as the tagger sees them: vectors, and phrases that point to themes. Judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Passage
from pipeline.tag import encode, lexicon
from pipeline.tag.encode import Gist, Vectors
from pipeline.tag.lexicon import Lexicon

Matrix = NDArray[np.float64]
Text = Sequence[Sequence[str]]  # its turns or paragraphs, each as its sentences


@dataclass(frozen=True)
class Reading:
    """What was read in some texts: the gist of each part and, by theme, the different phrases in it; `spans` are the texts.

    Parts are read one by one, whatever text they are put into, so that texts may be cut anew without reading again.
    """

    gists: tuple[Gist, ...]
    phrases: tuple[tuple[Lexicon, ...], ...]
    spans: tuple[slice, ...]

    def alone(self) -> tuple[Matrix, Matrix]:
        """Return vectors (texts x 512) and counts of phrases (texts x themes), each text for itself."""
        return self.around(0)

    def around(self, reach: int) -> tuple[Matrix, Matrix]:
        """Return the same for each text as joined with so many texts to each side.

        Nothing is read again for that. A phrase across the seam of two parts is not seen.
        """
        last = len(self.spans) - 1
        firsts = [self.spans[max(0, place - reach)].start for place in range(last + 1)]
        spans = [slice(first, self.spans[min(last, place + reach)].stop) for place, first in enumerate(firsts)]
        return encode.joined([self.gists[span] for span in spans]), _counts([_union(self.phrases[span]) for span in spans])


def parts(passage: Passage) -> Text:
    """Return a passage as its turns, each as its sentences."""
    return [tuple(sentence.text for sentence in turn.sentences) for turn in passage.turns]


def read(texts: Sequence[Text], lexicons: Sequence[Lexicon], vectors: Vectors) -> Reading:
    """Read texts; none may be without a part."""
    every = [part for text in texts for part in text]
    phrases = tuple(lexicon.found(" ".join(part), lexicons) for part in every)
    return Reading(tuple(vectors.read(every)), phrases, _spans(texts))


def meanings(texts: Sequence[Text], vectors: Vectors) -> Matrix:
    """Return vectors alone (texts x 512)."""
    gists = vectors.read([part for text in texts for part in text])
    return encode.joined([gists[span] for span in _spans(texts)])


def sentences(gists: Sequence[Gist], parts: Text, lexicons: Sequence[Lexicon]) -> tuple[Matrix, Matrix]:
    """Return vectors and counts of phrases of each sentence of parts that were read before, one after the other."""
    return encode.parted(gists), _counts([lexicon.found(sentence, lexicons) for part in parts for sentence in part])


def _spans(texts: Sequence[Text]) -> tuple[slice, ...]:
    ends = accumulate(len(text) for text in texts)
    return tuple(slice(begin, end) for begin, end in pairwise([0, *ends]))


def _union(rows: Sequence[Sequence[Lexicon]]) -> tuple[Lexicon, ...]:
    return tuple(frozenset[lexicon.Phrase]().union(*column) for column in zip(*rows, strict=True))


def _counts(rows: Sequence[Sequence[Lexicon]]) -> Matrix:
    return np.array([[len(phrases) for phrases in row] for row in rows], dtype=np.float64).reshape(len(rows), -1)
