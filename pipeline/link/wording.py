"""Say in one sentence why a link is there, as its source and its target show it, in the words of a language. Decides nothing."""

from collections.abc import Sequence
from datetime import date

from pipeline.clock import clock
from pipeline.language import Words
from pipeline.model import Episode, Issue, Place

_SPELLED = 10  # weeks and days up to here are written as words


def reasons(
    words: Words, source: Episode | Issue, target: Episode | Issue, place: Place, *, ahead: bool, by_hand: bool = False
) -> tuple[str, str]:
    """Return the reason shown where the link starts and its echo where it leads to.

    The echo tells the time, as it stands on another page; the page where the link starts shows it itself.
    """
    what, sent = "episode" if isinstance(target, Episode) else "letter", words.day(source.date)
    if by_hand:
        return words.say(f"reason.links_{what}"), words.say("reason.links_here", day=sent)
    if isinstance(source, Issue):
        if ahead:
            before = apart(words, source.date, target.date)
            return words.say("reason.letter_announces"), words.say("reason.sent_announces", apart=before, day=sent)
        return words.say(f"reason.letter_names_{what}"), words.say(f"reason.letter_of_names_{what}", day=sent)
    if place.seconds is None:
        return words.say(f"reason.notes_name_{what}"), words.say(f"reason.notes_of_name_{what}", day=sent)
    key, echo = ("talk_announces", "announced_at") if ahead else (f"talk_names_{what}", "named_at")
    return words.say(f"reason.{key}"), words.say(f"reason.{echo}", clock=clock(place.seconds), day=sent)


def is_by_hand(words: Words, reason: str) -> bool:
    """Say whether a reason is that of a link which a person wrote."""
    return reason in (words.say("reason.links_episode"), words.say("reason.links_letter"))


def naming(words: Words, name: str, source: Episode | Issue, place: Place) -> tuple[str, str]:
    """Return the reason and echo of a line that names a person, an organisation or a book."""
    title = words.quoted(source.title)
    if place.seconds is None:
        echo = words.say("reason.named_in_on", title=title, day=words.day(source.date))
    else:
        echo = words.say("reason.named_in_at", title=title, clock=clock(place.seconds))
    return words.say("reason.names", name=name), echo


def sharing(words: Words, themes: Sequence[str], terms: Sequence[str]) -> str:
    """Return what two passages share: `both speak about Measurement, of \u201cdial\u201d`; "" for nothing."""
    named, quoted = words.listing(themes), words.listing([words.quoted(term) for term in terms])
    if themes and terms:
        return words.say("reason.shared_themes_words", themes=named, words=quoted)
    if themes:
        return words.say("reason.shared_themes", themes=named)
    return words.say("reason.shared_words", words=quoted) if terms else ""


def apart(words: Words, earlier: str, later: str) -> str:
    """Return how long one day lies before another: `two weeks earlier`."""
    days = (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    if days < 0:
        return words.say("reason.later")
    if days == 0:
        return words.say("reason.same_day")
    weeks, rest = divmod(days, 7)
    number, key = (days, "reason.days_earlier") if rest else (weeks, "reason.weeks_earlier")
    return words.count(key, number, count=words.spelled(number) if number <= _SPELLED else number)


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]
