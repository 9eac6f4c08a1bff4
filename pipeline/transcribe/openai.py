"""Transcribe with openai-whisper, the reference: slow, and what other engines are measured against. Fetches no model.

It hears with the same weights as faster-whisper, taken out of CTranslate2's file, or with a `NAME.pt` that lies beside it.
Its settings are those of its own command line: 5 beams, 5 tries where it draws lots, the text so far as context.
"""

import pickle
import threading
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE
from pipeline.model import UNREAD, Fact, Transcript, Word
from pipeline.transcribe import checkpoint, tensors, weights
from pipeline.transcribe.base import Identity, Progress, Stretch
from pipeline.transcribe.hearing import METHOD, hear, joined

if TYPE_CHECKING:
    from pipeline.transcribe.base import Samples

BEST_OF = 5
# How much of a window's first guess is drawn by lot, from none up, until the text is likely and repeats itself little.
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
WINDOW_SECONDS = 30.0
# torch has one generator for the whole process: who draws lots seeds it and keeps others from drawing meanwhile.
LOTS = threading.Lock()


class OpenaiEar(NamedTuple):
    """A loaded model and how it is run; `half` computes in float16, which a graphics card does and a processor does not."""

    model: object
    languages: frozenset[str]
    mels: int
    beam: int
    threads: int
    half: bool

    def language(self, samples: "Samples") -> tuple[str, float]:
        """Return the language of the first 30 seconds and how sure that is."""
        whisper = _library("whisper")
        _library("torch").set_num_threads(self.threads)
        spectrogram = whisper.log_mel_spectrogram(whisper.pad_or_trim(_writable(samples)), self.mels)
        _, chances = whisper.detect_language(self.model, spectrogram.to("cuda" if self.half else "cpu"))
        code = max(chances, key=chances.get)
        return str(code), float(chances[code])

    def words(
        self,
        samples: "Samples",
        speech: Sequence[Stretch],  # noqa: ARG002  # the protocol's; the reference hears everything
        language: str,
        prompt: str,
        progress: Progress,
    ) -> tuple[Word, ...]:
        """Run the model over samples."""
        whisper = _library("whisper")
        _library("torch").set_num_threads(self.threads)  # torch counts for each of our threads by itself
        self.model.decode = _Decoding(self.model, len(samples) / RATE, progress)  # type: ignore[attr-defined]
        heard = whisper.transcribe(
            self.model,
            _writable(samples),
            language=language,
            beam_size=self.beam,
            best_of=BEST_OF,
            temperature=TEMPERATURES,
            initial_prompt=prompt or None,
            word_timestamps=True,
            fp16=self.half,
        )
        spoken = [one for segment in heard["segments"] for one in segment["words"]]
        progress(1.0)
        parts = [Word(float(one["start"]), float(one["end"]), one["word"], float(one["probability"])) for one in spoken]
        return joined(parts, language)


class Openai(Fact, frozen=True):
    """The reference engine. `language` is a code such as "en", or "" to have it recognised; `device` is "cpu" or "cuda".

    Longer audio than `piece_seconds` is heard piece by piece, cut at a pause, so that memory does not grow with it.
    """

    found: weights.Found
    language: str = ""
    threads: int = 1
    beam: int = 5
    piece_seconds: float = 300.0
    device: str = "cpu"

    @property
    def identity(self) -> Identity:
        """Return all that decides the words besides audio and hints; InputError where openai-whisper is not installed."""
        own = self.found.checkpoint
        try:
            versions = f"{version('openai-whisper')} (torch {version('torch')})"
        except PackageNotFoundError as lack:
            raise _not_installed(str(lack.name)) from lack
        return {
            "engine": "openai-whisper",
            "version": versions,
            "model": self.found.name,
            "model_sha256": weights.hashed((own,)) if own else weights.digest(self.found),
            "threads": self.threads,
            "settings": {
                "beam": self.beam,
                "best_of": BEST_OF,
                "compute": "float16" if self.device == "cuda" else "float32",
                "device": self.device,
                "language": self.language,
                "method": METHOD,
                "piece_seconds": self.piece_seconds,
            },
        }

    def transcribe(self, audio: Path, where: str, hints: tuple[str, ...], progress: Progress) -> Transcript:
        """Transcribe a file; names in `hints` beyond MOST_HINTS are not used."""
        return hear(self, audio, where, hints, progress)

    def ear(self) -> OpenaiEar:
        """Load the model; each file gets its own, as the model is told who listens to its progress."""
        torch = _library("torch")
        if self.device == "cuda" and not torch.cuda.is_available():
            lack = "torch finds no graphics card"
            raise InputError(lack, "content/show.toml", 'Choose the device "cpu", or install a torch with CUDA.')
        model = _model(self.found, _library("whisper"), torch).to(self.device).eval()
        languages = list(_library("whisper.tokenizer").LANGUAGES)[: model.num_languages]
        known = frozenset(languages if model.is_multilingual else ["en"])
        return OpenaiEar(model, known, model.dims.n_mels, self.beam, self.threads, self.device == "cuda")


