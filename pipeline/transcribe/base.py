"""What every speech engine offers. Holds no engine and reads no file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.model import Fact, Transcript, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

Setting = str | int | float | bool
Identity = dict[str, Setting | dict[str, Setting]]
Progress = Callable[[float], None]


class Stretch(Fact, frozen=True):
    """From one second to another."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Return the length."""
        return self.end - self.start


class Transcriber(Protocol):
    """Something that turns one audio file into a transcript."""

    @property
    def identity(self) -> Identity:
        """Return all that decides the words besides audio and hints, for a cache key; loads no model.

        Its keys are engine, version, model, model_sha256, threads and settings.
        """

    def transcribe(self, audio: Path, where: str, hints: tuple[str, ...], progress: Progress) -> Transcript:
        """Transcribe a file; `hints` are names that may be heard, `progress` is told how far it is, from 0 to 1.

        Raise ItemError where this audio cannot be transcribed, InputError where the engine is not set up.
        """


class Ear(Protocol):
    """A loaded model, good for one file. What is heard around it (pieces, guard, cues) is the same for every engine."""

    @property
    def languages(self) -> frozenset[str]:
        """Return the codes of the languages that the model knows."""

    def language(self, samples: "Samples") -> tuple[str, float]:
        """Return the language of the first 30 seconds of samples (mono, 16 kHz, -1 to 1) and how sure that is, 0 to 1."""

    def words(
        self, samples: "Samples", speech: Sequence[Stretch], language: str, prompt: str, progress: Progress
    ) -> tuple[Word, ...]:
        """Recognise samples; times count from their start. `speech` is where somebody speaks, `prompt` may be "".

        Words are in order, stripped, with their punctuation; parts of one written word ("top", "-seller") are joined.
        """
