"""Cut passages into stretches of like length. Knows no words.

A passage may be a paragraph or five minutes of talk: two long ones share words by mere length. Fifty words share few by chance.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.link.lines import Key
from pipeline.model import Sentence

WORDS_AT_MOST = 70
WORD = re.compile(r"[^\W\d_]{3,}")
TAIL = re.compile(r"['\u2019][^\W\d_]+")  # "didn't" is "didn", which is plain; "Mira's" is Mira


class Stretch(NamedTuple):
    """Some sentences of a passage, which is named by its id, of an item."""

    item: Key
    passage: str
    sentences: tuple[Sentence, ...]


def cut(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """Yield the stretches of a passage."""
    part: list[Sentence] = []
    words = 0
    for sentence in sentences:
        more = length((sentence,))
        if part and words + more > WORDS_AT_MOST:
            yield tuple(part)
            part, words = [], 0
        part.append(sentence)
        words += more
    if part:
        yield tuple(part)


def length(sentences: Iterable[Sentence]) -> int:
    """Return how many words some sentences have."""
    return sum(one.text.count(" ") + 1 for one in sentences)
