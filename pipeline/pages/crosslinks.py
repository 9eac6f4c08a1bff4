"""Show a link of the library as a card at either of its ends, with the reason why it is there."""

from pipeline.clock import clock
from pipeline.model import Episode, Place
from pipeline.pages.moments import SMALL, at, quotation
from pipeline.pages.shelf import End, Item, Shelf, path
from pipeline.pages.view import Shown
from pipeline.pages.words import day

# (what is being read, what the card leads to, link type, whether the link starts here) -> how the card begins;
# "" stands for any other type.
_LABELS = {
    ("issue", "episode", "sparked", True): "This passage was answered",
    ("issue", "episode", "", True): "Hear it in the show",
    ("issue", "episode", "", False): "The show talks about this letter",
    ("issue", "issue", "", True): "The letter named here",
    ("issue", "issue", "", False): "Picked up in a later letter",
    ("episode", "issue", "sparked", False): "The letter that started this",
    ("episode", "issue", "sparked", True): "What came of it",
    ("episode", "issue", "announces", False): "The letter that announced this",
    ("episode", "issue", "", False): "Named in this letter",
    ("episode", "issue", "", True): "The letter named here",
    ("episode", "episode", "announces", True): "The episode announced here",
    ("episode", "episode", "", True): "The episode named here",
    ("episode", "episode", "", False): "Picked up in another episode",
}
_ORDER = ("sparked", "announces", "mentions", "cites-url")


class Card(Shown, frozen=True):
    """A link as seen from one end. Addresses lie below the root; `here` is an anchor on the page that shows it."""

    label: str
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
    """Return the cards of an item, one for each passage and other item: letters before episodes on an episode's page and
    the other way round, then the strongest tie first.

    Links to people are left to the people's pages.
    """
    ends = [end for end in shelf.links(item_kind, slug) if end.there.kind != "person"]
    ends.sort(key=lambda end: (end.there.kind == item_kind, _ORDER.index(end.link.type)))
    seen: dict[tuple[str, str, str], Card] = {}
    for end in ends:
        other = shelf.items[end.there.kind, end.there.slug]
        seen.setdefault((end.here.passage, end.there.kind, end.there.slug), _card(shelf, end, other))
    return tuple(seen.values())


def _card(shelf: Shelf, end: End, other: Item) -> Card:
    passage = shelf.passage(end.there)
    here = shelf.passage(end.here)
    seconds = end.there.seconds if end.there.seconds is not None else passage.start if passage else None
    speech = isinstance(other, Episode)
    anchor = at(passage, seconds or 0) if speech and passage else f"#{passage.id}" if passage else ""
    return Card(
        label=_label(end),
        icon="ear" if speech else "letter",
        title=other.title,
        href=path(other) + (f"#{passage.id}" if passage else ""),
        day=day(other.date),
        quote=_quote(shelf, end),
        speaker=shelf.named(passage.speaker) if passage else "",
        clock=clock(seconds) if speech and passage and seconds is not None else "",
        play=path(other) + anchor if speech else "",
        why=end.link.reason if end.is_source else end.link.echo,
        here=here.id if here else "",
        here_clock=clock(here.start) if here and here.start is not None else "",
    )


def _label(end: End) -> str:
    read, leads, starts = end.here.kind, end.there.kind, end.is_source
    if (read, leads, end.link.type, starts) == ("issue", "episode", "sparked", True) and not end.here.passage:
        return "The episode that came of it"
    named = _LABELS.get((read, leads, end.link.type, starts))
    return named or _LABELS.get((read, leads, "", starts), "See also")


def _quote(shelf: Shelf, end: End) -> str:
    """Return words of the other end: the sentence that makes the link, or how its passage begins."""
    if not end.is_source and end.link.quote:
        return end.link.quote
    passage = shelf.passage(end.there)
    return quotation(passage, limit=SMALL)[0] if passage else ""


def sparked(shelf: Shelf, place: Place) -> tuple[tuple[str, str], ...]:
    """Return (path, title) of the episodes that a letter started, by its links or its own word."""
    issue = shelf.items[place.kind, place.slug]
    slugs = [end.there.slug for end in shelf.links(place.kind, place.slug) if _starts_episode(end)]
    named = () if isinstance(issue, Episode) else issue.sparked
    episodes = [shelf.items.get(("episode", slug)) for slug in dict.fromkeys([*named, *slugs])]
    return tuple((path(episode), episode.title) for episode in episodes if episode)


def _starts_episode(end: End) -> bool:
    return end.link.type == "sparked" and end.is_source and end.there.kind == "episode"
