"""Dates, texts and names as pages need them, whatever the language. What a language decides stands in pipeline/language/."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from html import escape

from markupsafe import escape as marked

_APART = "\x1f"  # a separator of ASCII: no text that is shown holds it
_TEXTS = 16_384  # that are remembered as HTML: titles and addresses, which stand on many pages
_WORDS_A_MINUTE = 220  # a usual pace of silent reading; the page rounds to whole minutes anyway


@cache
def when(iso: str) -> date | None:
    """Return the date that `iso` begins with, or None where it is empty or no date."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def sentence(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name, for its round mark."""
    parts = [part for part in re.split(r"[\s\-]+", name) if part[:1].isalnum()]
    return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()


def minutes_to_read(words: int) -> int:
    """Return in how many minutes a letter of so many words is read."""
    return max(1, round(words / _WORDS_A_MINUTE))


@lru_cache(_TEXTS, typed=True)  # or what is HTML already would give its answer to the same text that is none
def html(text: str) -> str:
    """Return a text as templates write it: escaped, and in quotation marks too."""
    return str(marked(text))


def escaped(texts: Sequence[str]) -> list[str]:
    """Return texts as HTML, in their order; all are escaped at once where that is as good: one by one takes four times as long."""
    found = escape(_APART.join(texts)).split(_APART)
    return found if len(found) == len(texts) else [escape(text) for text in texts]
