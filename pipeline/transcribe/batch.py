"""Hear many short windows at once with faster-whisper's model: under half the work, for some of the accuracy.

Whisper learned from 30 seconds at a time, and anything shorter is filled up with silence. Windows of fifteen seconds with
little silence cost two thirds to encode, and fewer clauses are skipped in them. Where the model loses its way in such
a window, that one is heard again with all its silence.
"""

import statistics
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.ingest.audio import RATE
from pipeline.model import Word
from pipeline.transcribe.base import Progress, Stretch
from pipeline.transcribe.windows import windows

if TYPE_CHECKING:
    import numpy as np
    from ctranslate2.models import WhisperGenerationResult
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer
    from numpy.typing import NDArray

    from pipeline.transcribe.base import Samples

    Features = NDArray[np.float32]

FRAMES_PER_SECOND = 100
FULL_FRAMES = 3000
# Windows are filled up to few lengths, with two seconds of silence on average: oneDNN keeps what it made for each length, and
# with any length a worker grew by 15 MB in five minutes of audio, without end.
LENGTH_STEP = 200
SILENCE_FRAMES = 100
# Tokens: fast English speech has five in a second; a loop runs until it is stopped.
TOKENS_PER_SECOND = 9
SPARE_TOKENS = 20
# With fewer in a second of speech the model stopped early.
LEAST_TOKENS_PER_SECOND = 1.5
# So much slower than the usual of a piece nobody speaks for a whole window: a clause was skipped.
SLOWEST_SHARE = 0.7
SHORTEST_SECONDS = 0.1
# The mean logarithm of the tokens' probabilities below which the model was lost.
LEAST_SCORE = -0.7
# Text that can be packed this small repeats itself; Whisper's own measure.
LOOP_RATIO = 2.4
# So many words that come again in one window are rather a replayed sentence than what was said.
REPLAYED_WORDS = 4
PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001  # signs of several scripts are meant


class Window(NamedTuple):
    """A stretch to be heard, its sound as mel bands by hundredths of a second, and how many seconds somebody speaks in it."""

    stretch: Stretch
    features: "Features"
    spoken: float

    @property
    def frames(self) -> int:
        """Return the length in hundredths of a second."""
        return int(self.features.shape[-1])


class Told(NamedTuple):
    """What the model must know to write: its tokenizer (with the language), and the tokens that come first."""

    tokenizer: "Tokenizer"
    prompt: list[int]
    beam: int


class Take(NamedTuple):
    """What the model made of a window: words by the clock of the piece, tokens a second of speech, and if it lost its way."""

    window: Window
    words: tuple[Word, ...]
    rate: float
    astray: bool


class Batches(NamedTuple):
    """A loaded model that hears `size` windows at once."""

    model: "WhisperModel"
    beam: int
    size: int

    def words(self, samples: "Samples", speech: Sequence[Stretch], language: str, prompt: str, progress: Progress) -> list[Word]:
        """Recognise speech; the words come in order, each with the blank that stands before it."""
        told = _told(self.model, language, prompt, self.beam)
        todo = sorted(_windows(self.model, samples, speech), key=lambda window: window.frames)
        takes: list[Take] = []
        for done in range(0, len(todo), self.size):
            batch = todo[done : done + self.size]
            takes += _heard(self.model, batch, told, _length(batch[-1].frames))
            progress(min(len(todo), done + self.size) / len(todo))
        usual = statistics.median(take.rate for take in takes) if takes else 0.0
        takes = [
            take if not take.astray and take.rate >= SLOWEST_SHARE * usual else _again(self.model, take, told) for take in takes
        ]
        return sorted((word for take in takes for word in take.words), key=lambda word: word.start)


def _length(frames: int) -> int:
    """Return the length to fill so many frames up to."""
    return min(FULL_FRAMES, -(-(frames + SILENCE_FRAMES) // LENGTH_STEP) * LENGTH_STEP)


def _again(model: "WhisperModel", take: Take, told: Told) -> Take:
    """Hear a window with all its silence; the first take stays where only the second one went astray."""
    (second,) = _heard(model, [take.window], told, FULL_FRAMES)
    return take if second.astray and not take.astray else second


def _windows(model: "WhisperModel", samples: "Samples", speech: Sequence[Stretch]) -> Iterator[Window]:
    for stretch in windows(samples, speech):
        sound = samples[round(stretch.start * RATE) : round(stretch.end * RATE)]
        spoken = sum(max(0.0, min(stretch.end, one.end) - max(stretch.start, one.start)) for one in speech)
        yield Window(stretch, model.feature_extractor(sound)[..., :-1][..., :FULL_FRAMES], spoken)


def _told(model: "WhisperModel", language: str, prompt: str, beam: int) -> Told:
    from faster_whisper.tokenizer import Tokenizer

    tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)
    before = tokenizer.encode(f" {prompt}") if prompt else []
    return Told(tokenizer, model.get_prompt(tokenizer, before, without_timestamps=True), beam)


def _heard(model: "WhisperModel", batch: Sequence[Window], told: Told, frames: int) -> Iterator[Take]:
    """Yield what the model makes of windows, each filled up to so many frames."""
    sound = model.encode(_filled(batch, frames))
    most = [window.frames / FRAMES_PER_SECOND * TOKENS_PER_SECOND + SPARE_TOKENS for window in batch]
    results = model.model.generate(
        sound,
        [told.prompt] * len(batch),
        beam_size=told.beam,
        max_length=min(model.max_length, len(told.prompt) + round(max(most))),
        suppress_tokens=[-1],
        return_scores=True,
    )
    tokens = [result.sequences_ids[0] for result in results]
    aligned = model.find_alignment(told.tokenizer, tokens, sound, [window.frames for window in batch])
    for window, result, limit, words in zip(batch, results, most, aligned, strict=True):
        rate = len(result.sequences_ids[0]) / max(window.spoken, SHORTEST_SECONDS)
        astray = rate < LEAST_TOKENS_PER_SECOND or _astray(result, limit, told.tokenizer)
        yield Take(window, tuple(_timed(words, window.stretch.start)), rate, astray)


def _astray(result: "WhisperGenerationResult", limit: float, tokenizer: "Tokenizer") -> bool:
    """Tell whether the model ran on, repeated itself or was unsure."""
    said = result.sequences_ids[0]
    return len(said) >= limit or result.scores[0] < LEAST_SCORE or _loops(tokenizer.decode(said))


def _filled(batch: Sequence[Window], frames: int) -> "Features":
    """Stack windows as long as the longest; the added silence is what the model knows as such."""
    import numpy as np

    return np.stack([np.pad(window.features, ((0, 0), (0, frames - window.frames))) for window in batch])


def _loops(text: str) -> bool:
    packed = text.encode()
    words = ["".join(filter(str.isalnum, word)) for word in text.casefold().split()]
    runs = [tuple(words[at : at + REPLAYED_WORDS]) for at in range(len(words) - REPLAYED_WORDS + 1)]
    return len(packed) / len(zlib.compress(packed)) > LOOP_RATIO or len(set(runs)) < len(runs)


def _timed(words: list[dict[str, Any]], start: float) -> Iterator[Word]:
    from faster_whisper.transcribe import merge_punctuations

    merge_punctuations(words, PREPENDED, APPENDED)
    for word in words:
        if text := str(word["word"]):
            yield Word(start + float(word["start"]), start + float(word["end"]), text, float(word["probability"]))
