"""Cut timed words into cues: a sentence each, two lines at most, one after the other. Changes no word."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Segment, Word
from pipeline.vtt import LINE, wrap

LINES = 2
# A pause this long ends a cue even in the middle of a sentence: what follows would light up long before it is said.
PAUSE_SECONDS = 1.5
SHORTEST_MS = 10
SENTENCE_END = re.compile(r"[.?!…。！？][\"'”’»)\]]*$")  # noqa: RUF001  # signs of several scripts are meant
ABBREVIATION = re.compile(r"^(?:[A-Za-z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|No|Jr|Sr|e\.g|i\.e|cf|approx)\.$")
CLAUSE_END = re.compile(r"(?:[,;:–—]|\.\.\.)[\"'”’»)\]]*$")  # noqa: RUF001  # signs of several scripts are meant
# What a break costs: 1 for a part of no length, less after a comma and for a pause.
COMMA_WORTH = 0.35
PAUSE_WORTH = 0.4


def cut(words: Sequence[Word], glue: str = " ") -> tuple[Segment, ...]:
    """Cut words into cues; `glue` stands between two words ("" in languages that write none)."""
    return tuple(
        Segment(start=cue[0].start, end=cue[-1].end, text=glue.join(word.text for word in cue), words=cue)
        for sentence in _sentences(settled(words))
        for cue in _parts(sentence, glue)
    )


def settled(words: Sequence[Word]) -> tuple[Word, ...]:
    """Put words in order, on whole milliseconds, none without length and none over the next one."""
    kept = [word for word in sorted(words, key=lambda word: word.start) if word.text.strip()]
    starts: list[int] = []
    for word in kept:
        starts.append(max(round(word.start * 1000), starts[-1] + SHORTEST_MS if starts else 0))
    limits = [*starts[1:], None][: len(starts)]
    return tuple(
        Word(start / 1000, _end_ms(start, word.end, limit) / 1000, word.text.strip(), round(word.probability, 3))
        for word, start, limit in zip(kept, starts, limits, strict=True)
    )


def _end_ms(start: int, end: float, limit: int | None) -> int:
    wanted = max(round(end * 1000), start + SHORTEST_MS)
    return wanted if limit is None else min(wanted, limit)


def _sentences(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    begin = 0
    for index, (word, after) in enumerate(pairwise(words), 1):
        if after.start - word.end >= PAUSE_SECONDS or _ends(word.text, after.text):
            yield tuple(words[begin:index])
            begin = index
    if words:
        yield tuple(words[begin:])


def _ends(text: str, after: str) -> bool:
    return bool(SENTENCE_END.search(text)) and not ABBREVIATION.match(text) and not after[:1].islower()


def _parts(sentence: tuple[Word, ...], glue: str) -> Iterator[tuple[Word, ...]]:
    """Cut a sentence until each part fits on the lines of a cue."""
    text = glue.join(word.text for word in sentence)
    if len(sentence) == 1 or (len(text) <= LINE * LINES and len(wrap(text, LINE)) <= LINES):
        yield sentence
        return
    at = min(range(1, len(sentence)), key=lambda index: _cost(sentence, index))
    yield from _parts(sentence[:at], glue)
    yield from _parts(sentence[at:], glue)


def _cost(sentence: tuple[Word, ...], index: int) -> float:
    """Weigh a break before a word: even parts are best, a comma or a pause makes up for uneven ones."""
    left = sum(len(word.text) + 1 for word in sentence[:index])
    right = sum(len(word.text) + 1 for word in sentence[index:])
    pause = min(sentence[index].start - sentence[index - 1].end, 1.0)
    comma = COMMA_WORTH if CLAUSE_END.search(sentence[index - 1].text) else 0.0
    return abs(left - right) / (left + right) - comma - PAUSE_WORTH * max(pause, 0.0)
