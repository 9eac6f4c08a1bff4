"""The reader of CTranslate2's files against files that CTranslate2's own writer made."""

import struct
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe import checkpoint, sound, weights
from pipeline.transcribe.tensors import Held, Joined, TensorsError, numbers, walk
from tests.transcribe import models


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return (models.whisper(tmp_path_factory.mktemp("models") / "tiny") / "model.bin").read_bytes()


def test_a_model_as_ctranslate2_writes_it_is_read_to_its_last_byte(whole: bytes) -> None:
    table = walk(Held(whole))
    assert (table.specification, table.revision, table.quantised) == ("WhisperSpec", 3, False)
    assert table.others == {"decoder/projection/weight": "decoder/embeddings/weight"}
    last = table.tensors[-1]
    others = sum(2 + len(text) + 1 for pair in table.others.items() for text in pair)
    assert last.at + last.length + 4 + others == len(whole)


def test_the_same_model_reads_alike_from_parts_and_from_memory(whole: bytes, tmp_path: Path) -> None:
    parts = [tmp_path / str(index) for index in range(3)]
    for part, at in zip(parts, (0, 100, 7000), strict=True):
        part.write_bytes(whole[at : {0: 100, 100: 7000}.get(at, len(whole))])
    assert walk(Joined(parts)) == walk(Held(whole))


def test_the_numbers_are_those_that_were_written(tmp_path: Path) -> None:
    data = (models.whisper(tmp_path / "plain", "float32") / "model.bin").read_bytes()
    found = numbers(data, walk(Held(data)))
    lot = np.random.default_rng(1)
    encodings = lot.normal(size=(models.FRAMES, models.WIDTH)).astype(np.float32)  # the first that the writer drew
    assert np.array_equal(found["encoder/position_encodings/encodings"], encodings)
    assert int(found["decoder/num_heads"]) == models.HEADS
    assert found["decoder/projection/weight"] is found["decoder/embeddings/weight"]
    half = (models.whisper(tmp_path / "half", "float16") / "model.bin").read_bytes()
    assert np.array_equal(numbers(half, walk(Held(half)))["encoder/position_encodings/encodings"], encodings.astype(np.float16))


def test_bfloat16_becomes_float32_without_loss(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="CTranslate2 writes bfloat16 with torch only")
    data = (models.whisper(tmp_path / "brain", "bfloat16") / "model.bin").read_bytes()
    lot = np.random.default_rng(1).normal(size=(models.FRAMES, models.WIDTH)).astype(np.float32)
    found = numbers(data, walk(Held(data)))["encoder/position_encodings/encodings"]
    assert found.dtype == np.float32
    assert np.array_equal(found, torch.from_numpy(lot).bfloat16().float().numpy())


def test_openais_names_hold_ctranslate2s_numbers(whole: bytes) -> None:
    dimensions, named = checkpoint.state(whole)
    assert dimensions["n_text_layer"] == dimensions["n_audio_layer"] == 1
    assert (dimensions["n_vocab"], dimensions["n_mels"]) == (models.WORDS, models.MELS)
    held = numbers(whole, walk(Held(whole)))
    joint = held["decoder/layer_0/self_attention/linear_0/weight"]
    own = [named[f"decoder.blocks.0.attn.{part}.weight"] for part in ("query", "key", "value")]
    assert np.array_equal(np.concatenate(own), joint)
    heard = [named[f"decoder.blocks.0.cross_attn.{part}.weight"] for part in ("key", "value")]
    assert np.array_equal(np.concatenate(heard), held["decoder/layer_0/attention/linear_1/weight"])
    assert np.array_equal(named["encoder.ln_post.bias"], held["encoder/layer_norm/beta"])
    assert not [name for name in named if name.startswith("encoder") and "cross" in name]


@pytest.mark.parametrize("kind", ["int8", "int8_float16", "int16"])
def test_quantised_weights_are_refused_where_the_original_ones_are_needed(tmp_path: Path, kind: str) -> None:
    data = (models.whisper(tmp_path / "small", kind) / "model.bin").read_bytes()
    with pytest.raises(TensorsError, match="quantised"):
        checkpoint.state(data)
    assert sound.fault([tmp_path / "small" / "model.bin"], []) == ""  # faster-whisper takes them


def test_a_key_with_a_bias_is_refused_as_openais_model_has_none(tmp_path: Path) -> None:
    data = (models.whisper(tmp_path / "odd", key_bias=0.5) / "model.bin").read_bytes()
    with pytest.raises(TensorsError, match="is not empty where it stands for a key"):
        checkpoint.state(data)


@given(st.data())
def test_a_model_cut_anywhere_is_refused_and_never_read_past_its_end(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(TensorsError, match="cut short"):
        walk(Held(whole[:at]))


@given(st.binary(max_size=200), st.booleans())
def test_random_bytes_are_no_model(noise: bytes, headed: bool) -> None:
    with pytest.raises(TensorsError):
        walk(Held(struct.pack("<I", 6) + noise if headed else noise))


@given(st.data())
def test_a_changed_byte_is_refused_or_read_but_never_breaks_the_reader(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    try:
        checkpoint.state(changed)
    except TensorsError as error:
        assert str(error)


def test_another_kind_of_model_is_named(tmp_path: Path) -> None:
    def text(said: str) -> bytes:
        return struct.pack("<H", len(said) + 1) + said.encode() + b"\0"

    data = struct.pack("<I", 6) + text("TransformerSpec") + struct.pack("<III", 7, 0, 0)
    (tmp_path / "model.bin").write_bytes(data)
    assert sound.fault([tmp_path / "model.bin"], []) == "model.bin: it is a TransformerSpec model, not Whisper"


def test_what_is_found_wrong_is_what_ctranslate2_stumbles_over(tmp_path: Path) -> None:
    """Our check says it before; without it, the engine breaks in the middle of a run."""
    folder = models.whisper(tmp_path / "cut")
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:6000])
    assert "cut short in" in weights.available(tmp_path)[0].wrong
    with pytest.raises(RuntimeError):
        ctranslate2.models.Whisper(str(folder))


def test_a_model_that_is_found_right_is_one_that_ctranslate2_loads(tmp_path: Path) -> None:
    folder = models.whisper(tmp_path / "whole")
    assert weights.available(tmp_path)[0].wrong == ""
    assert ctranslate2.models.Whisper(str(folder)).n_mels == models.MELS
