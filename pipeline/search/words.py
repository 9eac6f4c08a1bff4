"""Cut text into words and stems, and find the word that somebody meant to type. Knows no index."""

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.stems import plain, stemmer

# Hyphens part words here and in the text alike; an apostrophe does not.
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
_SHORTEST_MENDED = 5  # every word of four letters has neighbours: "knob" would become "know"
_TWO_SLIPS_FROM = 8


def words(text: str) -> tuple[str, ...]:
    """Return the words in order: lower case, no accents, no apostrophes, at most 64 letters each."""
    return tuple(map(plain, WORD.findall(text)))


def counted(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in texts; what stands between blanks is cut once, however often it is written."""
    written: Counter[str] = Counter()
    for text in texts:
        written.update(text.split())
    found: Counter[str] = Counter()
    for part, times in written.items():
        for word in words(part):
            found[word] += times
    return found


def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the Snowball stems of the words in order; the words themselves in a language without a stemmer."""
    stem = stemmer(language)
    return tuple(stem(word) for word in WORD.findall(text))


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str:
    """Return the known word that `word` is a slip of, or "" where none is near; `known` are words and how often they stand.

    One slip (a letter too many, missing, wrong, or two swapped) from five letters, two from eight. The first letter must
    agree, unless six letters or more have only that slip: people seldom miss the first one, and other words would creep in.
    """
    word = plain(word)
    slips = 0 if len(word) < _SHORTEST_MENDED else 1 if len(word) < _TWO_SLIPS_FROM else 2
    letters, best = set(word), (slips + 1, 0, "")
    for other, count in known if slips else ():
        if abs(len(other) - len(word)) > slips or len(letters ^ set(other)) > 2 * slips:
            continue
        distance = _slips(word, other)
        if distance > slips or (other[:1] != word[:1] and (distance > 1 or len(word) <= _SHORTEST_MENDED)):
            continue
        best = min(best, (distance, -count, other))
    return best[2]


def _slips(one: str, two: str) -> int:
    """Return the edit distance where swapping two neighbours is one slip (optimal string alignment)."""
    before: list[int] = []
    last, row = before, list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = last, row, [at]
        for to, other in enumerate(two, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and one[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
    return row[-1]
