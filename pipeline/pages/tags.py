"""The themes of passages in the order in which pages name them."""

from collections.abc import Collection, Iterable, Mapping

from pipeline.model import Mention

Tags = Mapping[str, tuple[Mention, ...]]  # by passage, the surest first


def tagged(mentions: Iterable[Mention], themes: Collection[str]) -> dict[str, tuple[Mention, ...]]:
    """Return an item's mentions of these themes, which are in the show's own order, by passage."""
    out: dict[str, list[Mention]] = {}
    for mention in mentions:
        out.setdefault(mention.passage, []).append(mention)
    return {passage: known for passage, some in out.items() if (known := surest(some, themes))}


def surest(mentions: Iterable[Mention], themes: Collection[str]) -> tuple[Mention, ...]:
    """Return the mentions of these themes, the surest first, of equals in the order of the themes."""
    order = list(themes)
    known = [mention for mention in mentions if mention.theme in themes]
    return tuple(sorted(known, key=lambda mention: (-mention.score, order.index(mention.theme))))
