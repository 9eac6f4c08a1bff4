"""Find the passage that a decision is about, also after other words and other cuts. Never settles for a passage it doubts.

Speech is known by its time and by its words, a letter by its words alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from pipeline.decisions.record import REMOVE, Decision, LinkEnd
from pipeline.model import Passage

# Two unrelated passages of one talk share about a quarter of their words in order.
ALIKE = 0.5
# At the very same time less is asked: a recogniser may mishear most of a noisy passage.
ALIKE_IN_TIME = 0.3
SAME_TIME = 0.7
OVERLAP = 0.5
# Words found at another time, or inside a longer paragraph, must be all of them, and enough to stand there once.
WHOLE = 0.9
ENOUGH_WORDS = 6
# Comparing takes the product of both lengths; no passage of speech or paragraph comes near.
MOST_WORDS = 1_000
_SECONDS_A_WORD = 0.4
# Where no blanks part the words, every sign is one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:['\u2019][^\W_]+)*")


Anchor = Decision | LinkEnd  # both have the passage, quote, start and end that they were about


class Likeness(NamedTuple):
    """How many words two texts share in order, and which part of each that is."""

    shared: int
    of_first: float
    of_second: float

    @property
    def best(self) -> float:
        """Return the larger part: 1 where one text stands inside the other."""
        return max(self.of_first, self.of_second)

    @property
    def least(self) -> float:
        """Return the smaller part: near 1 only where the texts are nearly the same."""
        return min(self.of_first, self.of_second)


class _Found(NamedTuple):
    passage: Passage
    likeness: Likeness


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without punctuation; no more than 1,000."""
    return tuple(_WORD.findall(text.casefold().replace("\u2019", "'"))[:MOST_WORDS])


@lru_cache(maxsize=1 << 14)
def likeness(first: str, second: str) -> Likeness:
    """Compare the words of two texts."""
    one, two = words(first), words(second)
    if one == two:
        alike = float(bool(one) or first.split() == second.split())  # of two texts without a word only equal ones are alike
        return Likeness(len(one) or int(alike), alike, alike)
    if not one or not two:
        return Likeness(0, 0.0, 0.0)
    most = (Counter(one) & Counter(two)).total()
    if most / min(len(one), len(two)) < ALIKE_IN_TIME:  # cheap, and most pairs end here
        return Likeness(0, 0.0, 0.0)
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks)
    return Likeness(shared, shared / len(one), shared / len(two))


def places(decision: Decision, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages that a decision holds for; none where it is gone.

    What was added goes to the one passage that has most of its words. What was removed is removed from every passage
    that is mostly made of those words: a passage may have been cut in two since. A longer passage that holds them keeps
    the theme, which may well be about the rest.
    """
    parts = _parts(decision, passages)
    if decision.verdict != REMOVE:
        return tuple(one.passage for one in parts[:1])
    stood = {one.passage.id for one in parts if one.likeness.of_second > ALIKE}
    return tuple(one for one in passages if one.id in stood)


def holding(end: LinkEnd, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages that hold what stood at an end of a link: the one with most of it first, longer ones too."""
    return tuple(one.passage for one in _parts(end, passages))


def same(earlier: Decision, later: Decision) -> bool:
    """Say whether two decisions of one item are about one passage, each in its own words."""
    alike = likeness(earlier.quote, later.quote)
    if earlier.start is None or later.start is None:
        twins = alike.least == 1.0 and earlier.passage != later.passage
        return alike.least >= ALIKE and not twins
    return alike.least >= ALIKE and _overlap(earlier, later.start, _end(later))[0] >= OVERLAP


def _parts(decision: Anchor, passages: Sequence[Passage]) -> list[_Found]:
    exact = [one for one in passages if one.id == decision.passage and words(one.text) == words(decision.quote)]
    found = [_Found(one, likeness(decision.quote, one.text)) for one in exact] or _here(decision, passages)
    if not found:
        return []
    best = max(found, key=lambda one: (one.likeness.shared, one.likeness.least, one.passage.id == decision.passage))
    timed = decision.start is not None
    # Of a letter's paragraphs, only pieces of the quote go with the best: others are like it by chance.
    others = [one for one in found if one is not best and (timed or one.likeness.of_first <= 1 - OVERLAP)]
    return [best, *others]


def _here(decision: Anchor, passages: Sequence[Passage]) -> list[_Found]:
    if decision.start is None:
        return [one for one in _compared(decision, passages) if _in_letter(one.likeness)]
    near = [one for one in passages if _part(decision, one)[0] > 0]
    there = [one for one in _compared(decision, near) if _in_speech(_part(decision, one.passage), one.likeness)]
    if there:
        return there
    moved = [one for one in _compared(decision, passages) if one.likeness.shared >= ENOUGH_WORDS and one.likeness.least >= WHOLE]
    return moved if len(moved) == 1 else []


def _compared(decision: Anchor, passages: Iterable[Passage]) -> list[_Found]:
    return [_Found(one, likeness(decision.quote, one.text)) for one in passages]


def _in_letter(found: Likeness) -> bool:
    return found.least >= ALIKE or (found.best >= WHOLE and found.shared >= ENOUGH_WORDS)


def _in_speech(part: tuple[float, float], found: Likeness) -> bool:
    of_shorter, of_longer = part
    return (of_shorter >= OVERLAP and found.best >= ALIKE) or (of_longer >= SAME_TIME and found.best >= ALIKE_IN_TIME)


def _part(decision: Anchor, passage: Passage) -> tuple[float, float]:
    if passage.start is None or passage.end is None:
        return 0.0, 0.0
    return _overlap(decision, passage.start, passage.end)


def _overlap(decision: Anchor, start: float, end: float) -> tuple[float, float]:
    """Return which part of the shorter and of the longer one both share."""
    own = decision.start or 0.0
    shared = min(_end(decision), end) - max(own, start)
    lengths = sorted((max(_end(decision) - own, 0.1), max(end - start, 0.1)))
    return max(shared, 0.0) / lengths[0], max(shared, 0.0) / lengths[1]


def _end(decision: Anchor) -> float:
    if decision.end is not None:
        return decision.end
    return (decision.start or 0.0) + _SECONDS_A_WORD * len(words(decision.quote))
