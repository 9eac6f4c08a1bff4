"""What is told of a run: how far it is while it goes on, and how every step ended. Decides nothing."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from pipeline.stage.step import Item, Outcome, Stage


class Teller(Protocol):
    """Somebody who is told how far long work is."""

    def expect(self, stage: Stage, items: Sequence[Item]) -> None:
        """Hear what a stage is about to do."""

    def tell(self, stage: Stage, item: Item, part: float) -> None:
        """Hear how far one step is, from 0 to 1; also from other threads."""


class Silent:
    """Tells nobody."""

    def expect(self, stage: Stage, items: Sequence[Item]) -> None:
        """Keep it to itself."""

    def tell(self, stage: Stage, item: Item, part: float) -> None:
        """Keep it to itself."""


class Report(msgspec.Struct, frozen=True):
    """Every step's outcome, in the order of the plan, and for how long each stage kept the run waiting."""

    outcomes: tuple[Outcome, ...]
    seconds: dict[str, float] = {}

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return the steps that failed."""
        return self.of("failed")

    def of(self, *states: str) -> tuple[Outcome, ...]:
        """Return the steps that ended in one of these states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)
