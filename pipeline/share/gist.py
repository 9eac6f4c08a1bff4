"""What the rest of the site must know of one item to list it, in a few hundred bytes. Reads no transcript twice."""

from collections.abc import Iterable, Mapping

from pipeline import holding
from pipeline.model import Episode, Fact, Issue, Mention, Passage, Person
from pipeline.share.address import item_path


class Gist(Fact, frozen=True):
    """An item as others list it. `changed` is the day of its last change that somebody vouched for; `file` is the host's.

    `themes` are those that any passage carries, the ones that it is about first; `people` are slugs of those in it who have a page.
    """

    kind: str
    slug: str
    path: str
    title: str
    date: str
    changed: str
    file: str
    summary: str = ""
    seconds: float = 0.0
    audio: str = ""
    media_type: str = ""
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    passages: int = 0


def gist(
    item: Episode | Issue,
    passages: tuple[Passage, ...],
    mentions: tuple[Mention, ...],
    people: Mapping[str, Person],
    hosts: tuple[str, ...],
    file: str,
    audio: str = "",
) -> Gist:
    """Reduce an item to what others list of it; `people` goes by name, in small letters; `audio` is its address."""
    speech = isinstance(item, Episode)
    about = holding.themes(passages, mentions, item.themes)
    return Gist(
        kind="episode" if speech else "issue",
        slug=item.slug,
        path=item_path(item),
        title=item.title,
        date=item.date,
        changed=max(item.date, item.updated),
        file=file,
        summary=item.summary,
        seconds=seconds(item, passages) if isinstance(item, Episode) else 0.0,
        audio=audio,
        media_type=item.media_type if isinstance(item, Episode) else "",
        themes=tuple(dict.fromkeys((*about, *sorted({one.theme for one in mentions})))),
        people=tuple(dict.fromkeys(one.slug for name in names(item, hosts) if (one := people.get(name.casefold())))),
        was=item.was,
        passages=len(passages),
    )


def seconds(episode: Episode, passages: Iterable[Passage]) -> float:
    """Return how long an episode is, by its last words where the audio did not say."""
    return episode.duration or max((passage.end or 0.0 for passage in passages), default=0.0)


def names(item: Episode | Issue, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return who is in an item: an episode's guests, then its hosts or else the show's; a letter's author."""
    if isinstance(item, Issue):
        return (item.author,) if item.author else ()
    return tuple(dict.fromkeys((*item.guests, *(item.hosts or hosts))))
