"""Measure how loud each track of a recording is, by its own person's voice. Names nobody.

Every microphone hears everybody a little, and each is set as it pleases: a track says nothing by how loud it is, and much by
how loud it is beside what its own person makes of it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.ingest.audio import RATE, blocks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Levels = NDArray[np.float32]
    Flags = NDArray[np.bool_]

FRAME_SECONDS = 0.02
# Bleed arrives 5 to 20 ms late: over a tenth of a second both tracks hear the same syllable.
SMOOTH_FRAMES = 5
FLOOR_DECIBEL = -90.0
# Where somebody speaks, the track is this much louder than where all are silent.
SPEECH_DECIBEL = 10.0
QUIET_SHARE = 0.1
# Somebody who says a few sentences in an hour is heard in the loudest five hundredth; bleed and breath are not.
LOUDEST_SHARE = 0.998
# A person's speaking level is that of the louder part of the frames in which nobody else is louder.
SPEAKING_SHARE = 0.9
# With less speech than this of its own, a track holds nobody's voice: only what comes over from the others.
LEAST_SPEECH_SECONDS = 0.5
ROUNDS = 4
# Bleed into another microphone lies 8 dB and more below its owner's voice; nearer levels settle nothing.
MARGIN_DECIBEL = 4.0


class Track(NamedTuple):
    """A track's loudness in frames of 20 ms, in decibel above its person's usual one, and above what it is no bleed."""

    frames: "Levels"
    least: float


class _Voice(NamedTuple):
    """How loud a track's own person usually is, in decibel, and above what it is rather they than the others' bleed."""

    usual: float
    least: float


def levelled(paths: Mapping[str, Path], wheres: Mapping[str, str]) -> dict[str, Track]:
    """Level each track by its own person's voice, so that whoever is the loudest by it is the one who speaks.

    That voice is first looked for in the loudest frames, then in those in which the track is the loudest of all by it. A track
    without a voice (bleed and noise) is not made louder than the loudest one.
    """
    import numpy as np

    levels = {name: _levels(path, wheres.get(name, path.name)) for name, path in paths.items()}
    shortest = min((len(track) for track in levels.values()), default=0)  # later on nobody knows who else speaks
    if not shortest:
        return {name: Track(track, 0.0) for name, track in levels.items()}
    table = np.stack([track[:shortest] for track in levels.values()])
    speaks = table > np.quantile(table, QUIET_SHARE, axis=1, keepdims=True) + SPEECH_DECIBEL
    voices = [_Voice(_loudest(track), FLOOR_DECIBEL) for track in levels.values()]
    for _ in range(ROUNDS):
        owner = _owners(np.where(speaks, table - np.array([[voice.usual] for voice in voices]), -np.inf))
        found = [_voice(track[own], track[other]) for track, own, other in _shares(table, speaks, owner)]
        most = max((voice.usual for voice in found if voice), default=max(voice.usual for voice in voices))
        voices = [voice or _Voice(most, FLOOR_DECIBEL) for voice in found]
    return {
        name: Track(levels[name] - np.float32(voice.usual), voice.least - voice.usual)
        for name, voice in zip(levels, voices, strict=True)
    }


def _levels(path: Path, where: str) -> "Levels":
    """Return the loudness of a track in frames of 20 ms, in decibel, each frame taken with its neighbours."""
    import numpy as np

    width = round(FRAME_SECONDS * RATE)
    powers: list[Levels] = [np.zeros(0, np.float32)]
    rest = np.zeros(0, np.float32)
    for block in blocks(path, where):
        samples = np.concatenate([rest, block])
        whole = len(samples) // width * width
        powers.append(np.square(samples[:whole]).reshape(-1, width).mean(axis=1))
        rest = samples[whole:]
    power = np.concatenate(powers)
    smooth = np.convolve(power, np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), "same")[: len(power)] if len(power) else power
    levels: Levels = (10 * np.log10(np.maximum(smooth, 10 ** (FLOOR_DECIBEL / 10)))).astype(np.float32)
    return levels


def _shares(table: "Levels", speaks: "Flags", owner: "NDArray[np.int64]") -> "Iterator[tuple[Levels, Flags, Flags]]":
    """Yield each track, the frames in which its own person speaks, and those in which it hears somebody all the same."""
    for number, track in enumerate(table):
        own = owner == number
        yield track, own, speaks[number] & ~own


def _voice(own: "Levels", other: "Levels") -> _Voice | None:
    """Return how loud a track's own person is on it; None where that is nobody.

    Of a track that only hears others, now and then a frame is the loudest; but not louder than the rest of it.
    """
    import numpy as np

    if len(own) * FRAME_SECONDS < LEAST_SPEECH_SECONDS:
        return None
    usual, middle = float(np.quantile(own, SPEAKING_SHARE)), float(np.median(own))
    if len(other) < len(own) / 10:
        return _Voice(usual, FLOOR_DECIBEL)
    bleed = float(np.median(other))
    return _Voice(usual, (middle + bleed) / 2) if middle - bleed >= MARGIN_DECIBEL else None


def _owners(table: "NDArray[np.float64]") -> "NDArray[np.int64]":
    """Return for each frame the number of the track that is clearly the loudest, -1 for none."""
    import numpy as np

    order = np.sort(np.concatenate([table, np.full((1, table.shape[1]), FLOOR_DECIBEL)]), axis=0)
    clear = order[-1] - order[-2] >= MARGIN_DECIBEL
    owners: NDArray[np.int64] = np.where(clear & (order[-1] > FLOOR_DECIBEL), table.argmax(axis=0), -1)
    return owners


def _loudest(track: "Levels") -> float:
    import numpy as np

    heard = track[track > FLOOR_DECIBEL]
    return float(np.quantile(heard, LOUDEST_SHARE)) if len(heard) else 0.0
