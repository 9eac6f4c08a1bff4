"""Which engine the settings choose, without loading one."""

from pathlib import Path
from typing import Literal

import pytest

from pipeline.errors import InputError
from pipeline.settings import Transcribe
from pipeline.transcribe import engines
from pipeline.transcribe.faster import Faster
from pipeline.transcribe.openai import Openai
from pipeline.transcribe.replay import Replay
from tests.transcribe import models


def test_the_settings_reach_the_default_engine(tmp_path: Path) -> None:
    wanted = Transcribe(threads=2, beam=3, fast=True, device="cuda")
    engine = engines.choose(wanted, "en-GB", tmp_path)
    assert isinstance(engine, Faster)
    assert (engine.language, engine.threads, engine.beam, engine.fast, engine.device) == ("en", 2, 3, True, "cuda")


def test_the_reference_takes_the_same_weights(tmp_path: Path) -> None:
    engine = engines.choose(Transcribe(engine="openai-whisper"), "en", tmp_path)
    assert isinstance(engine, Openai)
    assert engine.found == engines.choose(Transcribe(), "en", tmp_path).found


def test_recorded_words_need_no_model(tmp_path: Path) -> None:
    assert isinstance(engines.choose(Transcribe(engine="replay", model="none", replay="words"), "en", tmp_path), Replay)


@pytest.mark.parametrize("engine", ["faster-whisper", "openai-whisper"])
def test_without_a_graphics_card_the_processor_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Literal["faster-whisper", "openai-whisper"]
) -> None:
    monkeypatch.setattr(engines, "CARDS", (tmp_path / "none",))
    assert engines.choose(Transcribe(engine=engine), "en", tmp_path).device == "cpu"


def test_a_model_by_path_counts_from_the_shows_root(tmp_path: Path) -> None:
    models.whisper(tmp_path / "models" / "mine")
    assert engines.choose(Transcribe(model="models/mine"), "en", tmp_path).found.name == "mine"


def test_a_cut_model_is_refused_before_any_audio_is_opened(tmp_path: Path) -> None:
    folder = models.whisper(tmp_path / "mine")
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:-1000])
    with pytest.raises(InputError, match="cut short"):
        engines.choose(Transcribe(model="mine"), "en", tmp_path)


def test_a_model_that_can_be_got_is_told_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"large-v3" is not on this machine') as caught:
        engines.choose(Transcribe(model="large-v3", models="here"), "en", tmp_path)
    assert caught.value.remedy == "Run `podloom models get large-v3`."
