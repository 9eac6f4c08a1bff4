"""Say what became of one file, or of one letter of an export, that was to be brought in."""

from typing import Literal

from pipeline.errors import ShowError
from pipeline.ingest.ledger import Row
from pipeline.model import Fact


class Added(Fact, frozen=True):
    """`state` is "added"; "updated" (it changed there, and nobody wrote in ours); "same" (already here); "kept" (the host wrote
    in ours, so it was left alone); "removed" (the host took ours out, so it stays out); "left out" (`why` says why); or
    "failed" (`problem` says why).

    `notes` is what the host should know all the same.
    """

    source: str
    state: Literal["added", "updated", "same", "kept", "removed", "left out", "failed"]
    target: str = ""
    problem: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()


def failed(where: str, fault: ShowError) -> Added:
    """Say that an item did not come in; `why` is the fault without its place, the same for all whom it befalls."""
    return Added(where, "failed", problem=str(fault), why=str(ShowError(fault.message, "", fault.remedy)))


def removed(row: Row, where: str) -> Added:
    """Say that what the host took out stays out."""
    return Added(where, "removed", f"content/{row.place}", why="you took it out, so it stays out")
