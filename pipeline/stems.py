"""Make words their Snowball stems, by the code of a language. Knows no text."""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

LONGEST = 64  # one word of 500,000 letters is no word
_NAMES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Return what makes a word of this language (a code such as "en" or "pt-BR") its stem; it remembers what it saw.

    In a language without a stemmer a word is its own stem. Stems have lower case, no accents, no apostrophes.
    """
    name = _NAMES.get(language.lower().partition("-")[0])
    if name is None:
        return plain
    import snowballstemmer

    step = snowballstemmer.stemmer(name).stemWord

    @lru_cache(maxsize=1 << 16)
    def stem(word: str) -> str:
        # Accents go last: the stemmers of German or Spanish need them.
        return plain(step(word[:LONGEST].lower().replace("\u2019", "'")))

    return stem


def plain(word: str) -> str:
    """Return a word in lower case, without accents and apostrophes, at most 64 letters of it."""
    word = word[:LONGEST].lower()
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(part for part in parts if not unicodedata.combining(part)).replace("\u2019", "")
    return word.replace("'", "")
