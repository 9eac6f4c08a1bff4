"""Write a podcast feed: RSS 2.0 as PSP-1 asks for it, with the tags of Apple and of Podcasting 2.0. Invents nothing.

Which tags there are and what they may hold: https://podcastindex.org/namespace/1.0.
"""

import math
from collections.abc import Iterable

from pipeline.clock import stamp
from pipeline.feeds import xml
from pipeline.feeds.channel import Channel, Enclosure, Entry, License, Person, Picture
from pipeline.feeds.names import ATOM, CONTENT, DEEP_LINK, ITUNES, NAMESPACES, PODCAST, PSC, RSS_TYPE
from pipeline.feeds.xml import Element, add, markup, say
from pipeline.settings.feeds import Location, Note

_ATOM, _ITUNES, _PODCAST, _PSC = (f"{{{one}}}" for one in (ATOM, ITUNES, PODCAST, PSC))
_PSC_VERSION = "1.2"
GENERATOR = "Podloom"


def podcast(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """Return the feed, its entries in the order given."""
    root = xml.root("rss", {name: NAMESPACES[name] for name in ("atom", "content", "itunes", "podcast", "psc")}, version="2.0")
    top = add(root, "channel")
    _about(top, channel)
    _for_directories(top, channel)
    _of_namespace(top, channel)
    for entry in entries:
        _item(add(top, "item"), entry)
    return xml.written(root)


def npt(seconds: float) -> str:
    """Return a normal play time, `01:02:03.250`."""
    return stamp(seconds).removesuffix(".000")


def _about(top: Element, channel: Channel) -> None:
    add(top, f"{_ATOM}link", attributes={"href": channel.address, "rel": "self", "type": RSS_TYPE})
    if channel.next_page:
        add(top, f"{_ATOM}link", attributes={"href": channel.next_page, "rel": "next", "type": RSS_TYPE})
    say(top, "title", channel.title)
    say(top, "link", channel.link)
    say(top, "description", channel.description)
    say(top, "language", channel.language)
    say(top, "copyright", channel.copyright)
    say(top, "pubDate", channel.published)
    say(top, "generator", GENERATOR)
    if channel.image:
        image = add(top, "image")
        for name, text in (("url", channel.image), ("title", channel.title), ("link", channel.link)):
            say(image, name, text)


def _for_directories(top: Element, channel: Channel) -> None:
    say(top, f"{_ITUNES}author", channel.author)
    if channel.email or channel.owner:
        owner = add(top, f"{_ITUNES}owner")
        say(owner, f"{_ITUNES}name", channel.owner)
        say(owner, f"{_ITUNES}email", channel.email)
    groups: dict[str, Element] = {}
    for parent, child in channel.categories:
        if parent not in groups:
            groups[parent] = add(top, f"{_ITUNES}category", attributes={"text": parent})
        if child:
            add(groups[parent], f"{_ITUNES}category", attributes={"text": child})
    _flags(top, channel)
    say(top, f"{_ITUNES}type", channel.kind)
    say(top, f"{_ITUNES}complete", "yes" if channel.complete else "")
    say(top, f"{_ITUNES}new-feed-url", channel.moved)


def _of_namespace(top: Element, channel: Channel) -> None:
    say(top, f"{_PODCAST}guid", channel.guid)
    if channel.locked is not None:
        add(top, f"{_PODCAST}locked", "yes" if channel.locked else "no", {"owner": channel.locked_owner})
    say(top, f"{_PODCAST}medium", channel.medium)
    _people(top, channel.people)
    for gift in channel.funding:
        add(top, f"{_PODCAST}funding", gift.text, {"url": gift.url})
    _places(top, channel.locations, channel.license, channel.texts)
    _pictures(top, channel.pictures)
    if channel.rhythm:
        one = channel.rhythm
        told = {"complete": "true" if one.complete else "", "dtstart": one.dtstart, "rrule": one.rrule}
        add(top, f"{_PODCAST}updateFrequency", one.text, told)
    for trailer in channel.trailers:
        told = {"pubdate": trailer.date, "url": trailer.url, "type": trailer.media_type}
        counts = {"length": trailer.bytes or None, "season": trailer.season}
        add(top, f"{_PODCAST}trailer", trailer.title, {**told, **counts})
    if channel.sisters:
        roll = add(top, f"{_PODCAST}podroll")
        for sister in channel.sisters:
            add(roll, f"{_PODCAST}remoteItem", "", {"feedGuid": sister.guid, "feedUrl": sister.url, "title": sister.title})


def _item(top: Element, entry: Entry) -> None:
    say(top, "title", entry.title)
    say(top, "link", entry.link)
    if entry.guid:
        add(top, "guid", entry.guid, {"isPermaLink": "true" if entry.own_guid else "false"})
    say(top, "pubDate", entry.published)
    say(top, "description", entry.description)
    markup(top, f"{{{CONTENT}}}encoded", entry.content)
    for sound in entry.enclosures:
        _enclosure(top, sound)
    if entry.deep_link:
        add(top, f"{_ATOM}link", attributes={"rel": DEEP_LINK, "href": entry.deep_link})
    _item_for_directories(top, entry)
    _item_of_namespace(top, entry)


def _enclosure(top: Element, sound: Enclosure) -> None:
    add(top, "enclosure", "", {"url": sound.url, "length": sound.length, "type": sound.media_type})


def _item_for_directories(top: Element, entry: Entry) -> None:
    say(top, f"{_ITUNES}author", entry.author)
    say(top, f"{_ITUNES}duration", entry.seconds)
    _flags(top, entry)
    say(top, f"{_ITUNES}episodeType", entry.kind)
    if entry.season:
        say(top, f"{_ITUNES}season", entry.season.number)
    if entry.number and entry.number.number.isdigit():  # Apple knows whole numbers only
        say(top, f"{_ITUNES}episode", entry.number.number)


def _item_of_namespace(top: Element, entry: Entry) -> None:
    if entry.season:
        add(top, f"{_PODCAST}season", entry.season.number, {"name": entry.season.name})
    if entry.number:
        add(top, f"{_PODCAST}episode", entry.number.number, {"display": entry.number.display})
    _people(top, entry.people)
    for words in entry.transcripts:
        told = {"url": words.url, "type": words.media_type, "language": words.language, "rel": words.rel}
        add(top, f"{_PODCAST}transcript", "", told)
    if entry.chapters:
        add(top, f"{_PODCAST}chapters", "", {"url": entry.chapters.url, "type": entry.chapters.media_type})
    for bite in entry.soundbites:
        add(top, f"{_PODCAST}soundbite", bite.title, {"startTime": bite.start, "duration": bite.duration})
    _places(top, entry.locations, entry.license, entry.texts)
    _pictures(top, entry.pictures)
    if entry.marks:
        marks = add(top, f"{_PSC}chapters", attributes={"version": _PSC_VERSION})
        for mark in entry.marks:
            told = {"start": npt(mark.start), "title": mark.title, "href": mark.href, "image": mark.image}
            add(marks, f"{_PSC}chapter", "", told)


def _flags(top: Element, one: Channel | Entry) -> None:
    if one.image:
        add(top, f"{_ITUNES}image", attributes={"href": one.image})
    if one.explicit is not None:
        say(top, f"{_ITUNES}explicit", "true" if one.explicit else "false")
    say(top, f"{_ITUNES}block", "yes" if one.blocked else "")


def _people(top: Element, people: Iterable[Person]) -> None:
    for one in people:
        told = {"role": one.role, "group": one.group, "img": one.img, "href": one.href}
        add(top, f"{_PODCAST}person", one.name, told)


def _places(top: Element, locations: Iterable[Location], license_: License | None, texts: Iterable[Note]) -> None:
    for one in locations:
        add(top, f"{_PODCAST}location", one.name, {"rel": one.rel, "geo": one.geo, "osm": one.osm, "country": one.country})
    if license_:
        add(top, f"{_PODCAST}license", license_.name, {"url": license_.url})
    for text in texts:
        add(top, f"{_PODCAST}txt", text.text, {"purpose": text.purpose})


def _pictures(top: Element, pictures: Iterable[Picture]) -> None:
    for one in pictures:
        told = {"href": one.href, "alt": one.alt, "purpose": one.purpose, "aspect-ratio": _ratio(one)}
        add(top, f"{_PODCAST}image", "", {**told, "width": one.width or None, "height": one.height or None})


def _ratio(picture: Picture) -> str:
    common = math.gcd(picture.width, picture.height)
    return f"{picture.width // common}/{picture.height // common}" if picture.width and picture.height else ""
