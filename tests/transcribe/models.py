"""Write small Whisper models with CTranslate2's own writer: real files, weights by lot. Asserts nothing."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec

WIDTH, HEADS, WORDS, MELS, FRAMES, PLACES = 8, 2, 40, 80, 12, 16
CONFIG = {"alignment_heads": [[0, 1]], "lang_ids": [5], "suppress_ids": [], "suppress_ids_begin": []}


def whisper(folder: Path, kind: str = "float16", *, key_bias: float = 0.0, frames: int = FRAMES) -> Path:
    """Write a model of one layer each side; `kind` is what its numbers are kept as, `frames` make it large."""
    spec: Any = WhisperSpec(1, HEADS, 1, HEADS)
    lot = np.random.default_rng(1)

    def by_lot(*shape: int) -> Any:
        return lot.normal(size=shape).astype(np.float32)

    def fill(part: Any, rows: int, columns: int) -> None:
        part.weight, part.bias = by_lot(rows, columns), by_lot(rows)

    def norm(part: Any) -> None:
        part.gamma, part.beta = by_lot(WIDTH), by_lot(WIDTH)

    for side, places in ((spec.encoder, frames), (spec.decoder, PLACES)):
        side.position_encodings.encodings = by_lot(places, WIDTH)
        norm(side.layer_norm)
        layer = side.layer[0]
        own = layer.self_attention
        fill(own.linear[0], 3 * WIDTH, WIDTH)
        own.linear[0].bias[WIDTH : 2 * WIDTH] = key_bias
        fill(own.linear[1], WIDTH, WIDTH)
        fill(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        fill(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
        norm(own.layer_norm)
        norm(layer.ffn.layer_norm)
    across = spec.decoder.layer[0].attention
    fill(across.linear[0], WIDTH, WIDTH)
    fill(across.linear[1], 2 * WIDTH, WIDTH)
    across.linear[1].bias[:WIDTH] = 0
    fill(across.linear[2], WIDTH, WIDTH)
    norm(across.layer_norm)
    spec.decoder.embeddings.weight = by_lot(WORDS, WIDTH)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for conv, width in ((spec.encoder.conv1, MELS), (spec.encoder.conv2, WIDTH)):
        conv.weight, conv.bias = by_lot(WIDTH, width, 3), by_lot(WIDTH)
    return _saved(spec, folder, kind)


def _saved(spec: Any, folder: Path, kind: str) -> Path:
    spec.register_vocabulary([f"word{number}" for number in range(WORDS)])
    spec.validate()
    spec.optimize(quantization=kind)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer.json").write_text('{"model": {}}')
    return folder
