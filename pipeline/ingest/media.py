"""Decode an audio file with FFmpeg. Runs in a child process only (`decoding`), for a damaged file may take it down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import ItemError
from pipeline.ingest import headers
from pipeline.ingest.mixing import Mixer, silence
from pipeline.ingest.packets import Hole, Track, unless_memory
from pipeline.model import Fact

if TYPE_CHECKING:
    import av.container

# Demuxers that hold sound and never name another file or address; all else (hls, concat, sdp, dash ...) is refused.
MEDIA_TYPES = {
    "aac": "audio/aac",
    "ac3": "audio/ac3",
    "aiff": "audio/aiff",
    "amr": "audio/amr",
    "asf": "audio/x-ms-wma",
    "caf": "audio/x-caf",
    "flac": "audio/flac",
    "matroska": "audio/x-matroska",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "w64": "audio/wav",
    "wav": "audio/wav",
}
# Of these the header says how long the sound is. Of the others FFmpeg guesses it from the size or the last time stamp.
PROMISING = frozenset({"aiff", "asf", "caf", "flac", "matroska", "mov", "w64"})
# Of these it counts packets, or the samples of each channel where they are not coded.
COUNTING = frozenset({"aiff", "caf", "mov"})
NO_AUDIO = "this is not an audio file that can be played"
AGAIN = "Copy the file again, or bring it in anew with `podloom add FILE`."
EXPORT = "Open it in an audio editor and export it anew."
RATES = range(4_000, 768_001)
MOST_CHANNELS = 64
TAGS = ("title", "artist", "album", "date", "comment", "description", "synopsis", "track")
LONGEST_TAG = 20_000
MOST_CHAPTERS = 2_000


class Mark(Fact, frozen=True):
    """A chapter as the file has it."""

    start: float
    title: str


class Heard(Fact, frozen=True):
    """What decoding a whole file came to.

    `promised` seconds and `listed` packets are the header's word, 0 where it says nothing.
    """

    media_type: str
    codec: str
    rate: int
    channels: int
    seconds: float
    packets: int
    damaged: int
    holes: tuple[Hole, ...]
    promised: float
    listed: int
    tags: dict[str, str]
    chapters: tuple[Mark, ...]
    tag_skipped: bool = False
    unended: bool = False


class Source(NamedTuple):
    """An opened file, and what we read of its bytes ourselves."""

    container: "av.container.InputContainer"
    name: str
    tag_skipped: bool
    mp3_index: bool
    wav_promise: float | None
    ogg_ended: bool


def listen(path: Path) -> Heard:
    """Decode a whole file and say what is in it; keep no samples. Raise ItemError, with no place, where it is no recording."""
    with opened(path) as source:
        stream = source.container.streams.audio[0]
        track = Track(source.container)
        for _ in track.frames():
            pass
        return Heard(
            media_type=MEDIA_TYPES[source.name],
            codec=stream.codec_context.codec.canonical_name,
            rate=stream.rate,
            channels=stream.channels,
            seconds=track.seconds,
            packets=track.packets,
            damaged=track.damaged,
            holes=tuple(track.holes),
            promised=_promised(source, plain=track.plain),
            listed=stream.frames if source.name == "mov" and not track.plain else 0,
            tags=_tags(source.container),
            chapters=_chapters(source.container),
            tag_skipped=source.tag_skipped,
            unended=track.cut or (source.name == "ogg" and not source.ogg_ended),
        )


def samples(path: Path) -> Iterator[bytes]:
    """Decode a file to mono float samples at 16 kHz, a few at a time; silence stands where the time stamps leave a hole."""
    with opened(path) as source:
        mixer: Mixer | None = None
        for gap, frame in Track(source.container).frames():
            if mixer and not mixer.takes(frame):  # a damaged file may change its shape
                yield from mixer.rest()
                mixer = None
            yield from silence(gap)
            mixer = mixer or Mixer(frame)
            yield from mixer.mix(frame)
        if mixer:
            yield from mixer.rest()


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file that holds sound, or say why it does not."""
    import av

    # Given as an open file, a name like `concat:a.mp3|b.mp3` cannot be taken for a protocol.
    with path.open("rb") as file:
        size = path.stat().st_size
        start, sound = headers.sound_start(file, size)
        promise = headers.wav_promise(file, size)
        if promise == 0:
            raise ItemError("the header says that the file holds no sound: its recording was not closed", "", EXPORT)
        index, ended = headers.has_index(file, sound), headers.is_ended(file, size)
        options = {"format_whitelist": ",".join(MEDIA_TYPES), "protocol_whitelist": "none"}
        try:
            container = av.open(headers.From(file, start), "r", options=options, metadata_errors="replace")
        except (av.error.FFmpegError, ValueError) as fault:
            unless_memory(fault)
            cut = headers.is_mp4(file)
            raise ItemError("audio is cut off: the file has no index" if cut else NO_AUDIO, "", AGAIN) from fault
        with container:
            name = container.format.name.split(",")[0]
            _check_stream(container)
            yield Source(container, name, start > 0, index, promise, ended)


def _check_stream(container: "av.container.InputContainer") -> None:
    # A stream whose codec is unknown has no codec context.
    if not any(stream.codec_context for stream in container.streams.audio[:1]):
        raise ItemError("the file has no sound in it that can be played", "", AGAIN)
    stream = container.streams.audio[0]
    if not stream.rate or not stream.channels:  # what FFmpeg takes noise for
        raise ItemError(NO_AUDIO, "", AGAIN)
    if stream.rate not in RATES:
        raise ItemError(f"a sample rate of {stream.rate} Hz is not that of a recording", "", AGAIN)
    if stream.channels > MOST_CHANNELS:
        raise ItemError(f"{stream.channels} channels are not those of a recording", "", AGAIN)


def _promised(source: Source, *, plain: bool) -> float:
    """Return how long the header says that the sound is, 0 where it does not; a film may be longer than its sound."""
    stream = source.container.streams.audio[0]
    if source.name == "wav":
        return source.wav_promise or 0.0
    if source.name not in PROMISING and not (source.name == "mp3" and source.mp3_index):
        return 0.0
    if source.name in COUNTING and plain:
        return stream.frames / stream.rate
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (source.container.duration or 0) / 1_000_000


def _tags(container: "av.container.InputContainer") -> dict[str, str]:
    # Ogg keeps its tags with the stream, the other formats with the container.
    pairs = (*container.streams.audio[0].metadata.items(), *container.metadata.items())
    found = {key.lower(): value for key, value in pairs}
    return {name: found[name].replace("\0", " ").strip()[:LONGEST_TAG] for name in TAGS if name in found}


def _chapters(container: "av.container.InputContainer") -> tuple[Mark, ...]:
    """Read the chapters in order of time: taggers such as mutagen write them in order of size."""
    found = []
    for number, chapter in enumerate(container.chapters()[:MOST_CHAPTERS], 1):
        start = round(float(chapter["start"] * chapter["time_base"]), 3)  # type: ignore[operator]  # PyAV types the time base as optional
        title = chapter["metadata"].get("title", "")[:LONGEST_TAG]
        found.append(Mark(max(0.0, start), title or f"Chapter {number}"))
    return tuple(sorted(found, key=lambda chapter: chapter.start))
