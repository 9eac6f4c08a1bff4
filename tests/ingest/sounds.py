"""Make audio files, whole and broken, with PyAV. Asserts nothing."""

import wave
from pathlib import Path

import av
import numpy as np

RATE = 16_000
CODECS = {
    ".aiff": ("pcm_s16be", "aiff"),
    ".flac": ("flac", "flac"),
    ".m4a": ("aac", "mp4"),
    ".mka": ("libopus", "matroska"),
    ".mp3": ("libmp3lame", "mp3"),
    ".ogg": ("libopus", "ogg"),
    ".wav": ("pcm_s16le", "wav"),
}


def noise(seconds: float, seed: int = 1) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return quiet noise, which no coder makes small."""
    return np.random.default_rng(seed).uniform(-0.3, 0.3, round(seconds * RATE))


def coded(path: Path, seconds: float = 20.0, **options: str) -> Path:
    """Write noise in the format that the suffix names; options are the muxer's."""
    codec, container = CODECS[path.suffix]
    with av.open(str(path), "w", format=container, options=options) as writing:
        stream = writing.add_stream(codec, rate=48_000 if "opus" in codec else RATE, layout="mono")
        samples = (noise(seconds) * 32_000).astype(np.int16).reshape(1, -1)
        for start in range(0, samples.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(samples[:, start : start + 1024], format="s16", layout="mono")
            frame.sample_rate = RATE
            frame.pts = start
            writing.mux(stream.encode(frame))
        writing.mux(stream.encode(None))
    return path


def paused(source: Path, path: Path, start: float, end: float) -> Path:
    """Copy a recording without the packets between two times, as call recorders do when nobody speaks."""
    with av.open(str(source)) as reading, av.open(str(path), "w", format="matroska") as writing:
        stream = writing.add_stream_from_template(reading.streams.audio[0])
        for packet in reading.demux(audio=0):
            if packet.pts is not None and not start <= float(packet.pts * packet.time_base) < end:
                packet.stream = stream
                writing.mux(packet)
    return path


def channels(path: Path, count: int, loud: int, seconds: float = 2.0, hertz: int = RATE) -> Path:
    """Write a WAV of many channels, one of which holds a tone at half of full scale."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(count)
        file.setsampwidth(2)
        file.setframerate(hertz)
        samples = np.zeros((round(seconds * hertz), count), np.int16)
        samples[:, loud] = 16_000 * np.sin(np.arange(len(samples)) * 2 * np.pi * 300 / hertz)
        file.writeframes(samples.tobytes())
    return path


def cut(path: Path, share: float = 0.5) -> Path:
    """Cut a file's end off."""
    path.write_bytes(path.read_bytes()[: round(path.stat().st_size * share)])
    return path


def corrupted(path: Path, share: float = 0.1) -> Path:
    """Write noise over the middle of a file."""
    data = path.read_bytes()
    middle, length = len(data) // 2, round(len(data) * share)
    path.write_bytes(data[:middle] + np.random.default_rng(1).bytes(length) + data[middle + length :])
    return path


def sparse_wav(path: Path, megabytes: int) -> Path:
    """Write a WAV of silence that takes no room on the disk: 10.9 s a megabyte."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
    data = bytearray(path.read_bytes())
    data[4:8] = (megabytes * 2**20 - 8).to_bytes(4, "little")
    data[40:44] = (megabytes * 2**20 - 44).to_bytes(4, "little")
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(megabytes * 2**20)
    return path


def id3(body: bytes, says: int | None = None) -> bytes:
    """Make an ID3v2.3 tag; `says` is the size it claims to have."""
    size = len(body) if says is None else says
    return b"ID3\x03\0\0" + bytes(size >> shift & 127 for shift in (21, 14, 7, 0)) + body


def id3_frame(name: bytes, data: bytes) -> bytes:
    """Make a frame of an ID3v2.3 tag."""
    return name + len(data).to_bytes(4, "big") + b"\0\0" + data
