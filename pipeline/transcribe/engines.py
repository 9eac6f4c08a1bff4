"""Choose the engine that the settings name. Loads none."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.errors import InputError
from pipeline.settings import Transcribe
from pipeline.transcribe import weights
from pipeline.transcribe.base import Transcriber

# What Linux has where a graphics card of NVIDIA's can be used, the second under Windows.
CARDS = (Path("/dev/nvidiactl"), Path("/dev/dxg"))


def choose(settings: Transcribe, language: str, root: Path) -> Transcriber:
    """Return the engine for these settings; `language` is the show's, and paths in the settings count from `root`.

    Raises:
        InputError: the model is not on this machine or cannot be used, with the way to get it.
    """
    if settings.engine == "replay":
        from pipeline.transcribe.replay import Replay

        return Replay(str(root / settings.replay))
    own = root / settings.model
    reference = settings.engine == "openai-whisper"
    if reference and settings.fast:
        raise InputError("openai-whisper has no fast mode", "content/show.toml", "Leave fast out, or choose faster-whisper.")
    named = str(own) if own.is_dir() else settings.model
    found = weights.find(named, root / settings.models if settings.models else None, checkpoint=reference)
    spoken = (settings.language or language).partition("-")[0].lower()  # Whisper knows languages, not regions
    device = _device(settings.device, settings.engine)
    if reference:
        from pipeline.transcribe.openai import Openai

        return Openai(found, spoken, settings.threads, settings.beam, device=device)
    from pipeline.transcribe.faster import Faster

    return Faster(found, spoken, settings.threads, settings.beam, fast=settings.fast, device=device)


def _device(wanted: str, engine: str) -> str:
    """Return "cpu" or "cuda". The device belongs to the result, so it is looked for before anything is heard."""
    if wanted != "auto":
        return wanted
    if not any(card.exists() for card in CARDS):
        return "cpu"
    if engine == "openai-whisper":
        return "cpu" if _torch().endswith("+cpu") else "cuda"
    from ctranslate2 import get_cuda_device_count

    return "cuda" if get_cuda_device_count() else "cpu"


def _torch() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        return "+cpu"
