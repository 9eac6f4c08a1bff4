"""Bring quiet speech up to the loud, so that a guest on a poor line is heard as the host is. Makes nothing quieter."""

from typing import TYPE_CHECKING

from pipeline.ingest.audio import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.transcribe.base import Samples

FRAME = RATE // 50
# Sound is raised a minute at a time: what is needed beside it takes four times its memory.
BLOCK = 60 * RATE
# How loud speech is made, as RMS below full scale, and by how much at most.
LOUD_DECIBEL = -20.0
MOST_GAIN_DECIBEL = 30.0
REACH_SECONDS = 0.3
SMOOTH_SECONDS = 0.1
ABOVE_FLOOR_DECIBEL = 12.0
FLOOR_SHARE = 0.1
SILENCE_DECIBEL = -75.0


def levelled(samples: "Samples") -> "Samples":
    """Return samples of which each stretch of speech is about equally loud."""
    import numpy as np

    if len(samples) < FRAME:
        return samples
    levels = _levels(samples)
    floor = max(float(np.quantile(levels, FLOOR_SHARE)), SILENCE_DECIBEL)
    gain = _gain(_around(levels), floor + ABOVE_FLOOR_DECIBEL)
    if not gain.any():
        return samples
    factors = 10 ** (gain / 20)
    raised: Samples = np.empty_like(samples)
    for first in range(0, len(samples), BLOCK):
        part = samples[first : first + BLOCK]
        at = np.arange(first, first + len(part), dtype=np.float32) / FRAME - 0.5
        factor = np.interp(at, np.arange(len(factors)), factors).astype(np.float32)
        np.clip(part * factor, -1.0, 1.0, out=raised[first : first + BLOCK])
    return raised


def _levels(samples: "Samples") -> "NDArray[np.float32]":
    """Return the power of each frame of 20 ms in decibel."""
    import numpy as np

    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.einsum("ij,ij->i", frames, frames) / FRAME
    levels: NDArray[np.float32] = 10 * np.log10(np.maximum(power, 1e-12)).astype(np.float32)
    return levels


def _around(levels: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return the loudest frame around each frame: a word is as loud as its vowel."""
    import numpy as np

    reach = round(REACH_SECONDS * RATE / FRAME)
    padded = np.pad(levels, reach, mode="edge")
    loudest: NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    return loudest


def _gain(levels: "NDArray[np.float32]", least: float) -> "NDArray[np.float32]":
    """Return what each frame is raised by; a pause is raised as little as what stands beside it."""
    import numpy as np

    speaks = np.flatnonzero(levels > least)
    if not len(speaks):
        return np.zeros_like(levels)
    wanted = np.clip(LOUD_DECIBEL - levels, 0.0, MOST_GAIN_DECIBEL)
    frames = np.arange(len(levels))
    index = np.searchsorted(speaks, frames)
    before = wanted[speaks[np.maximum(index - 1, 0)]]
    after = wanted[speaks[np.minimum(index, len(speaks) - 1)]]
    gain = np.where(levels > least, wanted, np.minimum(before, after))
    width = round(SMOOTH_SECONDS * RATE / FRAME) * 2 + 1
    return np.convolve(np.pad(gain, width // 2, mode="edge"), np.hanning(width + 2)[1:-1] / np.hanning(width + 2).sum(), "valid")
