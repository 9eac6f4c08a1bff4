"""Show a link of the library as a card at either of its ends, with the reason why it is there."""

from msgspec import structs

from pipeline.clock import clock
from pipeline.model import Episode, Passage, Place
from pipeline.pages import wiki
from pipeline.pages.moments import wanted_of
from pipeline.pages.quotes import SMALL, Quote, at, quotation, spot
from pipeline.pages.shelf import End, Item, Shelf, path
from pipeline.pages.view import Shown

# (what is being read, what the card leads to, link type, whether the link starts here) -> the word of the table `card`
# with which the card begins;
# "" stands for any other type.
_LABELS = {
    ("issue", "episode", "sparked", True): "answered",
    ("issue", "episode", "", True): "hear",
    ("issue", "episode", "", False): "talked_about",
    ("issue", "issue", "", True): "letter_named",
    ("issue", "issue", "", False): "later_letter",
    ("episode", "issue", "sparked", False): "started",
    ("episode", "issue", "sparked", True): "came",
    ("episode", "issue", "announces", False): "announced_by",
    ("episode", "issue", "", False): "named_in_letter",
    ("episode", "issue", "", True): "letter_named",
    ("episode", "episode", "announces", True): "episode_announced",
    ("episode", "episode", "", True): "episode_named",
    ("episode", "episode", "", False): "other_episode",
}
# What is related is so both ways.
_ALIKE = {
    ("issue", "episode"): "more_in_show",
    ("issue", "issue"): "letter_alike",
    ("episode", "issue"): "letter_alike",
    ("episode", "episode"): "more_in_show",
}
_ORDER = ("sparked", "announces", "mentions", "cites-url", "related")
_ITEMS = ("episode", "issue")
_RELATED = 3  # cards of an item that likeness found; what is written is shown whole


class Card(Shown, frozen=True):
    """A link as seen from one end. Addresses lie below the root; `here` is an anchor on the page that shows it.

    `related` says that likeness found it.
    """

    label: str
    related: bool
    icon: str
    title: str
    href: str
    day: str
    quote: str
    speaker: str
    clock: str
    play: str
    why: str
    here: str
    here_clock: str


def cards(shelf: Shelf, item_kind: str, slug: str) -> tuple[Card, ...]:
    """Return the cards of an item, as `tied` does."""
    return tuple(card for _, card in tied(shelf, item_kind, slug))


def tied(shelf: Shelf, item_kind: str, slug: str) -> tuple[tuple[End, Card], ...]:
    """Return the cards of an item with their ends of links, one for each passage and other item.

    What is written comes first, letters before episodes on an episode's page and the other way round, then the strongest
    tie; after it what the host said is related, or three of what likeness found. Links to people and things are left to
    their pages.
    """
    ends = [end for end in shelf.links(item_kind, slug) if end.there.kind in _ITEMS]
    alike = [end for end in ends if end.link.type == "related"]  # the surest come first, and the host's word is surest
    related = alike[: max(_RELATED, sum(end.link.score == 1.0 for end in alike))]
    ends.sort(key=lambda end: (end.link.type == "related", end.there.kind == item_kind, _ORDER.index(end.link.type)))
    seen: dict[tuple[str, str, str], tuple[End, Card]] = {}
    for end in ends:
        place = (end.here.passage, end.there.kind, end.there.slug)
        if place not in seen and (end.link.type != "related" or end in related):
            seen[place] = end, _card(shelf, end, shelf.items[place[1:]])
    return tuple(seen.values())


def _card(shelf: Shelf, end: End, other: Item) -> Card:
    passage, here = shelf.passage(end.there), shelf.line(end.here)
    quote = _quote(end, passage) if passage else None
    asked = passage is not None and isinstance(wanted_of(end, passage), float)
    seconds = end.there.seconds if asked or not quote else quote.start
    speech = isinstance(other, Episode)
    heard = end.here.seconds if end.here.seconds is not None else here.start if here else None
    return Card(
        label=shelf.words.say(f"card.{_label(end)}"),
        related=end.link.type == "related",
        icon="ear" if speech else "letter",
        title=other.title,
        href=path(other) + (f"#{quote.line.id}" if quote else ""),
        day=shelf.words.day(other.date),
        quote=wiki.plain(quote.text, shelf.places, shelf.words) if quote else "" if end.is_source else end.link.quote,
        speaker=shelf.named(quote.speaker) if quote else "",
        clock=clock(seconds) if speech and quote and seconds is not None else "",
        play=path(other) + (at(quote.line, seconds or 0) if quote else "") if speech else "",
        why=end.link.reason if end.is_source else end.link.echo,
        here=here.id if here else "",
        here_clock=clock(heard) if here and heard is not None else "",
    )


def _label(end: End) -> str:
    read, leads, starts = end.here.kind, end.there.kind, end.is_source
    if (read, leads, end.link.type, starts) == ("issue", "episode", "sparked", True) and not end.here.passage:
        return "episode_came"
    if end.link.type == "related":
        return _ALIKE[read, leads]
    named = _LABELS.get((read, leads, end.link.type, starts))
    return named or _LABELS.get((read, leads, "", starts), "see_also")


def _quote(end: End, passage: Passage) -> Quote:
    """Return words of the other end: the sentence that makes the link, or else what is said there."""
    if end.is_source or not end.link.quote:
        return quotation(passage, wanted_of(end, passage), SMALL)
    said = spot(passage, end.link.quote)
    if said is None:
        return quotation(passage, end.link.quote, SMALL)
    return structs.replace(said, text=end.link.quote) if end.link.quote in said.text else said


def sparked(shelf: Shelf, place: Place) -> tuple[tuple[str, str], ...]:
    """Return (path, title) of the episodes that a letter started, as its links say: the host may have refused its own word."""
    slugs = dict.fromkeys(end.there.slug for end in shelf.links(place.kind, place.slug) if _starts_episode(end))
    episodes = (shelf.items["episode", slug] for slug in slugs)
    return tuple((path(episode), episode.title) for episode in episodes)


def _starts_episode(end: End) -> bool:
    return end.link.type == "sparked" and end.is_source and end.there.kind == "episode"
