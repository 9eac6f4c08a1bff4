"""Judge an item as RSS 2.0, PSP-1 and Apple's directory ask for it. Knows no tag of Podcasting 2.0."""

import re
from collections.abc import Iterator

from pipeline.clock import seconds_of
from pipeline.feeds import rss_rules as rules
from pipeline.feeds.channel_faults import blocked, is_podcast
from pipeline.feeds.fault import Broken, Element, line, words
from pipeline.feeds.names import ITUNES, PSC
from pipeline.feeds.rss_faults import absolute, shared

_I, _S = f"{{{ITUNES}}}", f"{{{PSC}}}"
_PLAYED = ("audio/mpeg", "audio/x-m4a", "audio/m4a", "audio/mp4", "video/mp4", "video/m4v", "video/x-m4v", "video/quicktime")
_TELLING = 7  # digits; a shorter number is somebody else's guid too
_DURATION = re.compile(r"\d+|(\d{1,3}:)?\d{1,3}:[0-5]\d")


def item_faults(channel: Element, item: Element, seen: dict[str, int]) -> Iterator[Broken]:
    """Yield what is wrong with an item; `seen` holds the lines of the guids that stood before it."""
    if not words(item.find("title")) and not words(item.find("description")):
        yield rules.TITLE.broken(line(item), "the item has no title")
    yield from _guid(item, seen)
    yield from shared(item)
    for sound in item.findall("enclosure"):
        yield from _sound(sound)
    if is_podcast(channel) and not blocked(channel) and item.find("enclosure") is None:
        yield rules.ENCLOSURE.broken(line(item), "the item has no sound")
    length = item.find(f"{_I}duration")
    if length is not None and not _DURATION.fullmatch(words(length)):
        yield rules.DURATION.broken(line(length), f'the duration is "{words(length)}"')
    for name in ("season", "episode"):
        one = item.find(f"{_I}{name}")
        if one is not None and not re.fullmatch("0*[1-9][0-9]*", words(one)):
            yield rules.NUMBER.broken(line(one), f'the {name} is "{words(one)}"')
    yield from _marks(item)


def length_of(item: Element) -> float:
    """Return an item's length in seconds, 0 where it says none."""
    return seconds_of(words(item.find(f"{_I}duration"))) or 0.0


def _guid(item: Element, seen: dict[str, int]) -> Iterator[Broken]:
    one = item.find("guid")
    guid, flag = words(one), "true" if one is None else one.get("isPermaLink", "true")
    if one is not None and (flag not in ("true", "false") or (flag == "true" and guid and not absolute(guid))):
        yield rules.PERMALINK.broken(line(one), f'the guid "{guid[:60]}" is no address, and isPermaLink is "{flag}"')
    if one is None or not guid:
        yield rules.GUID.broken(line(item), "the item has no guid")
        return
    if guid in seen:
        yield rules.GUID.broken(line(one), f'the guid "{guid[:60]}" stands on line {seen[guid]} too')
    seen.setdefault(guid, line(one))
    if guid.isdigit() and len(guid) < _TELLING:
        yield rules.GUID_SMALL.broken(line(one), f'the guid is "{guid}"')


def _sound(sound: Element) -> Iterator[Broken]:
    url, length, kind = sound.get("url", ""), sound.get("length", ""), sound.get("type", "")
    if not absolute(url) or not url.isascii():
        yield rules.ENCLOSURE.broken(line(sound), f'the address of the sound is "{url[:60]}"')
    if not re.fullmatch(r"\d+", length):
        yield rules.LENGTH.broken(line(sound), f'the length of the sound is "{length}"')
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind):
        yield rules.MEDIA_TYPE.broken(line(sound), f'the type of the sound is "{kind}"')
    elif kind not in _PLAYED:
        yield rules.UNPLAYED.broken(line(sound), f"the sound is {kind}")


def _marks(item: Element) -> Iterator[Broken]:
    last = -1.0
    for one in item.findall(f"{_S}chapters/{_S}chapter"):
        start = one.get("start", "")
        seconds = seconds_of(start)
        if seconds is None or not one.get("title"):
            yield rules.MARKS.broken(line(one), f'a chapter starts at "{start}" and is called "{one.get("title", "")}"')
            continue
        if seconds <= last:
            yield rules.MARKS.broken(line(one), f"the chapter at {start} does not come after the one before it")
        last = seconds
