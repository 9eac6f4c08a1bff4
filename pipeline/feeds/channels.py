"""Say what each feed of a show is called and stands for: the podcast, the newsletter, a theme, a person. Writes none."""

from collections.abc import Sequence

from msgspec import structs

from pipeline.feeds import dates
from pipeline.feeds.artwork import Artwork
from pipeline.feeds.channel import Channel, License, Picture
from pipeline.feeds.entries import Around, crew, persons
from pipeline.feeds.names import podcast_guid
from pipeline.feeds.notes import within
from pipeline.feeds.reel import Reel
from pipeline.model import Person, Theme
from pipeline.settings.feeds import Trailer
from pipeline.share.address import card_path
from pipeline.share.plate import CARD_HEIGHT, CARD_WIDTH

PODCAST = "podcast.xml"
LETTERS = {"rss": "letters/feed.xml", "atom": "letters/atom.xml", "json": "letters/feed.json"}
OF_PAGE = "feed.xml"  # below the page of a theme or a person


def guid_of(around: Around, stored: str) -> str:
    """Return the show's podcast:guid: the one that the host wrote, or that was stored, or that of the feed's first address."""
    feeds = around.feeds
    return (feeds.guid or stored or podcast_guid(feeds.former or around.site.at(PODCAST))).lower()


def of_show(around: Around, guid: str, artwork: Artwork, episodes: Sequence[Reel]) -> Channel:
    """Return the podcast; `episodes` are newest first."""
    show, feeds, site = around.show, around.feeds, around.site
    address = site.at(PODCAST)
    return Channel(
        title=show.title,
        address=address,
        link=site.at(""),
        description=within(show.description or show.tagline or show.title),
        language=show.language,
        published=dates.rfc2822(episodes[0].published) if episodes else "",
        copyright=feeds.copyright,
        author=_author(around),
        owner=feeds.owner or (_author(around) if feeds.email else ""),
        email=feeds.email,
        explicit=feeds.explicit,
        kind="serial" if feeds.serial else "episodic",
        complete=feeds.complete,
        moved=address if feeds.former and feeds.former != address else "",
        categories=tuple(_category(one) for one in feeds.category),
        image=feeds.artwork or artwork.address,
        pictures=_pictures(around, artwork),
        guid=guid,
        locked=feeds.locked,
        locked_owner=feeds.email if feeds.locked is not None else "",
        medium=feeds.medium,
        people=(*persons(around, show.hosts, "host"), *crew(feeds)),
        funding=feeds.funding,
        locations=feeds.location,
        license=License(feeds.license, feeds.license_url) if feeds.license else None,
        texts=feeds.txt,
        sisters=feeds.podroll,
        trailers=tuple(_trailer(around, one) for one in feeds.trailer),
        rhythm=feeds.rhythm,
    )


def of_letters(around: Around, guid: str, form: str, letters: Sequence[Reel]) -> Channel:
    """Return the newsletter in one of its forms."""
    show, site = around.show, around.site
    return Channel(
        title=_named(show.letters, show.title),
        address=site.at(LETTERS[form]),
        link=site.at("letters/"),
        description=within(show.tagline or show.description or show.title),
        language=show.language,
        published=dates.rfc2822(letters[0].published) if letters else "",
        copyright=around.feeds.copyright,
        author=_author(around),
        guid=guid,
    )


def of_theme(around: Around, one: Theme, artwork: Artwork) -> Channel:
    """Return the feed of a theme's moments. Directories are asked to leave it out: it repeats the show."""
    return _part(around, f"themes/{one.slug}/", one.name, one.line or one.definition, artwork)


def of_person(around: Around, one: Person, artwork: Artwork) -> Channel:
    """Return the feed of a person's moments, kept from directories too."""
    return _part(around, f"people/{one.slug}/", one.name, one.about or one.role, artwork)


def _part(around: Around, page: str, name: str, about: str, artwork: Artwork) -> Channel:
    show, site = around.show, around.site
    return Channel(
        title=_named(name, show.title),
        address=site.at(f"{page}{OF_PAGE}"),
        link=site.at(page),
        description=within(about or name),
        language=show.language,
        copyright=around.feeds.copyright,
        author=_author(around),
        explicit=around.feeds.explicit,
        blocked=True,
        image=around.feeds.artwork or artwork.address,
    )


def _trailer(around: Around, one: Trailer) -> Trailer:
    return structs.replace(one, date=dates.rfc2822(dates.iso(one.date, around.feeds.time)))


def _author(around: Around) -> str:
    return around.feeds.author or ", ".join(around.show.hosts)


def _named(name: str, show: str) -> str:
    """Put the show's name behind that of a part of it, where it is not in it already."""
    return name if show.casefold() in name.casefold() else f"{name} \u2013 {show}"


def _category(text: str) -> tuple[str, str]:
    parent, _, child = (part.strip() for part in text.partition(">"))
    return parent, child


def _pictures(around: Around, artwork: Artwork) -> tuple[Picture, ...]:
    social = Picture(around.site.at(card_path("")), around.show.title, "social", CARD_WIDTH, CARD_HEIGHT)
    if not (artwork.address or around.feeds.artwork):
        return (social,)
    alt = around.feeds.artwork_alt or around.show.title
    own = Picture(around.feeds.artwork or artwork.address, alt, "artwork", *(() if around.feeds.artwork else artwork.sides))
    return (own, social)
