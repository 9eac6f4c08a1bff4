"""Dates, times, counts and names in the words of the pages. English, and without a clock of its own."""

import re
from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
_WORDS_A_MINUTE = 220  # a usual pace of silent reading; the page rounds to whole minutes anyway


def when(iso: str) -> date | None:
    """Return the date that `iso` begins with, or None where it is empty or no date."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def day(iso: str) -> str:
    """Say a date: "18 March 2025". What is no date is returned as it is."""
    known = when(iso)
    return f"{known.day} {_MONTHS[known.month - 1]} {known.year}" if known else iso


def day_of_year(iso: str) -> str:
    """Say a date below a heading that names its year: "18 March"."""
    known = when(iso)
    return f"{known.day} {_MONTHS[known.month - 1]}" if known else iso


def month(number: int) -> str:
    """Return the name of a month, 1 to 12."""
    return _MONTHS[number - 1]


def count(number: int, noun: str, plural: str = "") -> str:
    """Count things: "1 letter", "3 letters"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def number(amount: int) -> str:
    """Spell a small number with a capital, for a heading: "Seven"."""
    return _NUMBERS[amount] if amount < len(_NUMBERS) else str(amount)


def listing(parts: list[str]) -> str:
    """Join with commas and a last "and"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name, for its round mark."""
    parts = [part for part in re.split(r"[\s\-]+", name) if part[:1].isalnum()]
    return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()


def megabytes(size: int) -> str:
    """Say how large a file is: "1.6 MB"; empty where nobody knows."""
    return f"{size / 1_000_000:.1f} MB" if size else ""


def minutes_to_read(words: int) -> str:
    """Say how long a letter of so many words takes to read."""
    return f"{count(max(1, round(words / _WORDS_A_MINUTE)), 'minute')} to read"


def brief(text: str, limit: int = 160) -> str:
    """Cut `text` at a word so that it has at most `limit` characters, an ellipsis included."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
