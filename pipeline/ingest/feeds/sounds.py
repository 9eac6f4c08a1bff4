"""Fetch an episode's sound and make sure that it is whole and is sound. Puts it nowhere."""

from pathlib import Path

from pipeline import fetch
from pipeline.clock import seconds_claimed
from pipeline.errors import ItemError
from pipeline.ingest import audio
from pipeline.ingest.feeds.record import Entry, Tag
from pipeline.model import Fact, Sound
from pipeline.settings.sources import Network

# Named by what is in it, never by its address: `x.php` is an MP3 often enough.
SUFFIXES = {
    "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/ogg": ".ogg", "audio/flac": ".flac",
    "audio/wav": ".wav", "audio/x-matroska": ".mkv",
}  # fmt: skip
SHARE = 0.9  # of the length that the feed tells: advertisements come and go
SLACK_SECONDS = 5.0


class Fetched(Fact, frozen=True):
    """A sound that was looked at: `path` is where it lies for now, `name` what it is to be called."""

    path: str
    name: str
    sha256: str
    warnings: tuple[str, ...] = ()


def fetch_sound(entry: Entry, tag: Tag, part: Path, network: Network, where: str) -> Fetched:
    """Fetch the sound of an item into `part`, and listen to it.

    Raises:
        ItemError: it cannot be had, is no sound, or may be cut off.
    """
    sent = fetch.download(tag.get("url"), part, network, where=where)
    try:
        sound = audio.listen(part, where)
        lack = _lack(entry, tag, sound.duration, sent.bytes)
        _refuse(sound, lack if not sent.sized else "", where)
    except ItemError:
        part.unlink(missing_ok=True)
        raise
    return Fetched(str(part), f"audio{SUFFIXES[sound.media_type]}", sent.sha256, (*sound.warnings, *([lack] if lack else ())))


def _refuse(sound: Sound, lack: str, where: str) -> None:
    """Refuse what no browser plays, and what may have been cut off on the way without anybody noticing."""
    if sound.media_type not in SUFFIXES:
        raise ItemError(f"its sound is {sound.media_type}, which no browser plays", where, "Publish it as MP3.")
    if lack:
        raise ItemError(f"{lack}, and the server does not say how long the file is", where, "Try again later.")


def _lack(entry: Entry, tag: Tag, heard: float, size: int) -> str:
    """Say where the feed promises more than came, "" where it does not."""
    told = seconds_claimed(entry.duration) or 0.0
    if told * SHARE - SLACK_SECONDS > heard:
        return f"the sound is {heard:.0f} s long, shorter than the {told:.0f} s that the feed tells"
    promised = tag.get("length")
    if not told and promised.isascii() and promised.isdigit() and len(promised) < 13 and int(promised) * SHARE > size:
        return f"the sound has {size} bytes, fewer than the {promised} that the feed tells"
    return ""
