"""Propose stretches of an episode that stand for the whole, and read those that the host accepted. Publishes none by itself.

A host accepts one with a line of episode.md: `soundbites: ["1:13-2:05 What warm numbers are"]`.
"""

import re
from collections.abc import Sequence

from pipeline.clock import clock, seconds_of
from pipeline.feeds.channel import Soundbite
from pipeline.model import Mention, Passage, Sentence
from pipeline.text import brief

MOST = 3
SHORTEST, LONGEST = 15.0, 120.0  # seconds that tag-soundbite.md recommends
_AIM = 40.0  # long enough to say one thing, short enough for a preview
_LETTERS = 80
_LINE = re.compile(
    r"((?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d+)?|\d+(?:\.\d+)?)\s*[-\u2013]\s*((?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d+)?|\d+(?:\.\d+)?)\s*(.*)"
)


def drafts(passages: Sequence[Passage], mentions: Sequence[Mention], taken: Sequence[Soundbite] = ()) -> tuple[Soundbite, ...]:
    """Return up to three stretches from the strongest moments, in order of time; none overlaps another, or a `taken` one."""
    known = {passage.id: passage for passage in passages if passage.start is not None}
    found: list[Soundbite] = []
    for mention in sorted(mentions, key=lambda one: (one.strength != "strong", -one.score, one.passage, one.theme)):
        bite = _cut(known[mention.passage], mention.evidence.sentence) if mention.passage in known else None
        if bite and len(found) < MOST and not any(_meet(bite, other) for other in (*found, *taken)):
            found.append(bite)
    return tuple(sorted(found, key=lambda one: one.start))


def line(bite: Soundbite) -> str:
    """Return the line with which a host accepts it: `1:13-2:05 What warm numbers are`."""
    return f"{clock(bite.start)}-{clock(bite.start + bite.duration)} {bite.title}".strip()


def accepted(text: str) -> Soundbite | None:
    """Read a line of a host; None where it is none: no two times, or the second not later than the first."""
    if not (found := _LINE.fullmatch(text.strip())):
        return None
    start, end = seconds_of(found[1]), seconds_of(found[2])
    if start is None or end is None or end <= start:
        return None
    return Soundbite(start, round(end - start, 3), found[3].strip())


def _cut(passage: Passage, wanted: str) -> Soundbite | None:
    """Begin with the wanted sentence and go on by whole sentences of the passage until one thing is said."""
    sentences = [one for one in passage.sentences if one.start is not None]
    ends = [*(one.start for one in sentences), passage.end][1:]
    first = next((at for at, one in enumerate(sentences) if one.text == wanted), 0)
    while sentences and first and (passage.end or 0.0) - (sentences[first].start or 0.0) < SHORTEST:
        first -= 1  # too little is left after it: begin earlier
    for at in range(first, len(sentences)):
        start, length = sentences[first].start or 0.0, (ends[at] or 0.0) - (sentences[first].start or 0.0)
        if length > LONGEST:
            return None
        if length >= _AIM or (at == len(sentences) - 1 and length >= SHORTEST):
            return Soundbite(round(start, 1), round(length, 1), _title(wanted, sentences[first]))
    return None


def _title(wanted: str, first: Sentence) -> str:
    return brief(wanted or first.text, _LETTERS)


def _meet(one: Soundbite, other: Soundbite) -> bool:
    return one.start < other.start + other.duration and other.start < one.start + one.duration
