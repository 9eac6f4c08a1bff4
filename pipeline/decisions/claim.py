"""Say what a link claims, whatever its words, and what a decision on a link claims today. Weighs no decision against another."""

from collections.abc import Collection
from itertools import product
from typing import NamedTuple

from pipeline.decisions.place import holding
from pipeline.decisions.record import LinkDecision, LinkEnd
from pipeline.model import Library, Link, Place

# These say something of two items; the passage is only where it was read, and another one is no other claim.
BETWEEN_ITEMS = ("sparked", "announces", "cites-url")
# Of these the target has a passage only where a person pointed to a moment of it: each moment is a claim of its own.
POINTS = ("announces",)
EITHER_WAY = ("related",)

Spot = tuple[str, str]  # item and passage, "" for the item as a whole
Claim = tuple[str, Spot, Spot]  # type, source, target


class Stand(NamedTuple):
    """A decision with one pair of places that it holds for."""

    decision: LinkDecision
    source: Spot
    target: Spot

    @property
    def claim(self) -> Claim:
        """Return what is claimed there."""
        return claim(self.decision.type, self.source, self.target)


def claim(kind: str, source: Spot, target: Spot) -> Claim:
    """Return a claim in a form that is equal for equal ones."""
    if kind in BETWEEN_ITEMS:
        source = source[0], ""
        target = target if kind in POINTS else (target[0], "")
    if kind in EITHER_WAY:
        source, target = sorted((source, target))
    return kind, source, target


def spot(place: Place) -> Spot:
    """Return where a link ends, without its second."""
    return f"{place.kind}/{place.slug}", place.passage


def claim_of(link: Link) -> Claim:
    """Return what a link claims."""
    return claim(link.type, spot(link.source), spot(link.target))


def stands(one: LinkDecision, here: Collection[str], library: Library) -> list[Stand]:
    """Return all that a decision holds for now, the nearest to its words first; none where an end of it is gone.

    `here` are the keys of everything that links may lead to.
    """
    sources = _spots(one.source, here, library, anywhere=one.type in BETWEEN_ITEMS)
    targets = _spots(one.target, here, library, anywhere=one.type in BETWEEN_ITEMS and one.type not in POINTS)
    return [Stand(one, source, target) for source, target in product(sources, targets) if source != target]


def _spots(end: LinkEnd, here: Collection[str], library: Library, *, anywhere: bool) -> list[Spot]:
    """Return where an end is now; `anywhere` in its item where its passage is gone and says nothing."""
    if end.key not in here:
        return []
    if not end.passage:
        return [(end.key, "")]
    found = [(end.key, passage.id) for passage in holding(end, library.passages.get(end.key, ()))]
    return found or ([(end.key, "")] if anywhere else [])
