"""Choose the engine that the settings name. Loads none."""

from pathlib import Path

from pipeline.settings import Transcribe
from pipeline.transcribe import weights
from pipeline.transcribe.base import Transcriber


def choose(settings: Transcribe, language: str, root: Path) -> Transcriber:
    """Return the engine for these settings; `language` is the show's, and paths in the settings count from `root`.

    Raises:
        InputError: the model is not on this machine, with the way to get it.
    """
    if settings.engine == "replay":
        from pipeline.transcribe.replay import Replay

        return Replay(str(root / settings.replay))
    from pipeline.transcribe.faster import Faster

    own = root / settings.model
    found = weights.find(str(own) if own.is_dir() else settings.model, root / settings.models if settings.models else None)
    spoken = (settings.language or language).partition("-")[0]  # Whisper knows languages, not regions
    return Faster(found, spoken, settings.threads, settings.beam)
