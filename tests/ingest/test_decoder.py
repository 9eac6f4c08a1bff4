"""The decoding child: it may die of anything, and only the file at hand is told so."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import ItemError
from pipeline.ingest import confined, decoder, decoding
from pipeline.ingest.audio import blocks, decode, listen
from tests.ingest import sounds
from tests.ingest.children import ALONE, children, command
from tests.make import wav

pytestmark = ALONE


def long_recording(folder: Path) -> Path:
    return sounds.sparse_wav(folder / "long.wav", 64)


def begun(path: Path) -> tuple[Iterator[object], int]:
    """Start to decode a recording; return what is left of it, and the process at work."""
    rest = blocks(path, "talk.wav", 1.0)
    next(rest)
    (process,) = children()
    return rest, process


@pytest.mark.parametrize(
    ("blow", "message"),
    [
        (signal.SIGSEGV, r"talk.wav: decoding the audio crashed \(SIGSEGV\)"),
        (signal.SIGABRT, r"talk.wav: decoding the audio crashed \(SIGABRT\)"),
        (signal.SIGKILL, r"talk.wav: decoding the audio was killed from outside"),
    ],
)
def test_a_crash_is_the_files_fault_and_the_next_file_is_heard(tmp_path: Path, blow: int, message: str) -> None:
    rest, process = begun(long_recording(tmp_path))
    os.kill(process, blow)
    with pytest.raises(ItemError, match=message) as caught:
        list(rest)
    assert caught.value.remedy
    assert listen(wav(tmp_path / "a.wav", (1.0, 0.5)), "a.wav").duration == 1.0


def test_a_file_that_takes_too_much_computing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LEAST_SECONDS", 1)
    monkeypatch.setattr(decoding, "SECONDS_PER_MEGABYTE", 0)
    path = sounds.sparse_wav(tmp_path / "a.wav", 700)
    with pytest.raises(ItemError, match=r"a.wav: decoding the audio takes more than 1 s of computing"):
        sum(len(block) for block in blocks(path, "a.wav"))


def test_the_allowance_grows_with_the_file() -> None:
    assert decoding.allowed_seconds(1000) == decoding.LEAST_SECONDS
    assert decoding.allowed_seconds(100 * 2**20) == decoding.LEAST_SECONDS + 100 * decoding.SECONDS_PER_MEGABYTE


def test_one_file_after_the_other_may_use_the_whole_allowance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LEAST_SECONDS", 1)
    monkeypatch.setattr(decoding, "SECONDS_PER_MEGABYTE", 0)
    path = sounds.sparse_wav(tmp_path / "a.wav", 60)
    used = time.process_time() + os.times().children_user
    for _ in range(15):
        assert sum(len(block) for block in blocks(path, "a.wav")) > 0
    confined.close()
    assert time.process_time() + os.times().children_user - used > 1.2  # else this shows nothing


def test_a_file_that_wants_too_much_memory_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sounds.channels(tmp_path / "a.wav", 64, 3, hertz=192_000)
    with monkeypatch.context() as less:
        less.setattr(decoder, "MEMORY_MEGABYTES", 2)
        with pytest.raises(ItemError, match=r"a.wav: decoding the audio needs more than 2 MB of memory"):
            decode(path, "a.wav")
    assert len(decode(path, "a.wav")) == 32_000


def test_a_child_that_says_nothing_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listen(
        wav(tmp_path / "a.wav", (1.0, 0.5)), "a.wav"
    )  # to start on a busy machine may take longer than the silence that is allowed
    monkeypatch.setattr(confined, "GRACE_SECONDS", 2.0)
    monkeypatch.setattr(confined, "PATIENCE", 0)
    rest, process = begun(long_recording(tmp_path))
    os.kill(process, signal.SIGSTOP)
    with pytest.raises(ItemError, match=r"talk.wav: decoding the audio came to a standstill"):
        list(rest)
    assert not children()


def test_who_stops_early_leaves_no_process_behind(tmp_path: Path) -> None:
    rest, _ = begun(long_recording(tmp_path))
    rest.close()  # type: ignore[attr-defined]  # a generator
    assert not children()


def test_one_child_serves_many_files_and_a_dead_one_is_replaced(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", (1.0, 0.5))
    listen(path, "a.wav")
    (first,) = children()
    with pytest.raises(ItemError):
        listen(sounds.cut(wav(tmp_path / "b.wav", (1.0, 0.5)), 0.001), "b.wav")
    listen(path, "a.wav")
    assert children() == {first}
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert listen(path, "a.wav").duration == 1.0
    assert first not in children()


def test_threads_hear_side_by_side(tmp_path: Path) -> None:
    paths = [wav(tmp_path / f"{number}.wav", (1.0 + number / 10, 0.5)) for number in range(8)]
    with ThreadPoolExecutor(6) as pool:
        lengths = list(pool.map(lambda path: (listen(path, path.name).duration, len(decode(path))), paths))
    assert lengths == [(round(1.0 + number / 10, 3), 16_000 + number * 1600) for number in range(8)]
    assert len(children()) <= confined.MOST_IDLE


def heard_elsewhere(path: str, answers: "multiprocessing.Queue[float]") -> None:
    """Listen in another process."""
    answers.put(listen(Path(path), "a.wav").duration)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_daemon_of_multiprocessing_can_listen_and_shares_no_child(tmp_path: Path, method: str) -> None:
    path = wav(tmp_path / "a.wav", (1.0, 0.5))
    assert listen(path, "a.wav").duration == 1.0
    before = children()
    context = multiprocessing.get_context(method)
    answers: multiprocessing.Queue[float] = context.Queue()
    process = context.Process(target=heard_elsewhere, args=(str(path), answers), daemon=True)  # type: ignore[attr-defined]  # typeshed's base context has no Process
    process.start()
    assert answers.get(timeout=30) == 1.0
    process.join(30)
    assert process.exitcode == 0
    assert listen(path, "a.wav").duration == 1.0
    assert children() == before
    answers.close()
    answers.join_thread()


SCRIPT = """
import sys
from pathlib import Path
from pipeline.ingest.audio import blocks, listen
print(listen(Path("a.wav"), "a.wav").duration)
rest = blocks(Path("long.wav"), "long.wav", 1.0)
next(rest)
Path("ready").write_text("")
if len(sys.argv) > 1:
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


def scripted(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that imports us, guards nothing and cleans nothing up."""
    wav(folder / "a.wav", (1.0, 0.5))
    long_recording(folder)
    (folder / "talk.py").write_text(SCRIPT)
    strict = [sys.executable, "-W", "error", "-X", "dev", "talk.py", *arguments]
    return subprocess.run(strict, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def left(folder: Path) -> set[int]:
    """Return the decoding processes of a program that ran in a folder: they carry it in their search path."""
    numbers = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return {number for number in numbers if "decoding" in command(number) and str(folder) in command(number)}


def test_any_program_can_import_us_and_ends_without_a_word(tmp_path: Path) -> None:
    done = scripted(tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1.0\n", "")
    assert not left(tmp_path)


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    done = scripted(tmp_path, "die")
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "ready").exists()
    deadline = time.monotonic() + 20
    while left(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left(tmp_path)


def test_a_pipe_is_no_recording(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(ItemError, match=r"a.mp3: audio is not a file"):
        listen(tmp_path / "a.mp3", "a.mp3")


def test_a_name_of_any_bytes_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe nl\n.wav")
    wav(tmp_path / "a.wav", (1.0, 0.5)).rename(path)
    assert listen(path, "a.wav").duration == 1.0
