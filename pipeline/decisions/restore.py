"""Make a link again from what the host decided about it, when nothing suggests it any more. Judges nothing."""

from pipeline.decisions.claim import Spot, Stand
from pipeline.decisions.place import ALIKE, likeness
from pipeline.decisions.record import LinkEnd
from pipeline.model import Library, Link, Passage, Place


def restored(stand: Stand, library: Library) -> Link:
    """Return the link that a decision was about, where its passages are now; reason and echo are those of that day."""
    one = stand.decision
    passage = _passage(stand.source, library)
    quote = _quote(one.quote, passage) if passage else one.quote
    ends = _place(one.source, stand.source, library), _place(one.target, stand.target, library)
    return Link(one.type, *ends, reason=one.reason, echo=one.echo or one.reason, quote=quote)


def _passage(spot: Spot, library: Library) -> Passage | None:
    item, anchor = spot
    return next((one for one in library.passages.get(item, ()) if one.id == anchor), None)


def _place(end: LinkEnd, spot: Spot, library: Library) -> Place:
    passage = _passage(spot, library)
    if passage is None or passage.start is None:
        return Place(end.kind, end.slug, spot[1])
    inside = end.seconds is not None and passage.start <= end.seconds < (passage.end or passage.start)
    return Place(end.kind, end.slug, passage.id, end.seconds if inside else passage.start)


def _quote(quote: str, passage: Passage) -> str:
    """Return the sentence of the passage that says now what was quoted; "" where none does: a quote must stand there."""
    if quote in passage.text:
        return quote
    alike = {one.text: likeness(quote, one.text) for one in passage.sentences}
    best = max(alike, key=lambda text: alike[text].shared, default="")
    return best if best and alike[best].best >= ALIKE else ""
