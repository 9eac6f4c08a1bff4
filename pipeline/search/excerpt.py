"""Show the stretch of a text that holds most of what was looked for. Knows no index."""

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from pipeline.search.words import WORD

WORDS = 24


def excerpt(text: str, wanted: Collection[str], stem: Callable[[str], str], starts: Sequence[int] = (0,)) -> tuple[str, int]:
    """Return the text, or the 24 words of it with the most different wanted stems, with an ellipsis where it goes on.

    The second value says in which sentence most of them are, the first of equals: an index into `starts`, which holds the
    places of the sentences' first words.
    """
    parts = text.split()
    found = [{stem(word) for word in WORD.findall(part)} & set(wanted) for part in parts]
    last = max(0, len(parts) - WORDS)
    start = max(range(last + 1), key=lambda at: (len(set().union(*found[at : at + WORDS])), -at))
    first = next((at for at in range(start, min(start + WORDS, len(parts))) if found[at]), start)
    start = min(last, max(0, start, first - WORDS // 4))  # a few words before the first one, not all that happen to fit
    shown = range(start, min(start + WORDS, len(parts)))
    text = f"{'…' if start else ''}{' '.join(parts[start : start + WORDS])}{'…' if start < last else ''}"
    return text, _best([found[at] if at in shown else set() for at in range(len(parts))], starts)


def _best(found: Sequence[set[str]], starts: Sequence[int]) -> int:
    worth = [len(set().union(*found[start:stop])) for start, stop in pairwise([*starts, len(found)])]
    return worth.index(max(worth)) if worth else 0
