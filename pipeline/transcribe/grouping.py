"""Sort voice prints into a given number of voices. Guesses no number, and says when there are fewer voices than asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.int64]

# Joining clusters two by two takes memory by the square of their number: 1,500 phrases are an hour and more.
MOST = 1500
# A voice is heard for this long at least, and for this share of what is said; less is laughter, a jingle, a clip.
LEAST_SECONDS = 4.0
LEAST_SHARE = 0.01
ROUNDS = 20
# Halves of one voice are 0.79 to 0.97 alike, however it is cut; voices of two people 0.06 to 0.59 (20 recordings, 25 people).
SAME_VOICE = 0.72


def voices(vectors: "Floats", seconds: "Floats", count: int) -> "Floats":
    """Return the middle of each voice among vectors of length 1, one a phrase; fewer than `count` where there are fewer.

    Phrases are joined by their mean likeness until `count` clusters of some length are left; what is in none of those
    (laughter, music) has no say. Then each phrase goes to its nearest middle, and middles move, until nothing changes.
    """
    import numpy as np

    chosen = np.sort(np.argsort(-seconds, kind="stable")[:MOST])
    while True:
        labels = _joined(vectors[chosen], seconds[chosen], count)
        middles = _settled(vectors, seconds, _middles(vectors[chosen], seconds[chosen], labels))
        if count <= 1 or np.max(middles @ middles.T - 2 * np.eye(len(middles))) < SAME_VOICE:
            return middles
        count = min(count, len(middles)) - 1


def _settled(vectors: "Floats", seconds: "Floats", middles: "Floats") -> "Floats":
    import numpy as np

    for _ in range(ROUNDS):
        moved = _middles(vectors, seconds, np.argmax(vectors @ middles.T, axis=1))
        if len(moved) < len(middles) or np.allclose(moved, middles, atol=1e-5):
            break
        middles = moved
    return middles


def _middles(vectors: "Floats", seconds: "Floats", labels: "Labels") -> "Floats":
    import numpy as np

    sums = [(vectors * seconds[:, None])[labels == label].sum(axis=0) for label in np.unique(labels[labels >= 0])]
    middles: Floats = np.stack([total / np.linalg.norm(total) for total in sums]).astype(np.float32)
    return middles


def _joined(vectors: "Floats", seconds: "Floats", count: int) -> "Labels":
    """Join the two likest clusters again and again; return the label of each vector, -1 for those in a cluster too small.

    The state returned is the last one with `count` clusters of some length, or with as many as there ever were.
    """
    import numpy as np

    least = max(LEAST_SECONDS, LEAST_SHARE * float(seconds.sum()))
    like = vectors @ vectors.T
    np.fill_diagonal(like, -np.inf)
    labels, weights = np.arange(len(vectors)), seconds.astype(np.float64)
    best, most = np.zeros(len(vectors), np.int64), 0
    while True:
        large = np.flatnonzero(weights >= least)
        if len(large) <= count and len(large) >= most:
            best, most = np.where(np.isin(labels, large), labels, -1), len(large)
        left, right = np.unravel_index(int(np.argmax(like)), like.shape)
        if like[left, right] == -np.inf:
            return best if most else np.zeros(len(vectors), np.int64)
        share = weights[left] / (weights[left] + weights[right])
        like[left] = like[:, left] = share * like[left] + (1 - share) * like[right]
        like[left, left] = like[right] = like[:, right] = -np.inf
        weights[left] += weights[right]
        weights[right] = 0
        labels[labels == right] = left
