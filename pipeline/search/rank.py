"""Put candidates in order: words, meaning and themes together, each passage helped by its neighbours. Looks nothing up.

The weights are those that `python bench/search.py` chooses for 56 of 57 labelled queries by all the other queries. Each
judged by weights chosen without it: nDCG@10 .790 and MRR .845, against .699 and .746 by words alone.
"""

from collections.abc import Mapping

from pipeline.model import Fact


class Weights(Fact, frozen=True):
    """How much each part of a score counts; words count 1. `neighbours` is the share of each neighbour's score."""

    meaning: float = 3.0
    themes: float = 1.2
    neighbours: float = 0.4


class Parts(Fact, frozen=True):
    """What speaks for one entry: BM25 as a share of the best one's, cosine, shared themes; each 0..1."""

    words: float = 0.0
    meaning: float = 0.0
    themes: float = 0.0


WORDS_ALONE = Weights(meaning=0.0, themes=0.0, neighbours=0.0)
WORDS_AND_NEIGHBOURS = Weights(meaning=0.0, themes=0.0, neighbours=0.2)  # nDCG@10 .708, .706 with .4


def order(parts: Mapping[int, Parts], items: Mapping[int, str], weights: Weights) -> dict[int, float]:
    """Return the entries with their scores, the best first; `items` says which item an entry belongs to.

    An answer often runs on, and the question stands in one passage, its words in the next: therefore a
    passage has a share of what its two neighbours in the same item score.
    """
    own = {row: part.words + weights.meaning * part.meaning + weights.themes * part.themes for row, part in parts.items()}
    scores = {
        row: score + weights.neighbours * sum(own[at] for at in (row - 1, row + 1) if at in own and items[at] == items[row])
        for row, score in own.items()
    }
    return dict(sorted(scores.items(), key=lambda one: (-round(one[1], 9), one[0])))


def shared(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """Return how much of the themes of the one the other carries: the sum of the products, at most 1."""
    return min(1.0, sum(share * two.get(slug, 0.0) for slug, share in one.items()))
