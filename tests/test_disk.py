"""What the disk refuses ends a run with 74 and a place; nothing passes for an item's fault, and what is served stays whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.disk import clear, copy_whole, digest_of, of_import, raise_told
from pipeline.errors import DiskError, ItemError
from pipeline.ingest import confined
from pipeline.ingest.decoding import Request
from pipeline.ingest.draft import front_matter
from pipeline.store import Store
from tests import show
from tests.show import REPO, podloom

BROKEN = Path("/proc/self/mem")  # its first bytes cannot be read: the kernel says EIO, as it does of a bad sector
linux = pytest.mark.skipif(not BROKEN.exists(), reason="only Linux has a file whose reading fails with EIO")


@linux
@pytest.mark.parametrize(
    "name",
    [
        "content/show.toml",
        "content/themes.toml",
        "mkdocs.yml",
        "content/newsletters/2025-01-07-slow-bread.md",
        "content/episodes/counting-warmth/episode.md",
        "content/episodes/counting-warmth/audio.wav",
    ],
)
def test_a_file_that_the_disk_cannot_read_ends_the_run_and_is_named(built: Path, name: str) -> None:
    before = show.bytes_of(built / "build/site")
    (built / name).unlink()
    (built / name).symlink_to(BROKEN)
    done = podloom(built, "build")
    assert done.returncode == 74, done.stderr
    assert "the disk refused: Input/output error" in done.stderr
    assert Path(name).name in done.stderr or Path(name).parent.name in done.stderr
    assert show.bytes_of(built / "build/site") == before


@linux
@pytest.mark.parametrize("name", ["letter.html", "letter.md", "export.json", "talk.wav"])
def test_a_file_to_bring_in_that_the_disk_cannot_read_ends_the_run_and_is_named(tiny: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(BROKEN)
    before = show.bytes_of(tiny / "content")
    done = podloom(tiny, "add", str(tmp_path / name))
    assert done.returncode == 74, done.stdout + done.stderr
    assert "the disk refused: Input/output error" in done.stderr
    assert name in done.stderr
    assert show.bytes_of(tiny / "content") == before


@linux
def test_a_folder_that_cannot_be_cleared_is_told_at_once() -> None:
    with pytest.raises(DiskError, match="the disk refused"):
        clear(Path("/proc/self/fdinfo"))


def test_a_folder_that_is_not_there_is_clear(tmp_path: Path) -> None:
    clear(tmp_path / "nowhere")
    (tmp_path / "old/deep").mkdir(parents=True)
    clear(tmp_path / "old")
    assert list(tmp_path.iterdir()) == []


def test_what_another_program_says_of_the_disk_is_the_disks() -> None:
    raise_told("fatal: bad object HEAD\nerror: could not lock\n", "branch gh-pages")
    with pytest.raises(DiskError, match="Out of diskspace"):
        raise_told("fatal: sha1 file '.git/objects/pack/tmp_pack_06' write error. Out of diskspace\n", "branch gh-pages")
    with pytest.raises(DiskError, match="unable to migrate"):
        raise_told("! [remote rejected] gh-pages (unable to migrate objects to permanent storage)\n", "branch gh-pages")
    with pytest.raises(DiskError, match="No space left on device") as caught:
        raise_told("remote: counting\nerror: file write error: No space left on device\nfatal: gone\n", "branch gh-pages")
    assert caught.value.where == "branch gh-pages"


@linux
@pytest.mark.parametrize("name", ["letters/feed.xml", "letters/atom.xml", "letters/index.html", "podcast.xml"])
def test_a_page_that_the_disk_cannot_read_is_named_by_check(built: Path, name: str) -> None:
    path = built / "build/site" / name
    path.unlink()
    path.symlink_to(BROKEN)
    done = podloom(built, "check")
    assert done.returncode == 74, done.stdout + done.stderr
    assert f"build/site/{name}: the disk refused: Input/output error" in done.stderr


@linux
def test_a_read_that_breaks_off_names_its_file() -> None:
    with pytest.raises(OSError, match="mem") as told:
        digest_of(BROKEN)
    assert told.value.filename == str(BROKEN)


@linux
def test_a_copy_names_the_side_that_the_disk_refused(tmp_path: Path) -> None:
    with pytest.raises(DiskError) as told:
        copy_whole(BROKEN, tmp_path / "copy")
    assert told.value.where == str(BROKEN)
    with pytest.raises(OSError, match="mem"):
        front_matter(BROKEN, "letter.md")
    assert list(tmp_path.iterdir()) == []


@linux
def test_an_object_that_the_disk_cannot_read_is_named(built: Path) -> None:
    store = Store(built / "build")
    name = store.put(b"words")
    path = store.object_path(name)
    path.unlink()
    path.symlink_to(BROKEN)
    with pytest.raises(OSError, match=name[2:]):
        store.get(name)
    assert store.get("0" * 64) is None


@linux
@pytest.mark.parametrize("module", ["click", "msgspec"])
def test_a_program_whose_own_files_cannot_be_read_says_so(tmp_path: Path, module: str) -> None:
    (tmp_path / f"{module}.py").symlink_to(BROKEN)
    command, paths = [sys.executable, "-m", "pipeline", "status"], os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=Path(__file__).parents[1], env=paths, capture_output=True, text=True, check=False)
    assert done.returncode == DiskError.exit_code
    assert "the disk refused: Input/output error" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_that_cannot_be_loaded_is_the_disk_s_fault_or_not_installed() -> None:
    refused = of_import(ImportError("/lib/a.so: cannot open shared object file: Input/output error", path="/lib/a.so"))
    assert isinstance(refused, DiskError)
    assert refused.where == "/lib/a.so"
    assert not isinstance(missing := of_import(ModuleNotFoundError("No module named 'msgspec'")), DiskError)
    assert "No module named 'msgspec'" in missing.message


@linux
@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("av", ""),
        ("av", 'raise ImportError("/lib/av.so: cannot open shared object file: Input/output error")\n'),
    ],
)
def test_a_decoder_that_cannot_be_loaded_is_no_fault_of_the_sound(tiny: Path, tmp_path: Path, module: str, said: str) -> None:
    library = tmp_path / f"broken/{module}.py"
    library.parent.mkdir()
    if said:
        library.write_text(said)
    else:
        library.symlink_to(BROKEN)
    paths = os.environ | {"PYTHONPATH": f"{library.parent}:{REPO}"}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build"], cwd=tiny, env=paths, capture_output=True, text=True, check=False
    )
    assert done.returncode == DiskError.exit_code
    assert "Input/output error" in done.stderr
    assert "Export it anew" not in done.stderr


def test_an_interpreter_that_the_disk_cannot_start_is_no_fault_of_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    confined.close()  # a child that another test left would be asked
    monkeypatch.setattr(confined, "START", "raise OSError(5, 'Input/output error')")  # as where it reads its own files
    with pytest.raises(DiskError, match="Input/output error"):
        next(confined.asked("audio", Request("listen", b"talk.wav", 5, 100), "talk.wav"))
    monkeypatch.setattr(confined, "START", "import os; os.abort()")
    with pytest.raises(ItemError, match="SIGABRT"):
        next(confined.asked("audio", Request("listen", b"talk.wav", 5, 100), "talk.wav"))
