"""Find where a name may have been misheard, and put it there once it is proved. Hears nothing itself.

A model that is told names before it listens writes some of them where nobody said them, and skips clauses. So it is told
nothing at first. Where it was unsure and what it wrote looks like a name ("Odria" for "Oduya"), that stretch is heard again
with this name among others; only if it is written then, at that place, does it stand.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.model import Word
from pipeline.transcribe.base import Stretch

# How much of their letters two spellings share, folded by sound, to be taken for one name.
ALIKE = 0.7
# What a model wrote more surely than this is what was said. A name it does not know is never written surely.
SURE = 0.85
SHORTEST_NAME_LETTERS = 4
# A name may be heard as more words than it has: "fair brew gay".
MORE_WORDS = 2
# A model needs a few words around a name to find its feet; where it skips the first of them, another start may help.
CONTEXT_SECONDS = (2.0, 0.5)
# What looks this much like a name is heard again with the other context too.
LIKELY = 0.8
EDGE_SECONDS = 0.35
# Letters that stand for one sound somewhere, as people who never read a name would spell it.
SOUNDS = (
    ("ph", "f"), ("gh", "g"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("th", "t"), ("qu", "kw"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("j", "i"), ("y", "i"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("h", ""),
)  # fmt: skip


class Candidate(NamedTuple):
    """Words from `first` up to `last` that may be `name` misheard, and how much they look like it."""

    first: int
    last: int
    name: str
    likeness: float


def candidates(words: Sequence[Word], names: Sequence[str]) -> tuple[Candidate, ...]:
    """Return where unsure words look like a name or a part of one, the likeliest first, none over another."""
    forms = {form: sound(form) for name in names for form in (name, *name.split())}
    forms = {form: folded for form, folded in forms.items() if len(folded) >= SHORTEST_NAME_LETTERS}
    found = (
        Candidate(first, last, form, likeness)
        for first, last in _unsure(words, 1 + MORE_WORDS + max((len(form.split()) for form in forms), default=0))
        for form, likeness in _alike(words[first:last], forms)
    )
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda one: (-one.likeness, -len(one.name), one.first)):
        if all(one.last <= other.first or other.last <= one.first for other in kept):
            kept.append(one)
    return tuple(kept)


def around(words: Sequence[Word], candidate: Candidate) -> tuple[Stretch, ...]:
    """Return the stretches to hear again, told of the name, until it is written in one of them."""
    first, last = words[candidate.first], words[candidate.last - 1]
    contexts = CONTEXT_SECONDS if candidate.likeness >= LIKELY else CONTEXT_SECONDS[:1]
    return tuple(Stretch(max(0.0, first.start - seconds), last.end + seconds) for seconds in contexts)


def proved(words: Sequence[Word], candidate: Candidate, told: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words to stand in the candidate's place: the name as it was written when told, () if it was not."""
    span = words[candidate.first : candidate.last]
    parts = [sound(part) for part in candidate.name.split()]
    for first in range(len(told) - len(parts) + 1):
        name = told[first : first + len(parts)]
        here = name[0].start < span[-1].end + EDGE_SECONDS and span[0].start - EDGE_SECONDS < name[-1].end
        if here and [sound(word.text) for word in name] == parts:
            return _fitted(name, span)
    return ()


def sound(text: str) -> str:
    """Fold a spelling into letters that stand for its sound: `Caldeira` and `Kaldera` come near each other."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", text.casefold()))  # noqa: RUF001  # typists write both
    plain = "".join(letter for letter in plain if letter.isalnum())
    for letters, folded in SOUNDS:
        plain = plain.replace(letters, folded)
    return re.sub(r"(.)\1+", r"\1", plain)


def _unsure(words: Sequence[Word], longest: int) -> Iterator[tuple[int, int]]:
    for first in range(len(words)):
        for last in range(first + 1, min(first + longest, len(words)) + 1):
            if sum(word.probability for word in words[first:last]) / (last - first) < SURE:
                yield first, last


def _alike(span: Sequence[Word], forms: dict[str, str]) -> Iterator[tuple[str, float]]:
    written = "".join(word.text for word in span)
    folded = sound(written)
    for form, wanted in forms.items():
        if len(span) > len(form.split()) + MORE_WORDS or not 0.5 < len(folded) / len(wanted) < 2:
            continue
        matcher = SequenceMatcher(None, folded, wanted, autojunk=False)
        if matcher.quick_ratio() >= ALIKE and (likeness := matcher.ratio()) >= ALIKE and not _within(form, written):
            yield form, likeness


def _within(form: str, written: str) -> bool:
    return _letters(form) in _letters(written)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _fitted(name: Sequence[Word], span: Sequence[Word]) -> tuple[Word, ...]:
    """Give the words of a name the time and the last sign of those they replace."""
    edges = [span[0].start, *(min(max(word.start, span[0].start), span[-1].end) for word in name[1:]), span[-1].end]
    ends = re.search(r"\W*$", span[-1].text)
    texts = [word.text for word in name]
    texts[-1] = re.sub(r"\W+$", "", texts[-1]) + (ends.group() if ends else "")
    return tuple(
        Word(start, end, text, word.probability) for start, end, text, word in zip(edges, edges[1:], texts, name, strict=False)
    )
