"""Point at the sentence that carried a theme and the words in it. Never quotes what the passage does not say."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Evidence
from pipeline.tag.lexicon import Lexicon, matched

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_EXAMPLES = 2
_QUOTE = 90  # letters: about a line

_SENTENCE_END = re.compile(r"(?<=[.!?\u2026])[\"'\u201d\u2019)\]]*\s+")


def sentences(text: str) -> tuple[str, ...]:
    """Cut a bare text at its sentence ends; a text without any is one sentence."""
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    parts = (text[start:end].strip() for start, end in pairwise(cuts))
    return tuple(part for part in parts if part)


@dataclass(frozen=True)
class Nearest:
    """The labelled examples with a theme: vectors (examples x 512), who carries what (examples x themes), and their texts."""

    vectors: "Matrix"
    carried: "NDArray[np.bool_]"
    texts: tuple[str, ...]

    def likeness(self, vectors: "Matrix") -> "Matrix":
        """Return how like every example (columns) each text (rows) is: cosines to six decimals."""
        cosines: Matrix = (vectors @ self.vectors.T).round(6)
        return cosines

    def to(self, likeness: "Matrix", column: int) -> tuple[str, ...]:
        """Return how the two examples with a theme begin that are most like a text, given its row of `likeness`."""
        own = self.carried[:, column].nonzero()[0]
        order = own[(-likeness[own]).argsort(kind="stable")]
        return tuple(_opening(self.texts[at]) for at in order[:_EXAMPLES])


def evidence(candidates: Sequence[str], scores: Sequence[float], lexicon: Lexicon, examples: tuple[str, ...] = ()) -> Evidence:
    """Return the sentence with the highest score, the first of equals, and the phrases of the theme that it holds.

    `words` is empty where the sentence carries the theme without naming it.
    """
    best = max(range(len(candidates)), key=lambda index: (scores[index], -index))
    return Evidence(candidates[best], matched(candidates[best], lexicon), examples)


def _opening(text: str) -> str:
    """Return the first words of a text, with an ellipsis where it goes on."""
    return textwrap.shorten(text, _QUOTE, placeholder=" \u2026")
