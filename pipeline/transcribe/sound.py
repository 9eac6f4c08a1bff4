"""Say why a model's files cannot be used, reading a few of their bytes: names, tables, JSON. Loads no engine.

CTranslate2 tells of a cut file as a RuntimeError in the middle of a run, and the tokenizer of one that is no JSON by line and
column; here both are found before anything is loaded, in 5 ms for Whisper base.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipeline.model import UNREAD
from pipeline.transcribe import checkpoint, tensors

# What a file must have at its top to be what it is called; "" where any JSON will do.
KEYS = {"config.json": "", "tokenizer.json": "model", "preprocessor_config.json": "feature_size"}


def fault(parts: Sequence[Path], files: Sequence[Path]) -> str:
    """Return what is wrong with weights, given as parts in their order, or with the files beside them; "" where nothing is."""
    try:
        found = next(filter(None, map(_of_file, files)), "")
        return found or _of_weights(parts)
    except OSError as refusal:
        return f"{Path(str(refusal.filename)).name} cannot be read ({refusal.strerror})"


def _of_weights(parts: Sequence[Path]) -> str:
    try:
        wrong = checkpoint.fault(tensors.walk(tensors.Joined(parts)))
    except tensors.TensorsError as error:
        wrong = str(error)
    return f"model.bin: {wrong}" if wrong else ""


def _of_file(file: Path) -> str:
    if file.suffix != ".json":
        return "" if file.stat().st_size else f"{file.name} is empty"
    try:
        data = msgspec.json.decode(file.read_bytes(), type=msgspec.Raw)
        top = msgspec.json.decode(data, type=dict[str, msgspec.Raw]) if file.name in KEYS else {}
    except UNREAD as error:
        return f"{file.name} is not what it should be ({error})"
    key = KEYS.get(file.name, "")
    return f'{file.name} has no "{key}"' if key and key not in top else ""
