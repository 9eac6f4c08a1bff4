"""Show the stretch of a text that holds most of what was looked for. Knows no index."""

from collections.abc import Callable, Collection

from pipeline.search.words import WORD

WORDS = 24


def excerpt(text: str, wanted: Collection[str], stem: Callable[[str], str]) -> str:
    """Return the text, or the 24 words of it with the most different wanted stems, with an ellipsis where it goes on."""
    parts = text.split()
    if len(parts) <= WORDS:
        return " ".join(parts)
    found = [{stem(word) for word in WORD.findall(part)} & set(wanted) for part in parts]
    last = len(parts) - WORDS
    start = max(range(last + 1), key=lambda at: (len(set().union(*found[at : at + WORDS])), -at))
    first = next((at for at in range(start, start + WORDS) if found[at]), start)
    start = min(last, max(0, start, first - WORDS // 4))  # a few words before the first one, not all that happen to fit
    return f"{'…' if start else ''}{' '.join(parts[start : start + WORDS])}{'…' if start < last else ''}"
