"""Say what became of one file, or of one letter of an export, that was to be brought in."""

from typing import Literal

from pipeline.model import Fact


class Added(Fact, frozen=True):
    """`state` is "added"; "updated" (it changed there, and nobody wrote in ours); "same" (already here); "kept" (the host wrote
    in ours, so it was left alone); "left out" (`why` says why); or "failed" (`problem` says why).

    `notes` is what the host should know all the same.
    """

    source: str
    state: Literal["added", "updated", "same", "kept", "left out", "failed"]
    target: str = ""
    problem: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
