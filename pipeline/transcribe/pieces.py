"""Cut a recording into pieces that fit in memory, and find the speech in each. Recognises no words."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.ingest.audio import RATE, blocks
from pipeline.transcribe.base import Stretch
from pipeline.transcribe.level import levelled

if TYPE_CHECKING:
    from pipeline.transcribe.base import Samples

CUT_PAUSE_SECONDS = 0.5
# How likely speech must be for it to begin and to go on. At the usual 0.5 most of a voice on a telephone line (300 to
# 3400 Hz) is taken for silence, and its words would be dropped; synthetic music and noise stay below 0.1.
SPEECH = 0.25
SILENCE = 0.15
# Longer than people pause: what is this still is heard again more loudly, up to 70 dB, at -25 dB below full scale.
STILL_SECONDS = 8.0
TALK_LOUDNESS = 10 ** (-25 / 20)
MOST_GAIN = 10 ** (70 / 20)


class Piece(NamedTuple):
    """A part of a recording: where it starts in it, its samples, and where in the part speech was heard."""

    start: float
    samples: "Samples"
    speech: tuple[Stretch, ...]

    @property
    def seconds(self) -> float:
        """Return the length."""
        return len(self.samples) / RATE

    def within(self, stretch: Stretch) -> "Samples":
        """Return the samples of a stretch of the piece."""
        return self.samples[max(0, round(stretch.start * RATE)) : round(stretch.end * RATE)]


def pieces(audio: Path, where: str, seconds: float) -> Iterator[Piece]:
    """Cut a recording at pauses into pieces of about so many seconds; the last one may be up to twice as long."""
    import numpy as np

    start = 0
    held: Samples | None = None
    for block in blocks(audio, where, seconds):
        if held is not None:
            even = levelled(held)
            speech = spoken(held)
            at = _pause(speech, len(held) / RATE)
            cut_at = round(at * RATE)
            yield Piece(start / RATE, even[:cut_at], tuple(stretch for stretch in speech if stretch.end <= at))
            start += cut_at
            block = np.concatenate([held[cut_at:], block])
        held = block
    if held is not None:
        even = levelled(held)
        yield Piece(start / RATE, even, spoken(held))


def spoken(samples: "Samples") -> tuple[Stretch, ...]:
    """Find speech; where there is none for long, listen again more loudly: the guest may be far from the microphone."""
    found = _voices(samples)
    ends = [0.0, *(stretch.end for stretch in found)]
    starts = [*(stretch.start for stretch in found), len(samples) / RATE]
    still = [Stretch(end, begin) for end, begin in zip(ends, starts, strict=True) if begin - end >= STILL_SECONDS]
    faint = [stretch for quiet in still for stretch in _faint(samples, quiet)]
    return tuple(sorted((*found, *faint), key=lambda stretch: stretch.start))


def _faint(samples: "Samples", quiet: Stretch) -> Iterator[Stretch]:
    """Find speech in a stretch raised to the loudness of talk by one gain: hiss stays hiss, and silence silent."""
    import numpy as np

    part = samples[round(quiet.start * RATE) : round(quiet.end * RATE)]
    loudness = float(np.sqrt(np.mean(np.square(part, dtype=np.float64))))
    if loudness > TALK_LOUDNESS / MOST_GAIN:
        for stretch in _voices((part * (TALK_LOUDNESS / loudness)).astype(np.float32)):
            yield Stretch(quiet.start + stretch.start, quiet.start + stretch.end)


def _voices(samples: "Samples") -> tuple[Stretch, ...]:
    """Find speech with the silero model that comes with faster-whisper."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(SPEECH, SILENCE, min_speech_duration_ms=200, min_silence_duration_ms=300, speech_pad_ms=50)
    found = get_speech_timestamps(samples, options)
    return tuple(Stretch(span["start"] / RATE, span["end"] / RATE) for span in found)


def _pause(speech: Sequence[Stretch], seconds: float) -> float:
    """Return the middle of the last long enough pause in the second half of a piece, or its end."""
    ends = [0.0, *(stretch.end for stretch in speech)]
    starts = [*(stretch.start for stretch in speech), seconds]
    pauses = [(end + begin) / 2 for end, begin in zip(ends, starts, strict=True) if begin - end >= CUT_PAUSE_SECONDS]
    return next((at for at in reversed(pauses) if at > seconds / 2), seconds)
