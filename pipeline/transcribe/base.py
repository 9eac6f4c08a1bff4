"""What every speech engine offers. Holds no engine and reads no file."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pipeline.model import Transcript

Setting = str | int | float | bool
Identity = dict[str, Setting | dict[str, Setting]]
Progress = Callable[[float], None]


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
