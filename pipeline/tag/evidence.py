"""Point at the sentence that carried a theme and the words in it. Never quotes what the passage does not say."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.model import Evidence
from pipeline.tag.lexicon import Phrase, matched

_SENTENCE_END = re.compile(r"(?<=[.!?\u2026])[\"'\u201d\u2019)\]]*\s+")


def sentences(text: str) -> tuple[str, ...]:
    """Cut a bare text at its sentence ends; a text without any is one sentence."""
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    parts = (text[start:end].strip() for start, end in pairwise(cuts))
    return tuple(part for part in parts if part)


def evidence(candidates: Sequence[str], scores: Sequence[float], lexicon: frozenset[Phrase]) -> Evidence:
    """Return the sentence with the highest score, the first of equals, and the phrases of the theme that it holds.

    `words` is empty where the sentence carries the theme without naming it.
    """
    best = max(range(len(candidates)), key=lambda index: (scores[index], -index))
    return Evidence(sentence=candidates[best], words=matched(candidates[best], lexicon))
