"""Decide word by word whose voice it is, from voice prints and from where speakers change. Draws no print, names nobody.

A hidden Markov chain over the words: a print speaks for each voice by how far its likenesses lie from those usual for that
voice, and a change costs little at the end of a sentence or in a pause, and much in the middle of a phrase.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Word
from pipeline.transcribe.cues import SENTENCE_END
from pipeline.transcribe.prints import PRINT_SECONDS, STEP_SECONDS, Prints

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.int64]

# Speech stops for this long between phrases; inside one it stops for the closing of a "p" or "t", 0.1 s.
PAUSE_SECONDS = 0.3
# How likely the next word is another's: every third or fourth sentence of a conversation, else interruptions only.
CHANGE_AFTER_SENTENCE = 0.25
CHANGE_AFTER_PAUSE = 0.05
CHANGE_WITHIN = 0.001
# Prints overlap, so four of them in a row know little more than one.
INDEPENDENT = STEP_SECONDS / PRINT_SECONDS
# One strange print (a cough) is not to outvote a sentence.
STRONGEST = 10.0
SURE = 0.9


def phrases(words: Sequence[Word]) -> tuple[range, ...]:
    """Cut words at ends of sentences and at pauses; return the numbers of the words of each phrase."""
    breaks = [index for index, pair in enumerate(pairwise(words), 1) if _change(*pair) > CHANGE_WITHIN]
    edges = [0, *breaks, len(words)]
    return tuple(range(first, last) for first, last in pairwise(edges) if last > first)


def owners(words: Sequence[Word], prints: Prints) -> "Labels":
    """Return the number of the word in which the middle of each print lies, or of the last one before; never falling."""
    import numpy as np

    starts = np.array([word.start for word in words])
    owned: Labels = np.maximum(np.searchsorted(starts, prints.seconds, side="right") - 1, 0)
    return owned


def speakers(words: Sequence[Word], prints: Prints, owned: "Labels", middles: "Floats") -> "Floats":
    """Return how sure each voice is to have said each word: words by voices, from 0 to 1, each row making 1."""
    import numpy as np

    votes = np.zeros((len(words), len(middles)))
    np.add.at(votes, owned, _evidence(prints, middles) * INDEPENDENT)
    return _chain(votes, np.array([_change(*pair) for pair in pairwise(words)]))


def _change(before: Word, after: Word) -> float:
    """Return how likely the speaker changes between two words."""
    if SENTENCE_END.search(before.text):
        return CHANGE_AFTER_SENTENCE
    return CHANGE_AFTER_PAUSE if after.start - before.end >= PAUSE_SECONDS else CHANGE_WITHIN


def _evidence(prints: Prints, middles: "Floats") -> "NDArray[np.float64]":
    """Return the logarithm of how likely each print is under each voice, the likeliest being 0.

    The likenesses of a voice's prints to all middles are taken as normally distributed, with a spread common to all voices
    (linear discriminant analysis); which prints are a voice's is first taken from the nearest middle.
    """
    import numpy as np

    like = (prints.vectors @ middles.T).astype(np.float64)
    nearest = np.argmax(like, axis=1)
    own = [like[nearest == voice] for voice in range(len(middles))]
    usual = np.stack([found.mean(axis=0) if len(found) else middles @ middle for found, middle in zip(own, middles, strict=True)])
    off = like - usual[nearest]
    spread = off.T @ off / len(off) + 1e-4 * np.eye(len(middles))
    far = like[:, None, :] - usual[None]
    likelihood = -0.5 * np.einsum("pvi,ij,pvj->pv", far, np.linalg.inv(spread), far)
    evidence: NDArray[np.float64] = np.maximum(likelihood - likelihood.max(axis=1, keepdims=True), -STRONGEST)
    return evidence


def _chain(votes: "NDArray[np.float64]", changes: "NDArray[np.float64]") -> "Floats":
    """Return the posterior of each state of the chain by the forward-backward algorithm."""
    import numpy as np

    said = np.exp(votes - votes.max(axis=1, keepdims=True))
    ahead, behind = np.empty_like(said), np.ones_like(said)
    others = max(1, said.shape[1] - 1)
    ahead[0] = said[0] / said[0].sum()
    for at, change in enumerate(changes, 1):
        ahead[at] = said[at] * _moved(ahead[at - 1], change, others)
        ahead[at] /= ahead[at].sum()
    for at in range(len(changes) - 1, -1, -1):
        behind[at] = _moved(behind[at + 1] * said[at + 1], changes[at], others)
        behind[at] /= behind[at].sum()
    sure = ahead * behind
    posterior: Floats = (sure / sure.sum(axis=1, keepdims=True)).astype(np.float32)
    return posterior


def _moved(state: "NDArray[np.float64]", change: float, others: int) -> "NDArray[np.float64]":
    moved: NDArray[np.float64] = state * (1 - change) + (state.sum() - state) * change / others
    return moved
