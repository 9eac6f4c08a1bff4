"""Put the host's word on links over the machine's. Finds no link itself, and forgets no decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from pipeline.decisions.claim import Claim, Stand, claim, claim_of, stands
from pipeline.decisions.record import ACCEPT, REJECT, LinkDecision
from pipeline.decisions.restore import restored
from pipeline.model import Library, Link


class Settled(NamedTuple):
    """The links as machine and host have them together: what is published, and what waits for her.

    `gone` are decisions whose item or passage is not there any more, `rejected` the links that she refused.
    """

    published: tuple[Link, ...]
    waiting: tuple[Link, ...]
    gone: tuple[LinkDecision, ...]
    rejected: tuple[Link, ...] = ()


def settle(published: Iterable[Link], suggested: Iterable[Link], decisions: Iterable[LinkDecision], library: Library) -> Settled:
    """Return what the site shows and what the host is asked, by what the machine found and what she decided, in its order.

    What she accepted is published with score 1, also when nothing suggests it any more; what she rejected is in neither,
    also after its passages were cut anew. Of two decisions on one link the later one counts.
    """
    found, shown = _by_claim(suggested), _by_claim(published)
    links = found | shown
    verdicts, gone = _verdicts(decisions, links, library)
    made = {key: links.get(key) or restored(stand, library) for key, stand in verdicts.items()}
    accepted = {key: _sure(made[key]) for key, stand in verdicts.items() if stand.decision.verdict == ACCEPT}
    rejected = {stand.decision: made[key] for key, stand in verdicts.items() if stand.decision.verdict == REJECT}
    standing = {key: link for key, link in shown.items() if key not in verdicts}
    # In their old order first, so that a decision on one link moves no other.
    ordered = [link for key in shown if (link := accepted.pop(key, standing.get(key)))]
    waiting = tuple(link for key, link in found.items() if key not in verdicts and key not in shown)
    return Settled((*ordered, *accepted.values()), waiting, gone, tuple(rejected.values()))


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
