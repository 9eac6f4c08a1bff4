"""Read what an audio file says of itself, and its samples. Follows no playlist, opens no address, repairs nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import ItemError
from pipeline.model import Chapter, Sound

if TYPE_CHECKING:
    import av.container
    import numpy as np
    from numpy.typing import NDArray

RATE = 16_000

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
NO_AUDIO = "this is not an audio file that can be played"
AGAIN = "Copy the file again, or bring it in anew with `podloom add FILE`."
RATES = range(4_000, 768_001)
MOST_CHANNELS = 64
SHORTEST_SECONDS = 0.1


class _Count(NamedTuple):
    """What decoding the whole file came to."""

    seconds: float
    packets: int
    damaged: int


def listen(path: Path, where: str) -> Sound:
    """Read length, format, tags and chapters of an audio file.

    The length is counted from decoded samples (0.1 s of work for 5 minutes of MP3), for headers can lie.
    Raise ItemError where the file holds no sound that can be played whole.
    """
    with _opened(path, where) as container:
        stream = container.streams.audio[0]
        _check_stream(stream.rate, stream.channels, where)
        # Ogg keeps its tags with the stream, the other formats with the container.
        tags = {key.lower(): value for key, value in (*stream.metadata.items(), *container.metadata.items())}
        said = (container.duration or 0) / 1_000_000
        listed = stream.frames
        chapters = _chapters(container)
        facts = (stream.codec_context.codec.canonical_name, stream.rate, stream.channels)
        media_type = MEDIA_TYPES[container.format.name.split(",")[0]]
        counted = _count(container)
    _check_whole(counted, listed, where)
    codec, rate, channels = facts
    return Sound(
        duration=round(counted.seconds, 3),
        codec=codec,
        sample_rate=rate,
        channels=channels,
        bytes=path.stat().st_size,
        media_type=media_type,
        title=_tag(tags, "title"),
        artist=_tag(tags, "artist"),
        album=_tag(tags, "album"),
        date=_tag(tags, "date"),
        comment=_tag(tags, "comment"),
        track=_track(tags.get("track", "")),
        chapters=tuple(chapter for chapter in chapters if chapter.start < counted.seconds),
        warnings=_warnings(counted, said, chapters),
    )


def decode(path: Path, where: str = "") -> "NDArray[np.float32]":
    """Decode a file to mono samples at 16 kHz, between -1 and 1."""
    import numpy as np

    return np.concatenate([np.zeros(0, np.float32), *blocks(path, where)])


def blocks(path: Path, where: str = "", seconds: float = 60.0) -> "Iterator[NDArray[np.float32]]":
    """Decode a file piece by piece, so that a long recording needs no more memory than a short one."""
    import numpy as np

    held: list[NDArray[np.float32]] = []
    count = 0
    with _opened(path, where or path.name) as container:
        for samples in _resampled(container):
            held.append(samples)
            count += len(samples)
            if count >= seconds * RATE:
                yield np.concatenate(held)
                held, count = [], 0
    if held:
        yield np.concatenate(held)


@contextmanager
def _opened(path: Path, where: str) -> "Iterator[av.container.InputContainer]":
    """Open a file that holds sound, or say why it does not."""
    import av

    try:
        # Given as an open file, a name like `concat:a.mp3|b.mp3` cannot be taken for a protocol.
        file = path.open("rb")
    except OSError as fault:
        raise ItemError(f"audio cannot be read ({fault.strerror})", where, AGAIN) from fault
    with file:
        if path.stat().st_size == 0:
            raise ItemError("audio is 0 bytes long", where, AGAIN)
        options = {"format_whitelist": ",".join(MEDIA_TYPES), "protocol_whitelist": "none"}
        try:
            container = av.open(file, "r", options=options, metadata_errors="replace")
        except (av.error.FFmpegError, ValueError) as fault:
            raise ItemError(NO_AUDIO, where, AGAIN) from fault
        with container:
            # A stream whose codec is unknown has no codec context.
            if not any(stream.codec_context for stream in container.streams.audio[:1]):
                raise ItemError("the file has no sound in it that can be played", where, AGAIN)
            yield container


def _check_stream(rate: int, channels: int, where: str) -> None:
    if not rate or not channels:  # what FFmpeg takes noise for
        raise ItemError(NO_AUDIO, where, AGAIN)
    if rate not in RATES:
        raise ItemError(f"a sample rate of {rate} Hz is not that of a recording", where, AGAIN)
    if channels > MOST_CHANNELS:
        raise ItemError(f"{channels} channels are not those of a recording", where, AGAIN)


def _check_whole(counted: _Count, listed: int, where: str) -> None:
    if counted.seconds < SHORTEST_SECONDS:
        raise ItemError("no sound can be decoded from the file", where, AGAIN)
    # The index of an MP4 counts its packets: fewer in the file means that the end is missing.
    if listed > counted.packets:
        raise ItemError(f"audio is cut off: {counted.packets} of {listed} packets are there", where, AGAIN)


def _packets(container: "av.container.InputContainer") -> "Iterator[list[av.AudioFrame] | None]":
    """Yield the frames of each packet, None for a damaged one."""
    import av

    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            yield None
            return
        try:
            yield packet.decode() if packet.size or packet.dts is None else []
        except av.error.FFmpegError:
            yield None


def _count(container: "av.container.InputContainer") -> _Count:
    seconds, packets, damaged = 0.0, 0, 0
    for frames in _packets(container):
        packets += frames is not None
        damaged += frames is None
        seconds += sum(frame.samples / frame.sample_rate for frame in frames or () if frame.sample_rate)
    return _Count(seconds, packets, damaged)


def _resampled(container: "av.container.InputContainer") -> "Iterator[NDArray[np.float32]]":
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    shape: tuple[str, str, int] | None = None
    for frames in _packets(container):
        for frame in frames or ():
            frame.pts = None  # a damaged file may jump in time; its samples still follow one another
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape not in (None, now):  # a resampler takes one shape only, and a damaged file may change it
                yield from (_samples(rest) for rest in resampler.resample(None))
                resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
            shape = now
            yield from (_samples(part) for part in resampler.resample(frame))
    if shape:
        yield from (_samples(rest) for rest in resampler.resample(None))


def _samples(frame: "av.AudioFrame") -> "NDArray[np.float32]":
    import numpy as np

    return frame.to_ndarray().reshape(-1).astype(np.float32)


def _chapters(container: "av.container.InputContainer") -> tuple[Chapter, ...]:
    """Read the chapters in order of time: taggers such as mutagen write them in order of size."""
    found = []
    for number, chapter in enumerate(container.chapters(), 1):
        start = round(float(chapter["start"] * chapter["time_base"]), 3)  # type: ignore[operator]  # PyAV types the time base as optional
        found.append(Chapter(start=max(0.0, start), title=chapter["metadata"].get("title", "") or f"Chapter {number}"))
    return tuple(sorted(found, key=lambda chapter: chapter.start))


def _tag(tags: dict[str, str], name: str) -> str:
    return tags.get(name, "").replace("\0", " ").strip()


def _track(text: str) -> int | None:
    number = text.split("/")[0].strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _warnings(counted: _Count, said: float, chapters: tuple[Chapter, ...]) -> tuple[str, ...]:
    """Name what a host should know although the file can be used."""
    late = sum(chapter.start >= counted.seconds for chapter in chapters)
    notes = []
    if counted.damaged:
        notes.append(f"{counted.damaged} damaged packets were skipped; listen to the file")
    if abs(said - counted.seconds) > max(1.0, 0.01 * counted.seconds):
        notes.append(f"the file says that it is {said:.1f} s long, but {counted.seconds:.1f} s can be heard")
    if late:
        notes.append(f"{late} chapters start after the end of the audio and were left out")
    return tuple(notes)
