"""Hold recognised words against where speech was heard: drop the invented, find the lost. Hears and recognises nothing.

Whisper writes "You" into silence, repeats itself, and skips clauses; the thresholds are from the runs in bench/transcribe.py.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.model import Word
from pipeline.transcribe.base import Stretch

# Word times from Whisper's attention are off by a few tenths of a second at pauses.
SLACK_SECONDS = 0.5
# A longer word is a shorter one stretched over something that was skipped: at most this much for it, and per letter.
WORD_SECONDS = 0.5
LETTER_SECONDS = 0.07
# Speech without words shorter than this is breath, laughter or a word's own edge.
LEAST_GAP_SECONDS = 1.0
LONGEST_LOOP_WORDS = 40
# Nobody says this many words in a second; a replayed sentence squeezed into a pause does.
FASTEST_WORDS_PER_SECOND = 8.0
# Words with pauses of this length around them stand or fall together.
RUN_PAUSE_SECONDS = 0.8
# The least geometric mean of the probabilities of such words. Noisy, quiet and telephone speech had 0.66 and more (four files),
# most of what was written over synthetic music far less; a melody of vowels can pass.
LEAST_BELIEF = 0.5
LEAST_PROBABILITY = 0.001


def within_speech(words: Sequence[Word], speech: Sequence[Stretch]) -> tuple[Word, ...]:
    """Drop the words that lie wholly outside speech."""
    kept = []
    first = 0
    for word in sorted(words, key=lambda word: word.start):
        while first < len(speech) and speech[first].end < word.start - SLACK_SECONDS:
            first += 1
        if first < len(speech) and speech[first].start < word.end + SLACK_SECONDS:
            kept.append(word)
    return tuple(kept)


def without_loops(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Stretch, ...]]:
    """Keep one of each phrase that is said over and over; return the words and where copies were dropped."""
    keys = [_key(word) for word in words]
    kept: list[Word] = []
    dropped: list[Stretch] = []
    at = 0
    while at < len(words):
        length, times = _loop(keys, words, at)
        kept += words[at : at + length]
        if times > 1:
            dropped.append(Stretch(words[at + length].start, words[at + length * times - 1].end))
        at += length * times
    return tuple(kept), tuple(dropped)


def believed(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Stretch, ...]]:
    """Drop what was guessed at music or noise: words between pauses of which the model itself believed hardly one.

    Return the words that stay, and where others were dropped.
    """
    kept: list[Word] = []
    dropped: list[Stretch] = []
    begin = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and words[end].start - words[end - 1].end < RUN_PAUSE_SECONDS:
            continue
        run = words[begin:end]
        if belief(run) < LEAST_BELIEF:
            dropped.append(Stretch(run[0].start, run[-1].end))
        else:
            kept += run
        begin = end
    return tuple(kept), tuple(dropped)


def belief(words: Sequence[Word]) -> float:
    """Return the geometric mean of the words' probabilities: one word that is all but impossible weighs heavily."""
    logs = [math.log(max(word.probability, LEAST_PROBABILITY)) for word in words]
    return math.exp(sum(logs) / len(logs)) if logs else 0.0


def gaps(words: Sequence[Word], speech: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches between two words in which enough speech was heard to have held some."""
    found: list[Stretch] = []
    for _, group in groupby(_bare(words, speech), key=lambda bare: bare[0]):
        pieces = [piece for _, piece in group]
        if sum(piece.seconds for piece in pieces) >= LEAST_GAP_SECONDS:
            found.append(Stretch(pieces[0].start, pieces[-1].end))
    return tuple(found)


def inserted(words: Sequence[Word], found: Sequence[Word], gap: Stretch) -> tuple[Word, ...]:
    """Put words found in a gap among the others, without those that its neighbours have said already."""
    before = [word for word in words if word.start < gap.start]
    after = [word for word in words if word.start >= gap.start]
    new = [word for word in found if gap.start - SLACK_SECONDS <= (word.start + word.end) / 2 <= gap.end + SLACK_SECONDS]
    new = new[_overlap(before, new) :]
    new = new[: len(new) - _overlap(new, after)]
    return (*before, *new, *after)


def from_speech_on(words: Sequence[Word], speech: Sequence[Stretch]) -> tuple[Word, ...]:
    """Let a word that begins in a pause begin where speech does, so that a click on it plays no silence."""
    moved = []
    first = 0
    for word in words:
        while first < len(speech) and speech[first].end <= word.start:
            first += 1
        start = max(word.start, speech[first].start) if first < len(speech) else word.start
        moved.append(Word(start, word.end, word.text, word.probability) if start < word.end else word)
    return tuple(moved)


def _bare(words: Sequence[Word], speech: Sequence[Stretch]) -> Iterator[tuple[int, Stretch]]:
    """Yield the pieces of speech under no word, each with the number of words before it."""
    spans = [Stretch(word.start, min(word.end, word.start + _longest(word))) for word in words]
    first = 0
    for stretch in speech:
        at = stretch.start
        while first < len(spans) and spans[first].end <= stretch.start:
            first += 1
        index = first
        while index < len(spans) and spans[index].start < stretch.end:
            if spans[index].start > at:
                yield index, Stretch(at, spans[index].start)
            at = max(at, spans[index].end)
            index += 1
        if stretch.end > at:
            yield index, Stretch(at, stretch.end)


def _key(word: Word) -> str:
    return "".join(letter for letter in word.text.casefold() if letter.isalnum())


def _longest(word: Word) -> float:
    return WORD_SECONDS + LETTER_SECONDS * len(word.text)


def _overlap(left: Sequence[Word], right: Sequence[Word]) -> int:
    """Count how many words end the left side and begin the right side alike."""
    for count in range(min(len(left), len(right), LONGEST_LOOP_WORDS), 0, -1):
        if [_key(word) for word in left[-count:]] == [_key(word) for word in right[:count]]:
            return count
    return 0


def _loop(keys: Sequence[str], words: Sequence[Word], at: int) -> tuple[int, int]:
    """Return the length of the phrase that is looped from here and how often, or (1, 1)."""
    for length in range(1, min(LONGEST_LOOP_WORDS, (len(keys) - at) // 2) + 1):
        phrase = keys[at : at + length]
        times = 1
        while keys[at + length * times : at + length * (times + 1)] == phrase:
            times += 1
        if times >= _too_often(length) or (times > 1 and length > 3 and _hurried(words[at + length : at + length * times])):
            return length, times
    return 1, 1


def _too_often(length: int) -> int:
    """Return how often a phrase of some words must be said in a row for nobody to have said it: "no, no, no" is speech."""
    return 8 if length == 1 else 6 if length == 2 else 4 if length <= 5 else 3


def _hurried(words: Sequence[Word]) -> bool:
    return len(words) > FASTEST_WORDS_PER_SECOND * (words[-1].end - words[0].start)
