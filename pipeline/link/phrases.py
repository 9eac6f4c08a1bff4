"""Find phrases in lines of text, whatever their case, accents and punctuation. Knows no links."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.link.lines import Key, Line, fold

# What stands in quotes as English, German, French, Dutch or Japanese sets them; an apostrophe inside a word ends none. No title
# is longer than 300 characters, and from a thousand marks without a fellow nothing is sought to the end a thousand times.
_QUOTED = re.compile(
    r"\"([^\"]{1,300})\"|[\u201c\u201e]([^\u201c\u201d\u201e]{1,300})[\u201c\u201d]|\u00ab([^\u00bb]{1,300})\u00bb|\u00bb([^\u00ab]{1,300})\u00ab"
    r"|[\u300c\u300e]([^\u300d\u300f]{1,300})[\u300d\u300f]|(?<!\w)['\u2018\u201a](.{1,300}?)['\u2018\u2019](?!\w)"
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_TELLING_WORDS = 2
_PLAIN_WORDS = {
    *("a", "about", "all", "an", "and", "at", "for", "from", "how", "i", "in", "is", "it", "me", "my"),
    *("of", "on", "or", "our", "so", "that", "the", "this", "to", "we", "what", "who", "why", "with", "you", "your"),
}


class Phrases:
    """Phrases that are looked for in lines, by their first two words: 1,000 of them cost a line no more than ten do."""

    def __init__(self, phrases: Iterable[tuple[str, Key]]) -> None:
        keys: dict[str, dict[Key, None]] = {}
        for phrase, key in phrases:
            keys.setdefault(phrase, {})[key] = None
        self._starts: dict[tuple[str, ...], list[tuple[str, tuple[Key, ...]]]] = {}
        for phrase, own in keys.items():
            if words := phrase.split():
                self._starts.setdefault(tuple(words[:2]), []).append((phrase, tuple(own)))

    @property
    def starts(self) -> Iterable[tuple[str, ...]]:
        """Return the first two words of each phrase, or its only one."""
        return self._starts.keys()

    def inside(self, line: Line) -> Iterator[tuple[str, tuple[Key, ...]]]:
        """Yield the phrases that a line holds, each with all that it may mean; none that is but a part of a longer one."""
        words = line.plain.split()
        starts = dict.fromkeys([*((word,) for word in words), *pairwise(words)])
        held = [one for start in starts for one in self._starts.get(start, ()) if one[0] in line.plain]
        rest = line.plain
        for phrase, keys in sorted(held, key=lambda one: (-len(one[0]), one[0])):
            if phrase in rest:
                rest = rest.replace(phrase, " | ")
                yield phrase, keys


def telling(title: str) -> bool:
    """Say whether a title is more than a word of every day: `The Week` is not every "the week" in a text."""
    return len([word for word in fold(title).split() if word not in _PLAIN_WORDS]) >= _TELLING_WORDS


def in_quotes(text: str, title: str) -> bool:
    """Say whether a text has the title alone in quotes."""
    return any(fold(part) == fold(title) for parts in _QUOTED.findall(text) for part in parts if part)


def as_written(text: str, name: str, *, inner: bool = False) -> bool:
    """Say whether a text has a name with the capitals that it is written with; words as "of" and "the" may differ.

    With `inner`, not where the name is the first word of the text, as any word has a capital there.
    """
    words = list(_WORD.findall(unicodedata.normalize("NFC", text)))
    plain = [fold(word).strip() for word in words]
    wanted = [fold(word).strip() for word in _WORD.findall(name)]
    raised = [word[0].isupper() and fold(word).strip() not in _PLAIN_WORDS for word in _WORD.findall(name)]
    for at in range(int(inner), len(words) - len(wanted) + 1):
        here = [word.removesuffix("s") if last and word != aim else word for word, aim, last in _ends(plain[at:], wanted)]
        if here == wanted and all(word[0].isupper() for word, up in zip(words[at:], raised, strict=False) if up):
            return True
    return False


def _ends(words: list[str], wanted: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield each word beside the wanted one, and whether it is the last: "Caldeira's" is Caldeira."""
    for at, (word, aim) in enumerate(zip(words, wanted, strict=False), 1):
        yield word, aim, at == len(wanted)
