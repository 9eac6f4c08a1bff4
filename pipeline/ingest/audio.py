"""Read what an audio file says of itself, and its samples. Follows no playlist, opens no address, repairs nothing.

What is refused and what is marked partial: a file is refused that holds no sound, or whose index lists packets that are not
there (an MP4 that was cut: copying it again mends it). All else that can be played is used, with a warning that says how many
seconds are missing, or where; `Examined.doubts` are the same places for the transcript.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import ItemError
from pipeline.ingest import decoder
from pipeline.ingest.media import AGAIN, MEDIA_TYPES, Heard
from pipeline.ingest.mixing import RATE
from pipeline.model import Chapter, Doubt, Sound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MEDIA_TYPES", "RATE", "Examined", "blocks", "decode", "examine", "listen"]

SHORTEST_SECONDS = 0.1
# Encoders pad, and headers round: a promise is broken by more than a second and a hundredth.
SLACK_SECONDS = 1.0
SLACK_SHARE = 0.01
DOUBT_SECONDS = 0.5
MOST_PLACES = 5
ABOUT = ("comment", "description", "synopsis")  # the tags that say what a recording is about; some hold a line of it only


class Examined(NamedTuple):
    """A sound, and the stretches of it that are damaged."""

    sound: Sound
    doubts: tuple[Doubt, ...]


def listen(path: Path, where: str) -> Sound:
    """Read length, format, tags and chapters of an audio file.

    The length is counted from decoded samples (0.1 s of work for 5 minutes of MP3), for headers can lie.
    Raise ItemError where the file holds no sound that can be played whole.
    """
    return examine(path, where).sound


def examine(path: Path, where: str) -> Examined:
    """Listen, and name the places where something is missing. The times are those of the samples that `blocks` gives."""
    heard = decoder.heard(path, where)
    _check_whole(heard, where)
    sound = Sound(
        duration=round(heard.seconds, 3),
        codec=heard.codec,
        sample_rate=heard.rate,
        channels=heard.channels,
        bytes=path.stat().st_size,
        media_type=heard.media_type,
        title=heard.tags.get("title", ""),
        artist=heard.tags.get("artist", ""),
        album=heard.tags.get("album", ""),
        date=heard.tags.get("date", ""),
        comment=max((heard.tags.get(name, "") for name in ABOUT), key=len),
        track=_track(heard.tags.get("track", "")),
        chapters=tuple(Chapter(mark.start, mark.title) for mark in heard.chapters if mark.start < heard.seconds),
        warnings=_warnings(heard),
    )
    return Examined(sound, _doubts(heard))


def decode(path: Path, where: str = "") -> "NDArray[np.float32]":
    """Decode a file to mono samples at 16 kHz; full scale is 1."""
    import numpy as np

    return np.concatenate([np.zeros(0, np.float32), *blocks(path, where)])


def blocks(path: Path, where: str = "", seconds: float = 60.0) -> "Iterator[NDArray[np.float32]]":
    """Decode a file piece by piece, so that a long recording needs no more memory than a short one."""
    import numpy as np

    held = bytearray()
    for part in decoder.samples(path, where or path.name):
        held += part
        if len(held) >= seconds * RATE * 4:
            yield np.frombuffer(held, np.float32)
            held = bytearray()
    if held:
        yield np.frombuffer(held, np.float32)


def _check_whole(heard: Heard, where: str) -> None:
    if heard.seconds < SHORTEST_SECONDS:
        raise ItemError("no sound can be decoded from the file", where, AGAIN)
    # The index of an MP4 counts its packets: fewer in the file means that the end is missing.
    there = heard.packets + heard.damaged
    if (heard.listed - there) * heard.seconds > SLACK_SECONDS * there:
        raise ItemError(f"audio is cut off: {there} of {heard.listed} packets are there", where, AGAIN)


def _missing(heard: Heard) -> float:
    """Return how many seconds more the header promises than can be heard; negative for fewer, 0 where they agree."""
    seconds = heard.promised - heard.seconds if heard.promised else 0.0
    return seconds if abs(seconds) > max(SLACK_SECONDS, SLACK_SHARE * heard.seconds) else 0.0


def _doubts(heard: Heard) -> tuple[Doubt, ...]:
    """Name the places where words may be missing, a little wider than the damage."""
    places = [(hole.start, hole.end, "the audio is damaged here") for hole in heard.holes]
    told = bool(places) and places[-1][1] > heard.seconds - DOUBT_SECONDS
    if (_missing(heard) > 0 or heard.unended) and not told:
        places.append((heard.seconds, heard.seconds, "the audio may be cut off here"))
    return tuple(
        Doubt(round(max(0.0, start - DOUBT_SECONDS), 3), round(min(heard.seconds, end + DOUBT_SECONDS), 3), why)
        for start, end, why in places
    )


def _track(text: str) -> int | None:
    number = text.split("/")[0].strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _warnings(heard: Heard) -> tuple[str, ...]:
    """Name what a host should know although the file can be used."""
    late = sum(chapter.start >= heard.seconds for chapter in heard.chapters)
    missing = _missing(heard)
    notes = []
    if heard.holes:
        packets = f" ({heard.damaged} packets)" if heard.damaged else ""
        notes.append(f"the audio is damaged at {_places(heard)}{packets}; listen there")
    if missing:
        end = f": {missing:.1f} s are missing" if missing > 0 else ""
        notes.append(f"the file says that it is {heard.promised:.1f} s long, but {heard.seconds:.1f} s can be heard{end}")
    if heard.unended and not missing:
        notes.append(f"the file breaks off after {heard.seconds:.1f} s: its end may be missing")
    if heard.tag_skipped:
        notes.append("its ID3 tag is damaged or has too many entries; title and chapters were not read")
    if late:
        notes.append(f"{late} chapters start after the end of the audio and were left out")
    return tuple(notes)


def _places(heard: Heard) -> str:
    """Name the first places of damage, and how many more there are."""
    named = ", ".join(_clock(hole.start) for hole in heard.holes[:MOST_PLACES])
    more = len(heard.holes) - MOST_PLACES
    return f"{named} and {more} more places" if more > 0 else named


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
