"""Small makers of values for tests. Asserts nothing."""

import math
import struct
import wave
from pathlib import Path

from pipeline.model import Segment, Transcript, Word

RATE = 16_000


def words(text: str, start: float = 0.0, seconds: float = 0.3, pause: float = 0.0) -> tuple[Word, ...]:
    """Make words that follow one another, each of the same length."""
    step = seconds + pause
    return tuple(
        Word(round(start + step * index, 3), round(start + step * index + seconds, 3), word)
        for index, word in enumerate(text.split())
    )


def segment(text: str, start: float = 0.0, speaker: str = "", seconds: float = 0.3) -> Segment:
    """Make a segment with its words."""
    spoken = words(text, start, seconds)
    return Segment(start, spoken[-1].end, text, speaker, spoken)


def transcript(*segments: Segment, language: str = "en") -> Transcript:
    """Make a transcript that nobody's engine wrote."""
    return Transcript(language=language, segments=segments)


def wav(path: Path, *parts: tuple[float, float], hertz: float = 440.0) -> Path:
    """Write a WAV file of tones, each given as (seconds, loudness from 0 to 1)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for seconds, loudness in parts:
            samples = (
                round(loudness * 32000 * math.sin(2 * math.pi * hertz * index / RATE)) for index in range(round(seconds * RATE))
            )
            file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path
