"""Say which decisions are in force, and what is to be learned from them. Sees no passage and trains nothing."""

from collections.abc import Collection, Iterable, Sequence

from pipeline.decisions.place import ENOUGH_WORDS, same, words
from pipeline.decisions.record import ADD, Decision
from pipeline.tag import Example


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Drop every decision that a later line takes back: of the same item and theme, about the same passage."""
    kept: list[Decision] = []
    groups: dict[tuple[str, str], list[Decision]] = {}
    for one in reversed(decisions):
        later = groups.setdefault((one.item, one.theme), [])
        if not any(_again(one, other) for other in later):
            kept.append(one)
            later.append(one)
    return tuple(reversed(kept))


def training(decisions: Sequence[Decision], themes: Collection[str]) -> tuple[Example, ...]:
    """Return an example for each passage that was decided about: the themes it carried then, and what was decided since.

    Themes that the show no longer has are left out, and so are passages of fewer than six words: they say nothing alone.
    """
    items: dict[str, list[Decision]] = {}
    for one in in_force(decisions):
        items.setdefault(one.item, []).append(one)
    found: dict[tuple[str, ...], Example] = {}
    for item, own in sorted(items.items()):
        for one in own:  # the last decision on a passage knows best what it carried beside
            if len(words(one.quote)) >= ENOUGH_WORDS:
                carried = carries(one.beside, [other for other in own if _again(one, other)])
                kept = tuple(sorted(theme for theme in carried if theme in themes))
                found[words(one.quote)] = Example(one.quote, kept, f"{item}#{one.passage}")
    return tuple(found.values())


def carries(themes: Iterable[str], decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the themes of a passage after the decisions on it, in their order."""
    found = set(themes)
    for one in decisions:
        found = found | {one.theme} if one.verdict == ADD else found - {one.theme}
    return frozenset(found)


def _again(earlier: Decision, later: Decision) -> bool:
    if earlier.passage == later.passage and earlier.quote == later.quote:
        return True
    return same(earlier, later)
