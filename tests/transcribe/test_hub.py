"""`podloom models get` against a hub on this machine, over real connections."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.transcribe import hub, weights
from tests.transcribe import models
from tests.transcribe.hub import COMMIT, Hub, served

REPOSITORY = "Systran/faster-whisper-small"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Hub]:
    folder = models.whisper(tmp_path / "origin")
    (folder / "README.md").write_text("not needed")
    with served(REPOSITORY, folder) as server:
        yield server


COMMAND = [sys.executable, "-m", "pipeline", "models"]


def surroundings(server: Hub, home: Path) -> dict[str, str]:
    plain = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and not name.startswith("HF_")
    }
    return plain | {"HF_ENDPOINT": server.address, "HF_HOME": str(home / "hub"), "HOME": str(home)}


def podloom(server: Hub, home: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    around = surroundings(server, home) | environ
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, env=around, check=False, timeout=120)


def blobs(home: Path) -> Path:
    return home / "hub" / "hub" / f"models--{REPOSITORY.replace('/', '--')}" / "blobs"


def test_a_model_is_fetched_listed_found_without_a_network_and_never_fetched_again(here: Hub, tmp_path: Path) -> None:
    done = podloom(here, tmp_path, "get", "small", "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert row["sha256"] == here.digest("model.bin")
    assert (row["usable"], row["fetched"]) == (True, True)
    assert not [line for line in here.asked if "README" in line]
    assert all(REPOSITORY in line or "/store/" in line for line in here.asked)  # nobody is told what else runs here
    assert "Fetching small: 100 %" in done.stderr
    here.asked.clear()
    rows = {one["name"]: one for one in json.loads(podloom(here, tmp_path, "--json", HF_HUB_OFFLINE="1").stdout)}
    assert rows["small"]["usable"]
    assert rows["small"]["source"].startswith("hub cache")
    assert not rows["medium"]["here"]
    again = podloom(here, tmp_path, "get", "small")
    assert "was here already" in again.stdout
    assert here.asked == []
    found = weights.find("small", cache=tmp_path / "hub" / "hub")
    assert weights.read(found)["model.bin"] == here.files["model.bin"]


def test_other_programs_find_it_where_the_hubs_client_looks(here: Hub, tmp_path: Path) -> None:
    podloom(here, tmp_path, "get", "small")
    import huggingface_hub

    cache = tmp_path / "hub" / "hub"
    snapshot = Path(huggingface_hub.snapshot_download(REPOSITORY, cache_dir=cache, local_files_only=True))
    assert snapshot.name == COMMIT
    assert (snapshot / "model.bin").read_bytes() == here.files["model.bin"]


def test_a_file_that_came_altered_is_refused_and_not_kept(here: Hub, tmp_path: Path) -> None:
    here.altered.add("model.bin")
    done = podloom(here, tmp_path, "get", "small")
    assert done.returncode == 1
    assert f"model.bin came altered: its digest should be {here.digest('model.bin')}" in done.stderr
    assert not [path for path in blobs(tmp_path).iterdir() if len(path.name.split(".")[0]) == 64]
    assert not (blobs(tmp_path).parent / "refs").exists()
    assert "Traceback" not in done.stderr


def test_a_model_that_was_harmed_here_is_fetched_again(here: Hub, tmp_path: Path) -> None:
    podloom(here, tmp_path, "get", "small")
    blob = blobs(tmp_path) / here.digest("model.bin")
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    done = podloom(here, tmp_path, "get", "small", "--json")
    assert json.loads(done.stdout)["fetched"]
    assert blob.read_bytes() == here.files["model.bin"]


def test_what_an_interrupted_run_left_is_gone_on_with(here: Hub, tmp_path: Path) -> None:
    blobs(tmp_path).mkdir(parents=True)
    part = blobs(tmp_path) / f"{here.digest('model.bin')}.incomplete"
    part.write_bytes(here.files["model.bin"][:5000])
    done = podloom(here, tmp_path, "get", "small")
    assert done.returncode == 0, done.stderr
    assert [line for line in here.asked if line.startswith("GET /store/")] == [f"GET /store/{here.digest('model.bin')} from 5000"]
    assert not part.exists()


def test_a_rest_that_does_not_fit_is_thrown_away_once(here: Hub, tmp_path: Path) -> None:
    blobs(tmp_path).mkdir(parents=True)
    (blobs(tmp_path) / f"{here.digest('model.bin')}.incomplete").write_bytes(b"x" * 5000)
    assert podloom(here, tmp_path, "get", "small").returncode == 0
    assert [line.split()[-1] for line in here.asked if line.startswith("GET /store/")] == ["5000", "0"]


def test_a_connection_that_breaks_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    """The client hands on 10 MiB at a time."""
    with served(REPOSITORY, models.whisper(tmp_path / "origin", frames=1_500_000)) as server:
        server.sent = 11 << 20
        done = podloom(server, tmp_path, "get", "small")
        assert done.returncode == 0, done.stderr
        begun = [int(line.split()[-1]) for line in server.asked if line.startswith("GET /store/")]
    assert begun == [0, 10 << 20, 20 << 20]


def test_a_run_that_is_stopped_keeps_what_came_and_the_next_goes_on(tmp_path: Path) -> None:
    with served(REPOSITORY, models.whisper(tmp_path / "origin", frames=1_500_000)) as server:
        server.sent, server.stalled = 11 << 20, threading.Event()
        part = blobs(tmp_path) / f"{server.digest('model.bin')}.incomplete"
        with subprocess.Popen(
            [*COMMAND, "get", "small"], env=surroundings(server, tmp_path), stderr=subprocess.PIPE, text=True
        ) as run:
            end = time.monotonic() + 60
            while (not part.exists() or part.stat().st_size < 10 << 20) and time.monotonic() < end:
                time.sleep(0.05)
            run.send_signal(signal.SIGINT)
            assert run.stderr is not None
            said = run.stderr.read()
        server.stalled.set()
        assert run.returncode == 130
        assert "Stopped. What was finished is kept" in said
        assert part.stat().st_size == 10 << 20
        server.asked.clear()
        server.sent = 1 << 40
        assert podloom(server, tmp_path, "get", "small").returncode == 0
        begun = [int(line.split()[-1]) for line in server.asked if line.startswith("GET /store/")]
    assert begun == [10 << 20]


def test_two_runs_do_not_write_the_same_file(here: Hub, tmp_path: Path) -> None:
    blobs(tmp_path).mkdir(parents=True)
    with (blobs(tmp_path) / f"{here.digest('model.bin')}.incomplete").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = podloom(here, tmp_path, "get", "small")
    assert done.returncode == 75
    assert "another run is fetching this model" in done.stderr


def test_a_disk_without_room_is_told_before_the_first_byte(here: Hub, tmp_path: Path) -> None:
    here.declared["model.bin"] = 10**18
    done = podloom(here, tmp_path, "get", "small")
    assert done.returncode == 74
    assert "1000000000000 MB are needed" in done.stderr
    assert not [line for line in here.asked if "resolve" in line]


def test_a_repository_without_a_model_is_named(here: Hub, tmp_path: Path) -> None:
    del here.files["model.bin"]
    done = podloom(here, tmp_path, "get", "small")
    assert done.returncode == 1
    assert "holds no CTranslate2 model" in done.stderr


def test_a_model_that_the_hub_does_not_have_is_one_error_with_the_mend(here: Hub, tmp_path: Path) -> None:
    done = podloom(here, tmp_path, "get", "medium")
    assert done.returncode == 1
    assert 'speech model "medium" cannot be fetched' in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_without_a_network_one_error_says_so_and_what_to_do(here: Hub, tmp_path: Path) -> None:
    done = podloom(here, tmp_path, "get", "small", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 1
    assert 'speech model "small" cannot be fetched' in done.stderr
    assert "HTTPS_PROXY" in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_the_hubs_own_switch_forbids_it(here: Hub, tmp_path: Path) -> None:
    done = podloom(here, tmp_path, "get", "small", HF_HUB_OFFLINE="1")
    assert done.returncode == 1
    assert "HF_HUB_OFFLINE is set" in done.stderr
    assert here.asked == []


def test_an_unknown_name_is_refused_with_those_that_can_be_got(here: Hub, tmp_path: Path) -> None:
    done = podloom(here, tmp_path, "get", "smal")
    assert done.returncode == 2
    assert 'Did you mean "small"?' in done.stderr
    assert "large-v3-turbo" in done.stderr
    assert here.asked == []


def test_a_second_name_is_the_same_model(tmp_path: Path) -> None:
    with served("mobiuslabsgmbh/faster-whisper-large-v3-turbo", models.whisper(tmp_path / "origin")) as server:
        assert json.loads(podloom(server, tmp_path, "get", "turbo", "--json").stdout)["name"] == "large-v3-turbo"
    assert weights.find("turbo", cache=tmp_path / "hub" / "hub").wrong == ""


def test_options_before_get_are_not_lost(here: Hub, tmp_path: Path) -> None:
    assert json.loads(podloom(here, tmp_path, "--json", "get", "small").stdout)["fetched"]


def show(root: Path, transcribe: str) -> Path:
    (root / "content").mkdir(parents=True)
    (root / "content/show.toml").write_text(f'[show]\ntitle = "Bread"\nlanguage = "en"\n\n[transcribe]\n{transcribe}\n')
    return root


def test_the_list_marks_the_model_that_the_show_uses_and_says_why_another_cannot_be_used(here: Hub, tmp_path: Path) -> None:
    root = show(tmp_path / "show", 'model = "mine"\nmodels = "models"')
    models.whisper(root / "models" / "mine")
    (models.whisper(root / "models" / "small") / "model.bin").write_bytes(b"")
    said = podloom(here, tmp_path, "--root", str(root)).stdout
    assert re.search(r"^\* mine +0 MB  folder .*/models/mine  sha256 [0-9a-f]{12}$", said, re.MULTILINE)
    assert "cannot be used: model.bin: it is cut short in its version" in said
    assert "`podloom models get NAME` fetches: tiny, base.en, small.en, small, " in said
    rows = json.loads(podloom(here, tmp_path, "--root", str(root), "--json").stdout)
    assert [one["name"] for one in rows if one["used"]] == ["mine"]
    assert len(next(one for one in rows if one["used"])["sha256"]) == 64


def test_a_show_whose_model_is_not_here_is_told_how_to_get_it(here: Hub, tmp_path: Path) -> None:
    root = show(tmp_path / "show", 'model = "small"')
    assert "which is not here: run `podloom models get small`" in podloom(here, tmp_path, "--root", str(root)).stdout


def test_the_names_are_those_that_faster_whisper_knows() -> None:
    from faster_whisper.utils import _MODELS

    assert {name: hub.REPOSITORIES[hub.plain(name)] for name in _MODELS} == _MODELS
    assert set(hub.REPOSITORIES) <= set(_MODELS)
