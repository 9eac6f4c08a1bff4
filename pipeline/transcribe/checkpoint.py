"""Give a CTranslate2 Whisper model the names and the order that openai-whisper knows. Imports no torch and rounds nothing.

CTranslate2 keeps what attention multiplies by in one matrix: query, key and value of a layer's own words; key and value of
the audio. Here they are cut apart again.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.transcribe import tensors

if TYPE_CHECKING:
    from pipeline.transcribe.tensors import Numbers

SPECIFICATION = "WhisperSpec"
BLOCK = re.compile(r"(encoder|decoder)/layer_(\d+)/ffn/linear_0/weight")
# Both ends of the model, by openai's names: what has no counterpart in a layer.
ENDS = {
    "encoder.conv1": "encoder/conv1",
    "encoder.conv2": "encoder/conv2",
    "encoder.ln_post": "encoder/layer_norm",
    "decoder.ln": "decoder/layer_norm",
    "decoder.token_embedding": "decoder/embeddings",
}
POSITIONS = {f"{side}.positional_embedding": f"{side}/position_encodings/encodings" for side in ("encoder", "decoder")}
NORMS = {"attn_ln": "self_attention/layer_norm", "cross_attn_ln": "attention/layer_norm", "mlp_ln": "ffn/layer_norm"}
FEEDS = {
    "mlp.0": "ffn/linear_0",
    "mlp.2": "ffn/linear_1",
    "attn.out": "self_attention/linear_1",
    "cross_attn.out": "attention/linear_2",
}
# Which of how many equal parts of a joint matrix each one is.
PARTS = {
    "attn.query": ("self_attention/linear_0", 0, 3),
    "attn.key": ("self_attention/linear_0", 1, 3),
    "attn.value": ("self_attention/linear_0", 2, 3),
    "cross_attn.query": ("attention/linear_0", 0, 1),
    "cross_attn.key": ("attention/linear_1", 0, 2),
    "cross_attn.value": ("attention/linear_1", 1, 2),
}
NORM_KINDS = {"weight": "gamma", "bias": "beta"}


def state(data: bytes) -> tuple[dict[str, int], dict[str, "Numbers"]]:
    """Return the dimensions and the weights, under openai's names, of the CTranslate2 model whose bytes these are.

    Raises:
        TensorsError: it is cut, not Whisper, or quantised, so that the original weights are gone.
    """
    table = tensors.walk(tensors.Held(data))
    if wrong := fault(table):
        raise tensors.TensorsError(wrong)
    if table.quantised:
        raise tensors.TensorsError("its weights are quantised, and the original ones cannot be had from them")
    held = tensors.numbers(data, table)
    try:
        dimensions = _dimensions(held)
        named = {name: _part(held, *source) for name, source in _sources(dimensions).items()}
        _check_keys(held)
    except KeyError as lack:
        raise tensors.TensorsError(f"it has no {lack.args[0]}") from lack
    return dimensions, named


def fault(table: tensors.Table) -> str:
    """Say why a model is not Whisper, or "" where it is."""
    if table.specification != SPECIFICATION:
        return f"it is a {table.specification or 'nameless'} model, not Whisper"
    names = {tensor.name for tensor in table.tensors}
    lacks = [name for name in (*ENDS.values(), *POSITIONS.values()) if not {name, f"{name}/weight", f"{name}/gamma"} & names]
    return f"it has no {lacks[0]}" if lacks else ""


def _dimensions(held: Mapping[str, "Numbers"]) -> dict[str, int]:
    """Read the sizes that openai's model is built from off the shapes."""
    states, mels = held["encoder/conv1/weight"].shape[:2]
    vocabulary, text_states = held["decoder/embeddings/weight"].shape
    blocks = [found.groups() for name in held if (found := BLOCK.fullmatch(name))]
    return {
        "n_mels": mels,
        "n_audio_ctx": held["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": states,
        "n_audio_head": int(held["encoder/num_heads"]),
        "n_audio_layer": sum(side == "encoder" for side, _ in blocks),
        "n_vocab": vocabulary,
        "n_text_ctx": held["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": text_states,
        "n_text_head": int(held["decoder/num_heads"]),
        "n_text_layer": sum(side == "decoder" for side, _ in blocks),
    }


def _sources(dimensions: Mapping[str, int]) -> dict[str, tuple[str, int, int]]:
    """Return for each of openai's names the tensor, and which of how many parts of it."""
    found = {name: (source, 0, 1) for name, source in POSITIONS.items()}
    for name, source in ENDS.items():
        kinds = NORM_KINDS if source.endswith("layer_norm") else {"weight": "weight", "bias": "bias"}
        found |= {f"{name}.{kind}": (f"{source}/{theirs}", 0, 1) for kind, theirs in kinds.items()}
    del found["decoder.token_embedding.bias"]
    for side, count in (("encoder", dimensions["n_audio_layer"]), ("decoder", dimensions["n_text_layer"])):
        for index in range(count):
            layer = _layer(side == "decoder")
            found |= {
                f"{side}.blocks.{index}.{name}": (f"{side}/layer_{index}/{source}", part, parts)
                for name, (source, part, parts) in layer.items()
            }
    return found


def _layer(decoder: bool) -> dict[str, tuple[str, int, int]]:
    """Return where the weights of one layer stand; only a decoder's listens to the audio."""
    found: dict[str, tuple[str, int, int]] = {}
    for name, source in NORMS.items():
        found |= {f"{name}.{kind}": (f"{source}/{theirs}", 0, 1) for kind, theirs in NORM_KINDS.items()}
    for name, (source, part, parts) in {**PARTS, **{name: (source, 0, 1) for name, source in FEEDS.items()}}.items():
        found[f"{name}.weight"] = (f"{source}/weight", part, parts)
        if not name.endswith(".key"):
            found[f"{name}.bias"] = (f"{source}/bias", part, parts)
    return {name: source for name, source in found.items() if decoder or not name.startswith("cross_")}


def _part(held: Mapping[str, "Numbers"], name: str, part: int, parts: int) -> "Numbers":
    whole = held[name]
    rows = whole.shape[0] // parts
    return whole[part * rows : (part + 1) * rows]


def _check_keys(held: Mapping[str, "Numbers"]) -> None:
    """Refuse a model whose keys have a bias: openai's have none, and dropping it would change every word."""
    for source, part, parts in (PARTS["attn.key"], PARTS["cross_attn.key"]):
        for name in held:
            if name.endswith(f"/{source}/bias") and _part(held, name, part, parts).any():
                raise tensors.TensorsError(f"{name} is not empty where it stands for a key")
