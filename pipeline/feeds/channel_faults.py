"""Judge a channel as RSS 2.0, PSP-1 and Apple's directory ask for it. Knows no item, and no tag of Podcasting 2.0."""

import re
from collections.abc import Iterator

from pipeline.feeds import rss_rules as rules
from pipeline.feeds.fault import Broken, Element, line, words
from pipeline.feeds.names import ATOM, ITUNES, PODCAST
from pipeline.feeds.rss_faults import absolute, shared
from pipeline.settings.shapes import CATEGORIES, EMAIL

_A, _I, _P = (f"{{{one}}}" for one in (ATOM, ITUNES, PODCAST))
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)


def channel_faults(channel: Element) -> Iterator[Broken]:
    """Yield what is wrong with a channel by itself; one kept from directories (itunes:block) needs nothing for them."""
    at = line(channel)
    for name, wanted in (("title", rules.TITLE), ("description", rules.DESCRIBED), ("link", rules.LINK)):
        if not words(channel.find(name)):
            yield wanted.broken(at, f"the channel has no {name}")
    if not any(one.get("rel") == "self" and absolute(one.get("href", "")) for one in channel.findall(f"{_A}link")):
        yield rules.SELF.broken(at, 'the channel has no <atom:link rel="self"> with a whole address')
    if not _LANGUAGE.fullmatch(words(channel.find("language"))):
        yield rules.LANGUAGE.broken(_line_of(channel, "language"), f'the language is "{words(channel.find("language"))}"')
    yield from shared(channel)
    if is_podcast(channel):
        yield from _for_directories(channel)


def blocked(channel: Element) -> bool:
    """Say whether a channel asks directories to leave it out."""
    return words(channel.find(f"{_I}block")).casefold() == "yes"


def is_podcast(channel: Element) -> bool:
    """Say whether a channel means to be one: it has sound, or speaks to podcast apps."""
    return any(isinstance(one.tag, str) and one.tag.startswith((_I, _P)) for one in channel) or (
        channel.find("item/enclosure") is not None
    )


def _for_directories(channel: Element) -> Iterator[Broken]:
    at = line(channel)
    if channel.find(f"{_I}explicit") is None:
        yield rules.EXPLICIT.broken(at, "the channel does not say whether it is explicit")
    for one in channel.findall(f"{_I}category"):
        yield from _category(one)
    if blocked(channel):
        return
    if channel.find(f"{_I}category") is None:
        yield rules.CATEGORY.broken(at, "the channel has no category")
    if channel.find(f"{_I}image") is None:
        yield rules.IMAGE.broken(at, "the channel has no artwork")
    if channel.find(f"{_P}guid") is None:
        yield rules.GUID_OF_SHOW.broken(at, "the channel has no <podcast:guid>")
    email = channel.find(f"{_I}owner/{_I}email")
    if email is None:
        yield rules.OWNER.broken(_line_of(channel, f"{_I}owner"), "the channel has no owner with an address")
    elif not EMAIL.fullmatch(words(email)):
        yield rules.OWNER_ADDRESS.broken(line(email), f'the address is "{words(email)}"')


def _category(one: Element) -> Iterator[Broken]:
    parent = one.get("text", "")
    if parent not in CATEGORIES:
        yield rules.CATEGORY.broken(line(one), f'"{parent}" is no category of Apple\'s list')
    for child in one.findall(f"{_I}category"):
        if parent in CATEGORIES and child.get("text") not in CATEGORIES[parent]:
            yield rules.CATEGORY.broken(line(child), f'"{child.get("text")}" is not in {parent}')


def _line_of(channel: Element, name: str) -> int:
    found = channel.find(name)
    return line(channel) if found is None else line(found)
