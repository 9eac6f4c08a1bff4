"""Read what somebody typed into the search: words that may match, phrases that must. Looks nothing up."""

from pipeline.model import Fact
from pipeline.search.words import WORD, words
from pipeline.stems import LONGEST

MOST_WORDS = 100
_TELLING = 3  # fewer words are put in order as well without an encoder, which takes half a second to load
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})


class Query(Fact, frozen=True):
    """A query: its different words as they were typed, and its phrases as plain words. `cut` says that there was more.

    The words of the phrases are among the words, for the order of the answers.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    @property
    def telling(self) -> bool:
        """Say whether there is enough in it for a meaning to be compared."""
        return len(self.words) >= _TELLING

    @property
    def text(self) -> str:
        """Return the query as a sentence without quotes."""
        return " ".join(self.words)


def parse(text: str) -> Query:
    """Read a query. Quoted parts are phrases, an open quote runs to the end; only the first 100 words are read.

    A query without a letter or digit (empty, emoji, signs) has no words.
    """
    found = list(WORD.finditer(text))
    if len(found) > MOST_WORDS:
        text = text[: found[MOST_WORDS].start()]
    phrases = tuple(phrase for part in text.translate(_QUOTES).split('"')[1::2] if (phrase := words(part)))
    typed = dict.fromkeys(word[0][:LONGEST] for word in found[:MOST_WORDS])
    return Query(tuple(typed), phrases, len(found) > MOST_WORDS)
