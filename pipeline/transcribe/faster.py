"""Transcribe with faster-whisper. Fetches no model; what is done with its words is in `hearing`.

int8, beam 5, sequential: the most accurate of the settings measured on 1,255 words (4.6 % WER, batched 14.2 %).
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE
from pipeline.model import Fact, Transcript, Word
from pipeline.transcribe import weights
from pipeline.transcribe.base import Identity, Progress, Stretch
from pipeline.transcribe.batch import Batches
from pipeline.transcribe.hearing import METHOD, hear, joined

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from pipeline.transcribe.base import Samples


# On a graphics card many windows at once are the rule, as it idles otherwise; its settings are published ones, unmeasured here.
COMPUTE = {"cpu": "int8", "cuda": "float16"}
BATCH = {"cpu": 4, "cuda": 16}
# What is shorter is heard as one window in either mode: filled up to 30 seconds it would cost five times as much.
SHORT_SECONDS = 9.0


class FasterEar(NamedTuple):
    """A loaded model and how many beams its search keeps."""

    model: "WhisperModel"
    beam: int
    batch: int = 0

    @property
    def languages(self) -> frozenset[str]:
        """Return the codes of the languages that the model knows."""
        return frozenset(self.model.supported_languages)

    def language(self, samples: "Samples") -> tuple[str, float]:
        """Return the language of the first 30 seconds and how sure that is."""
        code, sure, _ = self.model.detect_language(samples)
        return code, float(sure)

    def words(
        self,
        samples: "Samples",
        speech: Sequence[Stretch],
        language: str,
        prompt: str,
        progress: Progress,
    ) -> tuple[Word, ...]:
        """Run the model over samples; the seed is set, as it falls back to drawing by lot where it is unsure."""
        import ctranslate2

        ctranslate2.set_random_seed(0)
        if self.batch or len(samples) <= SHORT_SECONDS * RATE:
            batches = Batches(self.model, self.beam, self.batch or 1)
            return joined(batches.words(samples, speech, language, prompt, progress), language)
        segments, _ = self.model.transcribe(
            samples,
            language=language,
            beam_size=self.beam,
            word_timestamps=True,
            initial_prompt=prompt or None,
        )
        parts: list[Word] = []
        for segment in segments:
            parts += (Word(float(word.start), float(word.end), word.word, float(word.probability)) for word in segment.words or ())
            progress(segment.end * RATE / len(samples))
        return joined(parts, language)


class Faster(Fact, frozen=True):
    """The default engine. `language` is a code such as "en", or "" to have it recognised.

    Longer audio than `piece_seconds` is heard piece by piece, cut at a pause, so that memory does not grow with it.
    """

    found: weights.Found
    language: str = ""
    threads: int = 1
    beam: int = 5
    piece_seconds: float = 300.0
    fast: bool = False
    device: str = "cpu"

    @property
    def identity(self) -> Identity:
        """Return all that decides the words besides audio and hints; the thread count does, as sums are split by it."""
        return {
            "engine": "faster-whisper",
            "version": f"{version('faster-whisper')} (ctranslate2 {version('ctranslate2')})",
            "model": self.found.name,
            "model_sha256": weights.digest(self.found),
            "threads": self.threads,
            "settings": {
                "batch": BATCH[_kind(self.device)] if self._batched else 0,
                "beam": self.beam,
                "compute": COMPUTE[_kind(self.device)],
                "device": _kind(self.device),
                "language": self.language,
                "method": METHOD,
                "piece_seconds": self.piece_seconds,
            },
        }

    def transcribe(self, audio: Path, where: str, hints: tuple[str, ...], progress: Progress) -> Transcript:
        """Transcribe a file; names in `hints` beyond MOST_HINTS are not used."""
        _check_language(self)
        return hear(self, audio, where, hints, progress)

    @property
    def _batched(self) -> bool:
        return self.fast or _kind(self.device) == "cuda"

    def ear(self) -> FasterEar:
        """Load the model.

        Each file gets a model of its own (0.7 s): CTranslate2 draws lots from a generator that lives as long as a
        model's threads, so with a shared one an episode's words would depend on what was transcribed before it.
        """
        kind = _kind(self.device)
        return FasterEar(_loaded(self.found, self.threads, kind), self.beam, BATCH[kind] if self._batched else 0)


def _kind(device: str) -> str:
    """Return "cuda" or "cpu"; "auto" is whichever is here."""
    if device == "cpu":
        return "cpu"
    import ctranslate2

    if ctranslate2.get_cuda_device_count() > 0:
        return "cuda"
    if device == "cuda":
        remedy = 'Choose the device "auto", or install the NVIDIA driver and its CUDA and cuDNN libraries.'
        raise InputError("no graphics card that CUDA can use is here", "content/show.toml", remedy)
    return "cpu"


def _check_language(engine: Faster) -> None:
    if engine.found.name.endswith(".en") and engine.language not in ("", "en"):
        raise InputError(
            f'speech model "{engine.found.name}" knows English only, and the language is "{engine.language}"',
            "content/show.toml",
            "Choose a model without `.en` in its name; see `podloom models`.",
        )


def _loaded(found: weights.Found, threads: int, device: str = "cpu") -> "WhisperModel":
    """Load a model from memory; with its tokenizer among the files, nothing is ever asked of the hub."""
    from faster_whisper import WhisperModel

    files = weights.read(found)
    try:
        model = WhisperModel(found.name, device=device, compute_type=COMPUTE[device], cpu_threads=threads, files=files)
    except (RuntimeError, ValueError) as fault:
        raise InputError(f'speech model "{found.name}" cannot be loaded ({fault})', found.source, weights.REMEDY) from fault
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        lack = f'speech model "{found.name}" needs its preprocessor_config.json'
        raise InputError(lack, found.source, "Put that file beside model.bin; it comes with the model.")
    return model
