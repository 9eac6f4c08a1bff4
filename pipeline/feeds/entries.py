"""Say what an episode and a letter are in a feed. Writes none."""

from collections.abc import Iterable
from html import escape

from pipeline.feeds import dates, notes
from pipeline.feeds.channel import Enclosure, Entry, Mark, Marks, Number, Person, Picture, Words
from pipeline.feeds.chapters import ordered
from pipeline.feeds.names import CHAPTERS_TYPE
from pipeline.feeds.release import Release
from pipeline.model import Episode, Fact, Issue, Show
from pipeline.model import Person as Known
from pipeline.settings.feeds import Feeds
from pipeline.share.address import Site, card_path, item_path
from pipeline.share.plate import CARD_HEIGHT, CARD_WIDTH

# What Apple calls the sound in an MP4 file; others know both words.
_TYPES = {"audio/mp4": "audio/x-m4a"}
_TIMED = ("text/vtt", "application/x-subrip", "application/json")


class Around(Fact, frozen=True):
    """What an entry needs besides its item; `people` goes by every name that is known, in small letters."""

    show: Show
    site: Site
    feeds: Feeds
    people: dict[str, Known] = {}

    def known(self, name: str) -> Known | None:
        """Return the person who is called so."""
        return self.people.get(name.casefold())


class Sounding(Fact, frozen=True):
    """Where an episode's sound lies below the root and how many bytes it has, and which forms of its words there are.

    `forms` are pairs of a file's suffix and its media type; `artwork` is a path below the root, "" for none.
    """

    path: str
    bytes: int
    forms: tuple[tuple[str, str], ...] = ()
    artwork: str = ""


def episode(around: Around, one: Episode, release: Release, sound: Sounding, seconds: float) -> Entry:
    """Return an episode as the podcast feed has it; its guid is "" where nobody gave one."""
    here, site = item_path(one), around.site
    page, chapters = site.at(here), [mark for mark in ordered(one.chapters) if not seconds or mark.start < seconds]
    length = Enclosure(site.at(sound.path), sound.bytes, _TYPES.get(one.media_type, one.media_type))
    return Entry(
        guid=release.guid,
        title=one.title,
        link=page,
        published=dates.rfc2822(dates.iso(one.date, around.feeds.time, release.at)),
        description=notes.description(one.summary, one.notes_html, chapters),
        content=notes.content(one.notes_html or _paragraph(one.summary), page, chapters),
        enclosures=(length,),
        seconds=round(seconds) or None,
        explicit=around.feeds.explicit if release.explicit is None else release.explicit,
        kind=release.kind,
        image=site.at(sound.artwork) if sound.artwork else "",
        pictures=(_card(around, here, one.title),),
        season=release.season,
        number=Number(str(one.number), release.display) if one.number else None,
        people=_people(around, one, release),
        transcripts=tuple(_words(around, here, suffix, kind) for suffix, kind in sound.forms),
        chapters=Marks(site.at(f"{here}chapters.json"), CHAPTERS_TYPE) if chapters else None,
        marks=tuple(Mark(mark.start, mark.title, f"{page}#t={mark.start:g}") for mark in chapters),
        soundbites=release.soundbites,
        deep_link=f"{page}#",
    )


def letter(around: Around, one: Issue, release: Release) -> Entry:
    """Return a letter in full; only the newsletter's feeds show it."""
    page = around.site.at(item_path(one))
    known = around.known(one.author)
    return Entry(
        guid=release.guid,
        title=one.title,
        link=page,
        published=dates.rfc2822(dates.iso(one.date, around.feeds.time, release.at)),
        description=one.summary,
        content=notes.absolute("\n".join(block.html for block in one.blocks), page),
        author=known.name if known else one.author,
    )


def persons(around: Around, names: Iterable[str], role: str) -> tuple[Person, ...]:
    """Return people by name, each with the page that says more."""
    found = []
    for name in names:
        known = around.known(name)
        href = around.site.at(f"people/{known.slug}/") if known else ""
        found.append(Person(known.name if known else name, role, href=href))
    return tuple(found)


def crew(feeds: Feeds) -> tuple[Person, ...]:
    """Return who works on every episode: what an item says of people replaces what the channel says, so each names them again."""
    return tuple(Person(one.name, one.role, one.group, one.img, one.href) for one in feeds.credit)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def _people(around: Around, one: Episode, release: Release) -> tuple[Person, ...]:
    hosts = one.hosts or around.show.hosts
    guests = [name for name in one.guests if name not in hosts]
    everyone = (*persons(around, hosts, "host"), *persons(around, guests, "guest"), *crew(around.feeds), *release.credits)
    return tuple(dict.fromkeys(everyone))


def _words(around: Around, here: str, suffix: str, kind: str) -> Words:
    address = around.site.at(f"{here}transcript{suffix}")
    return Words(address, kind, around.show.language, "captions" if kind in _TIMED else "")


def _card(around: Around, here: str, title: str) -> Picture:
    return Picture(around.site.at(card_path(here)), title, "social", CARD_WIDTH, CARD_HEIGHT)
