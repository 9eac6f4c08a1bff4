"""Find the phrases that point to a theme, by word stem. Decides nothing: phrases are hints to the regression."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import product

import snowballstemmer

from pipeline.model import Theme
from pipeline.tag import misheard

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
# An English stemmer for every language: elsewhere it trims phrase and passage alike, so equal words still meet.
_STEMMER = snowballstemmer.stemmer("english")

Phrase = tuple[str, ...]
Lexicon = frozenset[Phrase]


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of `text`, in order."""
    return tuple(_stem(word.lower().replace("\u2019", "'")) for word in _WORD.findall(text))


def phrases(theme: Theme) -> Lexicon:
    """Return the theme's `words` as stems, also as recognisers miswrite them; phrases that differ only in endings are one."""
    written = [phrase for phrase in map(stems, theme.words) if phrase]
    known = {word for phrase in written for word in phrase}
    return frozenset(form for phrase in written for form in _forms(phrase, known))


def found(text: str, lexicons: Sequence[Lexicon]) -> tuple[Lexicon, ...]:
    """Return, for each lexicon, the different phrases that occur in `text`."""
    seen = _runs(stems(text), _longest(tuple(lexicons)))
    return tuple(lexicon & seen for lexicon in lexicons)


def hits(text: str, lexicons: Sequence[Lexicon]) -> tuple[int, ...]:
    """Count, for each lexicon, the different phrases that occur in `text`."""
    return tuple(map(len, found(text, lexicons)))


def matched(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `text` that a phrase matched, as they stand there, in order and without repeats."""
    places = list(_WORD.finditer(text))
    said = stems(text)
    spans: list[str] = []
    start = 0
    longest = max(map(len, lexicon), default=0)
    while start < len(said):
        most = min(longest, len(said) - start)
        size = next((n for n in range(most, 0, -1) if said[start : start + n] in lexicon), 0)
        if size:
            spans.append(text[places[start].start() : places[start + size - 1].end()].lower())
        start += max(size, 1)
    return tuple(dict.fromkeys(spans))


def _forms(phrase: Phrase, known: Collection[str]) -> Iterator[Phrase]:
    """Yield a phrase in every form that it may have been heard in; a form that is one of the `known` words is that word."""
    choices = [[(word,), *(form for form in _misheard().get(word, ()) if form[0] not in known or len(form) > 1)] for word in phrase]
    return (tuple(word for part in parts for word in part) for parts in product(*choices))


@lru_cache(maxsize=1)
def _misheard() -> dict[str, tuple[Phrase, ...]]:
    return {_stem(word): tuple(map(stems, forms)) for word, forms in misheard.forms().items()}


@lru_cache(maxsize=16)
def _longest(lexicons: tuple[Lexicon, ...]) -> int:
    return max((len(phrase) for lexicon in lexicons for phrase in lexicon), default=0)


def _runs(words: Sequence[str], longest: int) -> Lexicon:
    return frozenset(tuple(words[start : start + size]) for size in range(1, longest + 1) for start in range(len(words) - size + 1))
