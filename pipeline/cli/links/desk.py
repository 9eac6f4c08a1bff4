"""What lies before the host who settles links: those that were built, those that wait, and her decisions. Prints nothing."""

from collections.abc import Sequence
from typing import Literal

from pipeline import decisions as deciding
from pipeline.build import Opened, library
from pipeline.decisions import LinkDecision, LinkEnd, Settled
from pipeline.disk import read_whole
from pipeline.errors import InputError
from pipeline.model import Library, Link, Passage, Place
from pipeline.stage.receipts import Receipts


class Desk:
    """The links of a show, and the host's answers as they come in: each stands in the file before the next is asked."""

    def __init__(self, opened: Opened, shelf: Library | None = None) -> None:
        """Take the links as the last build left them, with what was decided since; the library is read if no `shelf` is given.

        Raises:
            InputError: nothing is built.
        """
        self.library: Library = shelf or library(opened)
        if not self.library.passages:
            raise InputError("nothing is built yet", str(opened.store.root), "Run `podloom build` first.")
        self._passages = {(*item.split("/", 1), one.id): one for item, own in self.library.passages.items() for one in own}
        # Where the links failed and the passages did not, a link may lead to a passage that is no more: the next build tells.
        self._published = [link for link in self.library.links if self._stands(link)]
        self._waiting = [link for link in _waiting(opened) if self._stands(link)]
        self._path = opened.root / deciding.LINKS
        written = deciding.read_links(read_whole(self._path) if self._path.is_file() else b"")
        self.faults = written.faults
        self.decisions = written.decisions
        now = self.settled()
        self._known = {identity(link): link for link in (*now.rejected, *now.waiting, *now.published)}

    def settled(self) -> Settled:
        """Return what is published, what waits and what was rejected, with all that is decided by now."""
        return deciding.settle(self._published, self._waiting, self.decisions, self.library)

    def open_links(self) -> tuple[Link, ...]:
        """Return what waits for the host: by type, the surest first."""
        order = {kind: place for place, kind in enumerate(deciding.TYPES)}
        return tuple(sorted(self.settled().waiting, key=lambda link: (order[link.type], -link.score, identity(link))))

    def link(self, named: str) -> Link | None:
        """Return a link by its id, also one that is published or was rejected; the ends of a related one in either order."""
        kind, _, ends = named.partition(":")
        turned = ":".join((kind, "~".join(reversed(ends.split("~")))))
        return self._known.get(named) or (self._known.get(turned) if kind == "related" else None)

    def decide(self, link: Link, verdict: Literal["accept", "reject"], who: str, when: str) -> LinkDecision:
        """Write a decision down.

        Raises:
            DiskError: the disk refused; nothing was lost.
        """
        one = LinkDecision(
            type=link.type,
            source=self._end(link.source),
            target=self._end(link.target),
            verdict=verdict,
            reason=link.reason,
            echo=link.echo,
            quote=link.quote,
            who=who,
            when=when,
        )
        deciding.append(self._path, one)
        self.decisions = (*self.decisions, one)
        return one

    def passage(self, place: Place) -> Passage | None:
        """Return the passage that an end of a link is at; None where that is an item as a whole."""
        return self._passages.get((place.kind, place.slug, place.passage))

    def _stands(self, link: Link) -> bool:
        return all(self.passage(place) is not None for place in (link.source, link.target) if place.passage)

    def _end(self, place: Place) -> LinkEnd:
        passage = self.passage(place)
        if passage is None:
            return LinkEnd(place.kind, place.slug, seconds=place.seconds)
        return LinkEnd(place.kind, place.slug, passage.id, passage.text, passage.start, passage.end, place.seconds)


def identity(link: Link) -> str:
    """Return the id of a link: `related:issue/slow-bread#p-3~episode/the-warm-numbers#t-151`."""
    ends: Sequence[Place] = (link.source, link.target)
    named = (f"{one.kind}/{one.slug}" + (f"#{one.passage}" if one.passage else "") for one in ends)
    return f"{link.type}:{'~'.join(named)}"


def _waiting(opened: Opened) -> tuple[Link, ...]:
    linked = Receipts(opened.store).get("show/show", "link")
    waiting = linked.outputs.get("waiting") if linked else None
    return opened.store.record(waiting, tuple[Link, ...]) or () if waiting else ()
