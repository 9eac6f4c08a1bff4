"""Sounds that are no speech, made from numbers, 16 kHz mono: what opens and closes a show, and what lies under it."""

import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ingest.audio import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


def times(seconds: float) -> "Samples":
    return np.arange(int(seconds * RATE), dtype=np.float32) / RATE


def level(samples: "Samples", decibel: float) -> "Samples":
    """Return samples at a loudness in decibel below full scale (RMS)."""
    rms = max(1e-9, float(np.sqrt(np.mean(np.square(samples)))))
    return np.clip(samples * (10 ** (decibel / 20) / rms), -1, 1).astype(np.float32)


def note(key: float, seconds: float, decay: float = 0.0) -> "Samples":
    """Return a note with five overtones; `key` counts as a piano's keys do in MIDI."""
    at = times(seconds)
    hertz = 440 * 2 ** ((key - 69) / 12)
    sound = sum(weight * np.sin(2 * np.pi * hertz * (step + 1) * at) for step, weight in enumerate((1, 0.5, 0.33, 0.2, 0.1)))
    edge = np.minimum(1, np.minimum(at / 0.02, (seconds - at) / 0.03))
    return np.asarray(sound * edge * np.exp(-at * decay), np.float32)


def chords() -> "Samples":
    return np.concatenate(
        [sum((note(root + step, 2.0) for step in (0, 4, 7, 12)), times(2.0) * 0) for root in (48, 45, 53, 43) * 3]
    )


def arpeggio() -> "Samples":
    return np.concatenate([note(60 + step, 0.2, 6.0) for step in (0, 4, 7, 12, 16, 12, 7, 4) * 12])


def jingle() -> "Samples":
    return np.concatenate([note(key, 0.5, 3.0) for key in (76, 79, 84, 83, 79, 76, 72, 79) * 3])


def drums() -> "Samples":
    random = np.random.default_rng(2)
    at = times(0.25)
    kick = np.sin(2 * np.pi * (50 + 80 * np.exp(-at * 30)) * at) * np.exp(-at * 15)
    beats = [kick if beat % 4 == 0 else 0.5 * random.standard_normal(len(at)) * np.exp(-at * 40) for beat in range(64)]
    return np.concatenate(beats).astype(np.float32)


def white() -> "Samples":
    return np.random.default_rng(5).standard_normal(12 * RATE).astype(np.float32)


def pink() -> "Samples":
    spectrum = np.fft.rfft(white())
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), 12 * RATE).astype(np.float32)


def hum() -> "Samples":
    return sum((np.sin(2 * np.pi * 50 * step * times(12.0)) / step for step in (1, 2, 3, 5, 7)), times(12.0) * 0)


def silence() -> "Samples":
    return np.zeros(12 * RATE, np.float32)


def vowels() -> "Samples":
    """A melody of vowels, the nearest that music comes to a voice: the detector takes parts of it for one."""
    random = np.random.default_rng(4)
    parts = []
    for _ in range(24):
        at = times(0.5)
        hertz = 440 * 2 ** ((random.choice([48, 50, 52, 53, 55, 57]) - 69) / 12)
        buzz = 2 * ((hertz * at) % 1) - 1
        spectrum, bands = np.fft.rfft(buzz), np.fft.rfftfreq(len(at), 1 / RATE)
        first, second = [(700, 1200), (300, 2300), (400, 800), (500, 1800)][random.integers(4)]
        mouth = sum(1 / (1 + ((bands - center) / 80) ** 2) for center in (first, second, 2700))
        parts.append(np.fft.irfft(spectrum * mouth, len(at)) * np.minimum(1, np.minimum(at / 0.03, (0.5 - at) / 0.05)))
    return np.concatenate(parts).astype(np.float32)


NO_SPEECH: dict[str, Callable[[], "Samples"]] = {
    "chords": chords, "arpeggio": arpeggio, "jingle": jingle, "drums": drums, "white noise": white, "pink noise": pink,
    "hum": hum, "silence": silence,
    "a band": lambda: 0.6 * level(chords(), -20) + 0.7 * np.resize(level(drums(), -20), 24 * RATE),
}  # fmt: skip


def write(path: Path, samples: "Samples") -> Path:
    """Write samples as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path