def write_checkpoint(found: weights.Found, path: Path) -> None:
    """Write a model's weights as a file that `whisper --model PATH` loads; it is there whole or not at all."""
    torch = _library("torch")
    dimensions, named = _from_ctranslate2(found)
    held = {name: _tensor(torch, one) for name, one in named.items()}
    part = path.with_name(f"{path.name}.part")
    torch.save({"dims": dimensions, "model_state_dict": held}, part)
    part.replace(path)


class _Decoding:
    """What takes the place of a model's `decode` for one run: it says how far the run is, and draws the same lots each time.

    A window is taken to be used whole, which is a little more than whisper does: it never tells more than 99 %.
    """

    def __init__(self, model: object, seconds: float, progress: Progress) -> None:
        self._model = model
        self._windows = max(1.0, seconds / WINDOW_SECONDS)
        self._progress = progress
        self._begun = 0

    def __call__(self, mel: object, options: Any) -> object:  # whisper's own record
        whisper, torch = _library("whisper"), _library("torch")
        if options.temperature == 0:
            self._progress(min(0.99, self._begun / self._windows))
            self._begun += 1
            return whisper.decode(self._model, mel, options)
        with LOTS:
            torch.manual_seed(0)
            return whisper.decode(self._model, mel, options)


# ---- loading -----------------------------------------------------------------------------------


def _library(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as lack:
        raise _not_installed(lack.name or name) from lack


def _not_installed(name: str) -> InputError:
    lack = f'the engine "openai-whisper" is not installed ({name} is missing)'
    advice = "Run `pip install 'podloom[openai-whisper]'`, or choose the engine \"faster-whisper\"."
    return InputError(lack, "content/show.toml", advice)


def _model(found: weights.Found, whisper: ModuleType, torch: ModuleType) -> Any:  # whisper's own model
    source, own = found.source, found.checkpoint
    dimensions, held = _from_checkpoint(found, torch) if own else _from_ctranslate2(found)
    try:
        model = whisper.model.Whisper(whisper.model.ModelDimensions(**dimensions))
        model.load_state_dict(held if own else {name: _tensor(torch, one) for name, one in held.items()})
        heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        for layer, head in _heads(found):
            heads[layer, head] = True
    except (RuntimeError, TypeError, IndexError) as fault:
        said = str(fault).strip().splitlines()[0]
        raise InputError(f'speech model "{found.name}" cannot be loaded ({said})', source, weights.mend(found)) from fault
    if heads.any():  # else whisper's own choice stands: the heads of the later half of the layers
        model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model


def _from_ctranslate2(found: weights.Found) -> tuple[dict[str, int], dict[str, Any]]:
    try:
        return checkpoint.state(weights.read(found)["model.bin"])
    except tensors.TensorsError as fault:
        wrong = f'openai-whisper cannot use speech model "{found.name}": {fault}'
        advice = "Choose a model in float16 or float32; those of `podloom models get NAME` are."
        raise InputError(wrong, found.source, advice) from fault


def _from_checkpoint(found: weights.Found, torch: ModuleType) -> tuple[dict[str, int], dict[str, Any]]:
    """Read openai-whisper's own file; nothing in it may run code."""
    try:
        held = torch.load(found.checkpoint, map_location="cpu", weights_only=True)
        return dict(held["dims"]), dict(held["model_state_dict"])
    except (RuntimeError, OSError, EOFError, ValueError, TypeError, KeyError, pickle.UnpicklingError) as fault:
        wrong = "is cut, or no checkpoint of openai-whisper"
        advice = "Copy it again, or remove it: then the weights in model.bin are used."
        raise InputError(f"{Path(found.checkpoint).name} {wrong}", str(Path(found.checkpoint).parent), advice) from fault


class _Config(msgspec.Struct):
    alignment_heads: tuple[tuple[int, int], ...] = ()


def _heads(found: weights.Found) -> tuple[tuple[int, int], ...]:
    """Return which heads of which layers look at the sound of the word that is written, as config.json names them."""
    config = next((Path(file) for file in found.files if Path(file).name == "config.json"), None)
    try:
        return msgspec.json.decode(config.read_bytes(), type=_Config).alignment_heads if config else ()
    except UNREAD as fault:
        raise InputError(f"config.json is not a Whisper model's ({fault})", found.source, weights.mend(found)) from fault


def _tensor(torch: ModuleType, one: Any) -> Any:  # numpy's and torch's arrays
    return torch.from_numpy(one.copy())


def _writable(samples: "Samples") -> "Samples":
    """Return samples that torch may hold: it warns of those that nobody may write to."""
    import numpy as np

    return np.require(samples, np.float32, ["W", "C"])
