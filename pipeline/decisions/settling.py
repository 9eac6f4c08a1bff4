"""Put the host's word on links over the machine's. Finds no link itself, and forgets no decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from pipeline.decisions.claim import Claim, Spot, Stand, claim, claim_of, spot, stands
from pipeline.decisions.record import ACCEPT, REJECT, LinkDecision
from pipeline.decisions.restore import restored
from pipeline.model import Library, Link, Place


class Settled(NamedTuple):
    """The links as machine and host have them together: what is published, and what waits for her.

    `gone` are decisions whose item or passage is not there any more, `rejected` the links that she refused.
    """

    published: tuple[Link, ...]
    waiting: tuple[Link, ...]
    gone: tuple[LinkDecision, ...]
    rejected: tuple[Link, ...] = ()


class Refused(NamedTuple):
    """What the host refused, in today's passages; asked as `refused("related", source, target)`."""

    claims: frozenset[Claim] = frozenset()

    def __call__(self, kind: str, source: Place, target: Place) -> bool:
        """Say whether she refused a link of this type between two places; one that is related either way round."""
        return claim(kind, spot(source), spot(target)) in self.claims

    def pairs(self, kind: str) -> tuple[tuple[Spot, Spot], ...]:
        """Return the refused ends of a type, each as item key and passage; "" stands for an item as a whole."""
        return tuple(sorted((source, target) for one, source, target in self.claims if one == kind))


def refused(decisions: Iterable[LinkDecision], library: Library) -> Refused:
    """Return what the host refused and did not accept since, so that nothing else is kept out of its place by it."""
    verdicts, _ = _verdicts(decisions, {}, library)
    return Refused(frozenset(key for key, stand in verdicts.items() if stand.decision.verdict == REJECT))


def settle(published: Iterable[Link], suggested: Iterable[Link], decisions: Iterable[LinkDecision], library: Library) -> Settled:
    """Return what the site shows and what the host is asked, by what the machine found and what she decided, in its order.

    What she accepted is published with score 1, also when nothing suggests it any more; what she rejected is in neither,
    also after its passages were cut anew. Of two decisions on one link the later one counts. Of links that claim the same
    all are published, as each was written, and one is asked about.
    """
    published = tuple(published)
    found, shown = _by_claim(suggested), _by_claim(published)
    links = found | shown
    verdicts, gone = _verdicts(decisions, links, library)
    made = {key: links.get(key) or restored(stand, library) for key, stand in verdicts.items()}
    rejected = {stand.decision: made[key] for key, stand in verdicts.items() if stand.decision.verdict == REJECT}
    accepted = {key for key, stand in verdicts.items() if stand.decision.verdict == ACCEPT}
    # In their old order first, so that a decision on one link moves no other.
    claims = [(claim_of(link), link) for link in published]
    ordered = [_sure(link) if key in accepted else link for key, link in claims if key in accepted or key not in verdicts]
    added = [_sure(made[key]) for key in verdicts if key in accepted and key not in shown]
    waiting = tuple(link for key, link in found.items() if key not in verdicts and key not in shown)
    return Settled((*ordered, *added), waiting, gone, tuple(rejected.values()))


def _by_claim(links: Iterable[Link]) -> dict[Claim, Link]:
    found: dict[Claim, Link] = {}
    for link in links:
        found.setdefault(claim_of(link), link)
    return found


def _sure(link: Link) -> Link:
    return msgspec.structs.replace(link, score=1.0)


def _verdicts(
    decisions: Iterable[LinkDecision], links: Mapping[Claim, Link], library: Library
) -> tuple[dict[Claim, Stand], tuple[LinkDecision, ...]]:
    """Return the decision that holds for each claim, and those that are gone."""
    here = _here(library)
    verdicts: dict[Claim, Stand] = {}
    gone: dict[Claim, LinkDecision] = {}
    for one in decisions:
        own = stands(one, here, library)
        if not own:
            gone[claim(one.type, *((end.key, end.passage) for end in (one.source, one.target)))] = one
        elif one.verdict == REJECT:
            for stand in reversed(own):  # pieces of a passage with it; the nearest last, so that it is the one to be shown
                verdicts.pop(stand.claim, None)
                verdicts[stand.claim] = stand
        else:
            verdicts = {key: stand for key, stand in verdicts.items() if not _takes_back(own, stand)}
            meant = _meant(own, links)
            verdicts[meant.claim] = meant
    return verdicts, tuple(gone.values())


def _takes_back(own: Sequence[Stand], stand: Stand) -> bool:
    """Say whether a later acceptance ends a refusal; of the pieces of a passage that were refused all are open again."""
    return stand.decision.verdict == REJECT and stand.claim in {one.claim for one in own}


def _meant(own: Sequence[Stand], links: Mapping[Claim, Link]) -> Stand:
    """Return where an accepted link is now: its nearest place, or else one where the machine finds it too, the surest."""
    known = [stand for stand in own if stand.claim in links]
    return own[0] if own[0] in known or not known else max(known, key=lambda stand: links[stand.claim].score)


def _here(library: Library) -> frozenset[str]:
    """Return the keys of everything that links may lead to."""
    items = [f"episode/{one.slug}" for one in library.episodes] + [f"issue/{one.slug}" for one in library.issues]
    known = [f"person/{one.slug}" for one in library.people] + [f"{one.kind}/{one.slug}" for one in library.things]
    return frozenset(items + known)
