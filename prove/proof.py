"""The records of a proof: what it says, how often it is tried, and what came of it. Proves nothing itself."""

from collections.abc import Callable
from pathlib import Path

import msgspec

# In the words of the notes that asked for them; the position is the number.
PROMISES = (
    "Kill it at any time; running it again gives the same bytes",
    "The published site is always a whole old or a whole new one",
    "Same input, same bytes: site, feeds, search index",
    "Nothing from a feed, tag, transcript or letter runs in a reader's browser",
    "It contacts no private address that was not allowed and opens no playlist",
    "One bad item never stops the others: it is named with file, line and reason",
    "No episode is published from a partial, spliced or replaced file",
    "Nothing is deleted because a feed shrank, broke or showed a login page; ids and URLs are permanent",
    "Bounded time, memory and bytes for every input, the limit named in the error",
    "Silence yields no invented text; loops are collapsed and flagged; a transcript records model, settings and audio hash",
)


class Absent(Exception):  # noqa: N818 - nothing is wrong; something is not here
    """A tool that the proof needs is not on this machine: it is told loudly, and nothing is claimed."""


class Found(msgspec.Struct, frozen=True):
    """What came of a proof. Each fault is a line that says which trial broke the promise and how.

    `figure` is what the table shows: how many trials held of how many, where it is empty.
    """

    trials: int
    faults: tuple[str, ...] = ()
    figure: str = ""

    @property
    def shown(self) -> str:
        """Return the figure for the table."""
        return self.figure or f"{max(0, self.trials - len(self.faults))}/{self.trials}"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One way to try to break promises.

    `promises` are numbers of PROMISES; none stands for what goes without saying. `run` gets the number of trials and an empty
    folder that is taken away afterwards; it raises Absent where it cannot be tried here. `trials` is that number in full;
    `sample` that of continuous integration, which has ten minutes for all proofs. A trial is whatever the proof repeats: a
    kill, a file, an episode of a feed.
    """

    name: str
    promises: tuple[int, ...]
    says: str
    run: Callable[[int, Path], Found]
    trials: int = 1
    sample: int = 1
