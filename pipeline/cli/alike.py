"""Tell once what is the same of many items: a machine that cannot be reached, a picture that nobody has. Prints nothing."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.ingest.added import Added
    from pipeline.stage import Outcome

FEW = 5  # more items than this are counted, not named


def failures(items: "Iterable[Added]") -> list[str]:
    """Return a paragraph for each fault of the items that failed, with its remedy, and with all that it befell."""
    groups: dict[str, list[Added]] = {}
    for one in items:
        if one.state == "failed":
            groups.setdefault(one.why or one.problem, []).append(one)
    return [some[0].problem if len(some) == 1 else _befell(said, [one.source for one in some]) for said, some in groups.items()]


def notes(items: "Iterable[Added]") -> list[str]:
    """Return a paragraph for each note on items that came in."""
    groups: dict[str, list[str]] = {}
    for one in items:
        for note in one.notes:
            groups.setdefault(note, []).append(one.source)
    return [f"{some[0]}: note: {note}" if len(some) == 1 else _befell(f"note: {note}", some) for note, some in groups.items()]


def problems(outcomes: "Iterable[Outcome]") -> list[str]:
    """Return a paragraph for each fault of steps that failed: one setting can stop every episode."""
    groups: dict[str, list[str]] = {}
    for one in outcomes:
        groups.setdefault(str(one.problem), []).append(one.item)
    return [f"{some[0]}: {said}" if len(some) == 1 else _befell(said, some) for said, some in groups.items()]


def _befell(said: str, places: Sequence[str]) -> str:
    message, _, remedy = said.partition("\n")
    named = "; ".join(places[:FEW]) + (f" and {len(places) - FEW} more" if len(places) > FEW else "")
    return f"{len(places)} items: {message}\n  {named}" + (f"\n{remedy}" if remedy else "")
