import hashlib
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import InputError
from pipeline.transcribe import weights
from pipeline.transcribe.weights import Found

FILES = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a\n", "model.bin": b"weights"}


def model(folder: Path, without: str = "") -> Path:
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        if name != without:
            (folder / name).write_bytes(data)
    return folder


def hub(root: Path, sha256: str) -> Path:
    """Lay a model out as the Hugging Face client does: a snapshot of links to blobs named by their SHA-256."""
    repository = root / "models--Systran--faster-whisper-small.en"
    snapshot = model(repository / "snapshots" / "abc", without="model.bin")
    (repository / "blobs").mkdir()
    (repository / "blobs" / sha256).write_bytes(FILES["model.bin"])
    (snapshot / "model.bin").symlink_to(repository / "blobs" / sha256)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    return root


def test_a_folder_given_by_path_is_read_whole(tmp_path: Path) -> None:
    found = weights.find(str(model(tmp_path / "mine")))
    assert (found.name, found.complete) == ("mine", True)
    assert weights.read(found) == FILES


def test_a_model_in_the_shows_folder_comes_before_an_installed_one(tmp_path: Path) -> None:
    model(tmp_path / "base")
    assert weights.find("base", tmp_path).source == f"folder {tmp_path / 'base'}"


def test_a_model_in_the_hub_cache_is_found_and_its_digest_known_unread(tmp_path: Path) -> None:
    root = hub(tmp_path, "a" * 64)
    found = weights.find("small.en", hub=root)
    assert found.source.startswith("hub cache")
    assert weights.digest(found) == "a" * 64
    with pytest.raises(InputError, match="cut or altered"):
        weights.read(found)


def test_an_old_snapshot_in_the_hub_cache_is_passed_over(tmp_path: Path) -> None:
    root = hub(tmp_path, "a" * 64)
    model(root / "models--Systran--faster-whisper-small.en" / "snapshots" / "old")
    assert [found.name for found in weights.available(hub=root) if "hub" in found.source] == ["small.en"]


@pytest.mark.parametrize("missing", sorted(FILES))
def test_a_model_that_lacks_a_file_is_refused_with_the_remedy(tmp_path: Path, missing: str) -> None:
    model(tmp_path / "mine", without=missing)
    with pytest.raises(InputError, match=f"{missing} is missing") as caught:
        weights.find("mine", tmp_path)
    assert "pip install 'podloom[offline]'" in caught.value.remedy


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
