"""Say in one sentence why a link is there, as its source and its target show it. Decides nothing."""

from collections.abc import Sequence
from datetime import date

from pipeline.clock import clock
from pipeline.model import Episode, Issue, Place

_MONTHS = (  # not from the locale: the same bytes everywhere
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def reasons(
    source: Episode | Issue, target: Episode | Issue, place: Place, *, ahead: bool, by_hand: bool = False
) -> tuple[str, str]:
    """Return the reason shown where the link starts and its echo where it leads to.

    The echo tells the time, as it stands on another page; the page where the link starts shows it itself.
    """
    what, sent = "episode" if isinstance(target, Episode) else "letter", day(source.date)
    if by_hand:
        return f"Links to this {what}.", f"Links here, on {sent}."
    if isinstance(source, Issue):
        if ahead:
            echo = f"Sent {apart(source.date, target.date)}, on {sent}; it announces this episode."
            return "The letter announces this episode.", echo
        return f"The letter names this {what}.", f"The letter of {sent} names this {what}."
    if place.seconds is None:
        return f"The show notes name this {what}.", f"The show notes of {sent} name this {what}."
    at = clock(place.seconds)
    if ahead:
        return "The talk announces this episode.", f"Announced in the show at {at}, on {sent}."
    return f"The talk names this {what}.", f"Named in the show at {at}, on {sent}."


def naming(name: str, source: Episode | Issue, place: Place) -> tuple[str, str]:
    """Return the reason and echo of a line that names a person, an organisation or a book."""
    return f"Names {name}.", f"Named in \u201c{source.title}\u201d {when(source, place)}."


def sharing(themes: Sequence[str], words: Sequence[str]) -> str:
    """Return what two passages share, as the end of a sentence: `speak about Measurement, of \u201cdial\u201d`; "" for nothing."""
    quoted = listed([f"\u201c{word}\u201d" for word in words])
    if themes:
        return f"speak about {listed(themes)}" + (f", of {quoted}" if words else "")
    return f"speak of {quoted}" if words else ""


def when(source: Episode | Issue, place: Place) -> str:
    """Return `at 2:31` for a second of an episode, else the day."""
    return f"at {clock(place.seconds)}" if place.seconds is not None else f"on {day(source.date)}"


def listed(parts: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def day(iso: str) -> str:
    """Return `18 March 2025`."""
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def apart(earlier: str, later: str) -> str:
    """Return how long one day lies before another: `two weeks earlier`."""
    days = (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    if days < 0:
        return "later"
    if days == 0:
        return "the same day"
    if days % 7 == 0:
        return f"{_count(days // 7, 'week')} earlier"
    return f"{_count(days, 'day')} earlier"


def _count(number: int, noun: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[number] if number < len(words) else number} {noun}{'' if number == 1 else 's'}"
