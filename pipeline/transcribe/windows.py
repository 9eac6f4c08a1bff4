"""Lay windows over speech for a model that hears many at once: each full, each cut at a pause. Recognises nothing."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.ingest.audio import RATE
from pipeline.transcribe.base import Stretch

if TYPE_CHECKING:
    from pipeline.transcribe.base import Samples

# Before anything is heard again, 5 beams and no guard got 17 % of a demo episode's words wrong in windows of 29 seconds, 8 % in 15
# and 4 % in 10, nearly all of them skipped clauses. After all that is heard again, 15 was the best of 10, 12, 15 and 18 where loud
# and quiet recordings are joined, and 10 on the demo.
LONGEST_SECONDS = 15.0
# In the last part of a full window the longest pause is looked for, and failing that the quietest moment.
SEARCH_SECONDS = 7.0
MARGIN_SECONDS = 0.2
QUIET_SECONDS = 0.2


def windows(samples: "Samples", speech: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return windows in order that hold all speech; silence at their edges is left out."""
    found = tuple(_full(samples, speech))
    edges = [0.0, *((before.end + after.start) / 2 for before, after in pairwise(found)), len(samples) / RATE]
    return tuple(
        Stretch(max(left, window.start - MARGIN_SECONDS), min(right, window.end + MARGIN_SECONDS))
        for window, (left, right) in zip(found, pairwise(edges), strict=True)
    )


def _full(samples: "Samples", speech: Sequence[Stretch]) -> Iterator[Stretch]:
    rest = list(speech)
    while rest:
        begin = rest[0].start
        inside = [stretch for stretch in rest if stretch.end <= begin + LONGEST_SECONDS]
        if len(inside) == len(rest):
            yield Stretch(begin, rest[-1].end)
            return
        at = _pause(rest, begin) or _quietest(samples, Stretch(begin + LONGEST_SECONDS - SEARCH_SECONDS, begin + LONGEST_SECONDS))
        before = [Stretch(stretch.start, min(stretch.end, at)) for stretch in rest if stretch.start < at]
        yield Stretch(begin, before[-1].end)
        rest = [Stretch(max(stretch.start, at), stretch.end) for stretch in rest if stretch.end > at]


def _pause(speech: Sequence[Stretch], begin: float) -> float:
    """Return the middle of the longest pause at the end of a window, 0 where there is none."""
    first, last = begin + LONGEST_SECONDS - SEARCH_SECONDS, begin + LONGEST_SECONDS
    found = [
        (after.start - before.end, (before.end + min(after.start, last)) / 2)
        for before, after in pairwise(speech)
        if first < before.end <= last
    ]
    return max(found)[1] if found else 0.0


def _quietest(samples: "Samples", within: Stretch) -> float:
    """Return the middle of the quietest moment."""
    import numpy as np

    part = samples[round(within.start * RATE) : round(within.end * RATE)]
    width = round(QUIET_SECONDS * RATE)
    power = np.convolve(np.square(part), np.ones(width, np.float32), "valid")
    return within.start + (int(power.argmin()) + width / 2) / RATE
