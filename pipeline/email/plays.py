"""The play cards of a mail: the moments of the show that a letter points to, and addresses that play them. Renders nothing."""

from pipeline.model import Episode, Issue
from pipeline.pages.crosslinks import Card, cards
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.view import Shown
from pipeline.share import Site
from pipeline.share.address import card_path

_POINTS = ("sparked", "announces", "mentions", "cites-url")  # what is only alike is no news in a mail


class Play(Shown, frozen=True):
    """A moment to play. Addresses are absolute; `here` is the passage of the letter that points to it, "" for all of it.

    `clock` is "" for an episode as a whole. `image` is the episode's card, "" where an earlier play shows it already.
    """

    label: str
    title: str
    day: str
    speaker: str
    clock: str
    quote: str
    href: str
    image: str
    here: str


def plays(shelf: Shelf, site: Site, issue: Issue) -> tuple[Play, ...]:
    """Return what a letter points to in the show, in the order of the letter; what is about all of it comes last."""
    pointed = {
        (end.here.passage, end.there.slug)
        for end in shelf.links("issue", issue.slug)
        if end.is_source and end.there.kind == "episode" and end.link.type in _POINTS
    }
    episodes = {path(one): one for one in shelf.episodes}
    order = {passage.id: at for at, passage in enumerate(shelf.passages(issue))}
    leading = [card for card in cards(shelf, "issue", issue.slug) if not card.related and _page(card) in episodes]
    told = [card for card in leading if (card.here, episodes[_page(card)].slug) in pointed]
    told.sort(key=lambda card: (order.get(card.here, len(order)), _named(issue.body, episodes[_page(card)])))
    seen: dict[str, Play] = {}
    shown: set[str] = set()
    for card in told:
        play = _play(shelf, site, episodes[_page(card)], card, order, first=_page(card) not in shown)
        shown.add(_page(card))
        seen.setdefault(play.href, play)
    return tuple(seen.values())


def _named(body: str, episode: Episode) -> int:
    """Return where a letter names an episode first, by its mark or its title."""
    places = (body.find(f"[[{episode.slug}"), body.find(episode.title))
    return min((place for place in places if place >= 0), default=len(body))


def _page(card: Card) -> str:
    return card.play.partition("#")[0]


def _play(shelf: Shelf, site: Site, episode: Episode, card: Card, order: dict[str, int], *, first: bool) -> Play:
    page = path(episode)
    return Play(
        label=card.label,
        title=card.title,
        day=card.day,
        speaker=card.speaker,
        clock=card.clock,
        quote=card.quote,
        href=site.at(page + _moment(shelf, episode, card)),
        image=site.at(card_path(page)) if first else "",
        here=card.here if card.here in order else "",
    )


def _moment(shelf: Shelf, episode: Episode, card: Card) -> str:
    """Return the fragment that plays a card's second: on the page a line's anchor does, from outside only `#t=`."""
    anchor = card.play.partition("#")[2]
    if anchor.startswith("t=") or not anchor:
        return f"#{anchor}" if anchor else ""
    start = next((turn.start for _, turn in shelf.turns(episode) if turn.id == anchor), None)
    return f"#t={start:g}" if start is not None else ""
