"""Choose the engine that the settings name. Loads none."""

from pipeline.settings import Transcribe
from pipeline.transcribe import weights
from pipeline.transcribe.base import Transcriber


def choose(settings: Transcribe, language: str) -> Transcriber:
    """Return the engine for these settings; `language` is the show's, used where the settings name none.

    Raises:
        InputError: the model is not on this machine, with the way to get it.
    """
    if settings.engine == "replay":
        from pipeline.transcribe.replay import Replay

        return Replay(settings.replay)
    from pipeline.transcribe.faster import Faster

    return Faster(weights.find(settings.model), settings.language or language, settings.threads)
