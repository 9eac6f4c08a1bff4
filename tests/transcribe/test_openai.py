"""The reference engine with the real openai-whisper, where it is installed (`pip install 'podloom[openai-whisper]'`)."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.ingest.audio import decode
from pipeline.transcribe import weights
from pipeline.transcribe.base import Stretch
from pipeline.transcribe.openai import Openai, _Decoding, write_checkpoint
from tests.show import SHARED
from tests.transcribe import models

# whisper leaves its word list open for Python to close, and ranks what it drew by an older rule of numpy's.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file .*tiktoken:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:__array_wrap__:DeprecationWarning"),
]
JFK = SHARED / "data" / "speech" / "jfk.flac"
needed = pytest.mark.skipif(not JFK.is_file(), reason="!!! ../shared IS ABSENT: THE REFERENCE ENGINE HEARD NO REAL RECORDING")


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")


def own(folder: Path) -> weights.Found:
    """Describe a folder that lacks nothing but a tokenizer worth its name: openai-whisper brings its own."""
    return weights.find(str(folder))


def test_the_identity_names_all_that_decides_the_words_and_is_json() -> None:
    identity = Openai(weights.find("base"), "en").identity
    assert set(identity) == {"engine", "version", "model", "model_sha256", "threads", "settings"}
    assert identity["engine"] == "openai-whisper"
    assert "torch" in str(identity["version"])
    assert json.loads(json.dumps(identity)) == identity
    assert identity != Openai(weights.find("base"), "en", threads=2).identity


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = own(models.whisper(tmp_path / "tiny"))
    monkeypatch.setitem(sys.modules, "torch", None)  # as Python itself marks what may not be imported
    with pytest.raises(InputError, match='"openai-whisper" is not installed') as caught:
        Openai(found).ear()
    assert "pip install 'podloom[openai-whisper]'" in caught.value.remedy


@pytest.mark.parametrize("kind", ["float32", "float16", "bfloat16"])
def test_whisper_computes_what_ctranslate2_computes(tmp_path: Path, kind: str) -> None:
    import ctranslate2
    import torch

    found = own(models.whisper(tmp_path / kind, kind))
    ear = Openai(found).ear()
    mel = np.random.default_rng(2).normal(size=(1, models.MELS, 2 * models.FRAMES)).astype(np.float32)
    with torch.no_grad():
        ours = ear.model.encoder(torch.from_numpy(mel)).numpy()  # type: ignore[attr-defined]
    theirs = ctranslate2.models.Whisper(str(tmp_path / kind), compute_type="float32")
    seen = np.array(theirs.encode(ctranslate2.StorageView.from_array(mel)))
    assert np.abs(ours).max() > 1
    np.testing.assert_allclose(ours, seen, atol=1e-4)


def test_the_heads_that_time_words_are_those_that_the_model_names(tmp_path: Path) -> None:
    found = own(models.whisper(tmp_path / "tiny"))
    assert Openai(found).ear().model.alignment_heads.to_dense().tolist() == [[False, True]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("heads", ["[[7, 7]]", '"all"'])
def test_heads_that_no_layer_has_are_refused(tmp_path: Path, heads: str) -> None:
    folder = models.whisper(tmp_path / "tiny")
    (folder / "config.json").write_text(f'{{"alignment_heads": {heads}}}')
    with pytest.raises(InputError, match=r"cannot be loaded|not a Whisper model's"):
        Openai(own(folder)).ear()


def test_quantised_weights_are_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='cannot use speech model "small": its weights are quantised') as caught:
        Openai(own(models.whisper(tmp_path / "small", "int8"))).ear()
    assert "podloom models get" in caught.value.remedy


def test_a_cut_model_is_refused_with_place_and_mend(tmp_path: Path) -> None:
    folder = models.whisper(tmp_path / "base")
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:-400])
    with pytest.raises(InputError, match="cut short") as caught:
        own(folder)
    assert str(folder) in caught.value.where
    assert "podloom models get base" in caught.value.remedy


def test_a_checkpoint_beside_the_weights_is_taken_first_and_is_the_same_model(tmp_path: Path) -> None:
    folder = models.whisper(tmp_path / "tiny")
    plain = Openai(own(folder))
    write_checkpoint(plain.found, folder / "tiny.pt")
    beside = Openai(own(folder))
    assert beside.identity["model_sha256"] != plain.identity["model_sha256"]
    ours, theirs = (one.ear().model.state_dict() for one in (plain, beside))  # type: ignore[attr-defined]
    assert ours.keys() == theirs.keys()
    assert all(ours[name].equal(theirs[name]) for name in ours)


def test_a_folder_with_nothing_but_a_checkpoint_will_do(tmp_path: Path) -> None:
    folder = models.whisper(tmp_path / "from" / "tiny")
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    write_checkpoint(own(folder), tmp_path / "models" / "tiny" / "tiny.pt")
    found = weights.find("tiny", tmp_path / "models", tmp_path / "none", checkpoint=True)
    assert Openai(found).ear().mels == models.MELS
    with pytest.raises(InputError, match=r"model\.bin"):
        weights.find("tiny", tmp_path / "models", tmp_path / "none")


@pytest.mark.parametrize("cut", [0, 100, 5000])
def test_a_cut_checkpoint_is_refused(tmp_path: Path, cut: int) -> None:
    folder = models.whisper(tmp_path / "tiny")
    write_checkpoint(own(folder), folder / "tiny.pt")
    (folder / "tiny.pt").write_bytes((folder / "tiny.pt").read_bytes()[:cut])
    with pytest.raises(InputError, match=r"tiny\.pt is cut, or no checkpoint"):
        Openai(own(folder)).ear()


def test_a_checkpoint_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("run",)

    folder = models.whisper(tmp_path / "tiny")
    torch.save({"dims": {}, "model_state_dict": Trap()}, folder / "tiny.pt")
    with pytest.raises(InputError, match=r"tiny\.pt is cut, or no checkpoint"):
        Openai(own(folder)).ear()


@needed
@pytest.mark.slow
@pytest.mark.parametrize("model", ["tiny.en", "base"])
def test_a_real_recording_is_heard_with_the_weights_of_faster_whisper(model: str) -> None:
    told: list[float] = []
    ear = Openai(weights.find(model), beam=1).ear()
    samples = decode(JFK)
    words = ear.words(samples, (Stretch(0, 11),), "en", "", told.append)
    said = " ".join("".join(filter(str.isalpha, word.text.lower())) for word in words)
    assert said == ("and so my fellow americans ask not what your country can do for you ask what you can do for your country")
    assert ear.languages == frozenset({"en"}) if model == "tiny.en" else {"en", "de", "yo"} < ear.languages
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert (words[0].start, words[-1].end) == pytest.approx((0.3, 10.5), abs=0.4)
    assert all(0 < word.probability <= 1 for word in words)
    if model == "base":
        code, sure = ear.language(samples)
        assert code == "en"
        assert sure > 0.9


@needed
@pytest.mark.slow
def test_what_is_drawn_by_lot_is_drawn_alike_every_time() -> None:
    import torch
    import whisper

    torch.set_num_threads(1)
    model = Openai(weights.find("tiny.en")).ear().model
    mel = whisper.pad_or_trim(whisper.log_mel_spectrogram(decode(JFK)), 3000)
    lots = whisper.DecodingOptions(language="en", temperature=1.0, fp16=False, sample_len=12)
    decoding = _Decoding(model, 11.0, lambda _: None)
    said = []
    for seed in (7, 8):
        torch.manual_seed(seed)  # another file's draw in between
        said.append((decoding(mel, lots).tokens, whisper.decode(model, mel, lots).tokens))  # type: ignore[attr-defined]
    assert said[0][0] == said[1][0]
    torch.manual_seed(7)
    assert whisper.decode(model, mel, lots).tokens != said[0][0], "lots change nothing here, so this test shows nothing"


@needed
@pytest.mark.slow
def test_whispers_own_command_line_loads_the_checkpoint(tmp_path: Path) -> None:
    import whisper

    write_checkpoint(weights.find("tiny.en"), tmp_path / "weights.pt")
    model = whisper.load_model(str(tmp_path / "weights.pt"), device="cpu")
    said = whisper.transcribe(model, decode(JFK), fp16=False, temperature=0.0, language="en")["text"]
    assert "ask not what your country can do for you" in said
