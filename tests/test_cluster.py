import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cluster import Cluster, Need, Storage
from pipeline.errors import InputError, ItemError, ShowError
from pipeline.ingest.audio import blocks
from pipeline.model import Show
from pipeline.settings import Settings
from pipeline.stage import Made
from tests import errands
from tests.errands import errand
from tests.make import RATE
from tests.show import REPO, SECOND, bytes_of, episode, podloom
from tests.show import tiny as small

FAR = Path("/proc/self/cwd")  # another folder for every process that starts elsewhere: as a path that only one machine has


@pytest.fixture
def show(tmp_path: Path) -> Path:
    root = tmp_path / "show"
    (root / "content").mkdir(parents=True)
    (root / "content/show.toml").write_text('[show]\ntitle = "The Long Table"\n')
    return root


def need(root: Path, storage: str = "", *identities: Callable[..., dict[str, str]]) -> Need:
    return Need(root, Settings(Show("The Long Table")), identities, Storage(storage) if storage else None)


def seen(condition: Callable[[], object], seconds: float = 30.0) -> bool:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(condition())


# ---- processes of this machine


def test_steps_run_in_other_processes_and_bring_back_what_they_made(show: Path) -> None:
    with Cluster(need(show), count=2) as workers:
        found = dict(workers.map([errand(show, f"talk-{number}", errands.read, f"note {number}".encode()) for number in range(9)]))
    assert sorted(found) == list(range(9))
    for number, made in found.items():
        assert isinstance(made, Made)
        assert made.outputs["note"] == f"note {number}".encode()
        assert (made.outputs["earlier"], made.outputs["last"]) == (b"made earlier", b"made last time")
        assert made.outputs["where"].decode() == f"content/episodes/talk-{number}/note.txt"
        assert int(made.outputs["pid"]) != os.getpid()


def test_an_error_on_a_worker_is_that_items_own(show: Path) -> None:
    steps = [errand(show, step.__name__, step) for step in (errands.refuse, errands.break_down, errands.fill_disk, errands.read)]
    with Cluster(need(show), count=2) as workers:
        found = dict(workers.map(steps))
    refused, broken, full = found[0], found[1], found[2]
    assert isinstance(refused, ItemError)
    assert (refused.where, refused.remedy) == ("content/episodes/refuse/note.txt", "Write a longer one.")
    assert isinstance(broken, RuntimeError)
    assert "OddError: this and that" in str(broken)
    assert isinstance(full, ItemError)  # a DiskError would end the whole run, and this machine's disk is well
    assert "/scratch/words" in full.message
    assert isinstance(found[3], Made)


def test_a_file_that_changed_since_it_was_looked_at_is_not_worked_on(show: Path) -> None:
    step = errand(show, "talk", errands.read)
    (show / "content/episodes/talk/note.txt").write_text("another note")
    with Cluster(need(show), count=2) as workers:
        ((_, found),) = workers.map([step])
    assert isinstance(found, ItemError)
    assert found.where == "content/episodes/talk/note.txt"


def test_how_far_a_step_is_reaches_who_builds(show: Path) -> None:
    heard: list[float] = []
    step = errand(show, "talk", errands.wait)
    step.inputs = step.inputs.told(lambda part: (heard.append(part), (show / "go").touch() if part == 0.5 else None))
    with Cluster(need(show), count=2) as workers:
        ((_, found),) = workers.map([step])
    assert isinstance(found, Made)
    assert heard[0] == 0.0
    assert 0.5 in heard


def test_a_worker_that_is_killed_at_work_loses_nothing(show: Path) -> None:
    victims: list[Path] = []

    def kill_one() -> None:
        if seen(lambda: len(hands(show)) == 2):
            victims.append(min(show.glob("*.at-work.*")))
            os.kill(int(victims[0].suffix[1:]), signal.SIGKILL)
            seen(lambda: len(hands(show)) == 3)  # another took its place
        (show / "go").touch()

    with Cluster(need(show), count=2) as workers:
        killer = threading.Thread(target=kill_one)
        killer.start()
        found = dict(workers.map([errand(show, f"talk-{number}", errands.wait) for number in range(6)]))
        killer.join()
    assert sorted(found) == list(range(6))
    assert all(isinstance(made, Made) for made in found.values())
    assert len(hands(show)) == 3
    assert len(list(show.glob(f"{victims[0].stem}.*"))) == 2  # it was begun again


def hands(show: Path) -> set[str]:
    """Name the processes that were seen at work."""
    return {path.suffix for path in show.glob("*.at-work.*")}


def test_a_step_that_kills_every_worker_is_given_up_and_pulls_no_other_down(show: Path) -> None:
    steps = [errand(show, "deadly", errands.die)] + [errand(show, f"talk-{number}", errands.read) for number in range(8)]
    with Cluster(need(show), count=2) as workers:
        found = dict(workers.map(steps))
    assert isinstance(found[0], ItemError)
    assert found[0].where == "content/episodes/deadly"
    assert all(isinstance(found[number], Made) for number in range(1, 9))


def test_who_stops_early_stops_the_workers_too(show: Path) -> None:
    with Cluster(need(show), count=2) as workers:
        results = workers.map([errand(show, "done", errands.read), errand(show, "long", errands.wait)])
        assert next(results)[0] == 0
        assert seen(lambda: list(show.glob("long.at-work.*")))
        results.close()  # type: ignore[attr-defined]  # map() is a generator
        assert seen((show / "long.stopped").exists)


def test_nothing_to_do_starts_nothing(show: Path) -> None:
    started = time.monotonic()
    with Cluster(need(show), count=64) as workers:
        assert list(workers.map([])) == []
    assert time.monotonic() - started < 1


# ---- workers of a scheduler


@contextlib.contextmanager
def program(*words: str, cwd: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start one of Dask's programs, in a process group of its own, and kill the group when done."""
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:], "--no-dashboard"]
    paths = {**os.environ, "PYTHONPATH": str(REPO)}
    with subprocess.Popen(
        command, cwd=cwd, env=paths, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as one:
        try:
            yield one
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    file = tmp_path / "scheduler.json"
    with program("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file), cwd=tmp_path) as one:
        assert seen(file.exists)
        yield str(file), one


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def worker(file: str, cwd: Path, *words: str) -> "contextlib.AbstractContextManager[subprocess.Popen[bytes]]":
    return program("dask_worker", "--scheduler-file", file, "--nthreads", "1", *words, cwd=cwd)


def test_a_storage_carries_files_to_workers_that_do_not_see_the_show(
    show: Path, elsewhere: Path, scheduler: tuple[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(show)
    steps = [errand(FAR, f"talk-{number}", errands.read, f"note {number}".encode()) for number in range(3)]
    storage = elsewhere.parent / "storage"
    with worker(scheduler[0], elsewhere):
        with Cluster(need(FAR, storage.as_uri()), address=scheduler[0]) as workers:
            found = dict(workers.map(steps))
        for number, made in found.items():
            assert isinstance(made, Made)
            assert made.outputs["note"] == f"note {number}".encode()
            assert (made.outputs["earlier"], made.outputs["last"]) == (b"made earlier", b"made last time")
            assert made.outputs["where"].decode() == f"content/episodes/talk-{number}/note.txt"
            assert not made.outputs["path"].startswith(bytes(FAR))
        kept = {path.name for path in (storage / "objects").iterdir()}
        assert {digest for step in steps for _, digest in step.inputs.files().values()} <= kept
        with (
            pytest.raises(InputError, match="does not see the show's folder") as refused,
            Cluster(need(FAR), address=scheduler[0]) as workers,
        ):
            list(workers.map(steps))
        assert "--storage" in refused.value.remedy


def test_a_damaged_file_in_the_storage_gives_no_words(show: Path, tmp_path: Path) -> None:
    step = errand(show, "talk", errands.read)
    ((_, digest),) = step.inputs.files().values()
    (tmp_path / "storage/objects").mkdir(parents=True)
    (tmp_path / "storage/objects" / digest).write_bytes(b"b note")  # of the same size
    with Cluster(need(show, str(tmp_path / "storage")), count=2) as workers:
        ((_, found),) = workers.map([step])
    assert isinstance(found, ItemError)
    assert digest in found.where


def test_a_worker_that_would_write_other_words_is_named_before_any_work(
    show: Path, elsewhere: Path, scheduler: tuple[str, object]
) -> None:
    with worker(scheduler[0], elsewhere), Cluster(need(show, "", errands.working_folder), address=scheduler[0]) as workers:
        with pytest.raises(InputError, match=r"worker tcp://127\.0\.0\.1:\d+: it has engine.model .*/elsewhere") as refused:
            list(workers.map([errand(show, "talk", errands.wait)]))
        assert "same engine" in refused.value.remedy
    assert not list(show.glob("*.at-work.*"))


def test_a_worker_that_joins_late_and_would_write_other_words_gets_no_step(
    show: Path, elsewhere: Path, scheduler: tuple[str, object]
) -> None:
    want = need(show, "", errands.working_folder)
    with worker(scheduler[0], REPO) as fit, Cluster(want, address=scheduler[0]) as workers:
        steps = [errand(show, f"talk-{number}", errands.wait) for number in range(4)]
        found: list[tuple[int, object]] = []
        mapping = threading.Thread(target=lambda: found.extend(workers.map(steps)))
        mapping.start()
        assert seen(lambda: list(show.glob("*.at-work.*")))
        with worker(scheduler[0], elsewhere, "--name", "late") as late, worker(scheduler[0], REPO) as second:
            assert seen(lambda: len(hands(show)) == 2)  # the fit one that joined helps
            (show / "go").touch()
            mapping.join(30)
            families = {one.pid: family(one.pid) for one in (fit, late, second)}
    by = {int(made.outputs["pid"]) for _, made in found if isinstance(made, Made)}
    assert len(found) == 4
    assert by & families[fit.pid]
    assert by & families[second.pid]
    assert not by & families[late.pid]


def family(pid: int) -> set[int]:
    """Return a process with its children and theirs."""
    children = [child for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
    return {pid}.union(*(family(int(child)) for child in children))


def test_a_scheduler_that_is_gone_ends_the_run_with_what_was_done(
    show: Path, elsewhere: Path, scheduler: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    with worker(scheduler[0], elsewhere), Cluster(need(show), address=scheduler[0]) as workers:
        results = workers.map([errand(show, "done", errands.read), errand(show, "long", errands.wait)])
        assert next(results)[0] == 0
        os.killpg(scheduler[1].pid, signal.SIGKILL)
        started = time.monotonic()
        with pytest.raises(ShowError, match="gone") as lost:
            next(results)
        assert "kept" in lost.value.remedy
    assert time.monotonic() - started < 30


def test_a_scheduler_that_is_gone_while_dask_gives_it_up_is_no_fault_of_ours(
    show: Path, elsewhere: Path, scheduler: tuple[str, "subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed.core import ConnectionPool

    whole = ConnectionPool.close

    async def closing(pool: ConnectionPool) -> None:
        await whole(pool)
        raise RuntimeError("Cannot change state of expiring Timeout")  # as seen once, where a wait ended while it was cancelled

    with worker(scheduler[0], elsewhere), Cluster(need(show), address=scheduler[0]) as workers:
        assert next(workers.map([errand(show, "done", errands.read)]))[0] == 0
        monkeypatch.setattr(ConnectionPool, "close", closing)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "tcp://no-such-host.invalid:8786", "carrier-pigeon://roof:1", "no-such-file.json"]
)
def test_a_wrong_address_is_told_within_seconds(show: Path, address: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputError) as wrong, Cluster(need(show), address=address) as workers:
        list(workers.map([errand(show, "talk", errands.read)]))
    assert wrong.value.remedy
    assert address in wrong.value.message
    assert time.monotonic() - started < 10


def test_a_storage_that_takes_nothing_is_told_before_any_work(show: Path) -> None:
    for url in ("carrier-pigeon://roof", str(show / "content/show.toml/no-folder")):
        with pytest.raises(InputError, match="cannot be written"), Cluster(need(show, url), count=2) as workers:
            list(workers.map([errand(show, "talk", errands.read)]))


def test_an_address_is_told_without_its_password() -> None:
    assert str(Storage("sftp://mira:secret@files.example/show")) == "sftp://files.example/show"


# ---- the command line


def test_forty_short_episodes_have_the_same_bytes_as_when_one_process_heard_them(tiny: Path, tmp_path: Path) -> None:
    for number in range(38):
        at = f"2025-03-{number % 28 + 1:02}"
        episode(tiny, f"short-{number:02}", f"Short {number}", at, SECOND, seconds=11.0 + number / 10)
    other = Path(shutil.copytree(tiny, tmp_path / "other"))
    for root, count in ((tiny, "1"), (other, "2")):
        done = podloom(root, "build", "--workers", count)
        assert done.returncode == 0, done.stderr
        assert "40 transcripts" in done.stdout
        assert "Traceback" not in done.stderr
    assert bytes_of(other / "build/site") == bytes_of(tiny / "build/site")
    assert bytes_of(other / "content") == bytes_of(tiny / "content")
    assert len(list((other / "content").rglob("transcript.vtt"))) == 40


def test_a_cluster_with_a_storage_gives_the_same_site(built: Path, elsewhere: Path, scheduler: tuple[str, object]) -> None:
    root = small(elsewhere.parent / "other")
    settings = root / "content/show.toml"  # a worker finds recordings, as models, by a path that is good on each machine
    settings.write_text(settings.read_text().replace('"recorded"', f'"{root / "recorded"}"'))
    with worker(scheduler[0], elsewhere):
        done = podloom(root, "build", "--cluster", scheduler[0], "--storage", str(elsewhere / "storage"))
    assert done.returncode == 0, done.stderr
    assert bytes_of(root / "build/site") == bytes_of(built / "build/site")


def spoken(root: Path) -> Path:
    """Make a show of three real stretches of speech."""
    small(root)
    (root / "content/show.toml").write_text('[show]\ntitle = "The Long Table"\nhosts = ["Ada Byron"]\n')
    shutil.rmtree(root / "content/episodes")
    for source in ("feeding-the-starter", "the-piano-lesson", "two-different-clocks"):
        folder = episode(root, source, source, "2025-03-04", SECOND, seconds=1.0)
        stretch = next(blocks(REPO / f"content/episodes/{source}/audio.mp3", seconds=40.0))
        with wave.open(str(folder / "audio.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((stretch * 32767).astype("<i2").tobytes())
    return root


def hearing(pid: int) -> list[int]:
    """Return those workers below a process that have computed for seconds."""
    found = []
    for child in family(pid) - {pid}:
        with contextlib.suppress(OSError):
            spawned = b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
            ticks = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11])
            found += [child] if spawned and ticks > 4 * os.sysconf("SC_CLK_TCK") else []
    return found


@contextlib.contextmanager
def building(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a build on two workers, and wait until one of them hears speech."""
    command = [sys.executable, "-m", "pipeline", "build", "--workers", "2"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as run:
        assert seen(lambda: hearing(run.pid), 120)
        yield run


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_hears_changes_no_byte(tmp_path: Path) -> None:
    alone, other = spoken(tmp_path / "alone"), spoken(tmp_path / "other")
    with building(other) as run:
        victim = hearing(run.pid)[0]
        os.kill(victim, signal.SIGKILL)
        said, complaints = run.communicate(timeout=300)
    assert run.returncode == 0, complaints
    assert "3 transcripts" in said
    assert "Traceback" not in complaints
    podloom(alone, "build", "--workers", "1", check=True)
    assert bytes_of(other / "build/site") == bytes_of(alone / "build/site")
    assert bytes_of(other / "content") == bytes_of(alone / "content")


@pytest.mark.slow
def test_who_interrupts_stops_the_workers_at_once_and_quietly(tmp_path: Path) -> None:
    root = spoken(tmp_path / "show")
    with building(root) as run:
        members = family(run.pid)
        started = time.monotonic()
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        _, complaints = run.communicate(timeout=60)
    assert run.returncode == 130
    assert time.monotonic() - started < 15
    assert "run the same command to go on" in complaints
    assert "Traceback" not in complaints
    assert seen(lambda: not [pid for pid in members if Path(f"/proc/{pid}/cmdline").exists()])


def test_a_missing_extra_is_told_with_the_way_to_get_it(tiny: Path) -> None:
    code = "import sys; sys.modules['distributed'] = None; from pipeline.cli import main; main()"
    for words in (("--workers", "2"), ("--cluster", "tcp://127.0.0.1:9")):
        done = subprocess.run([sys.executable, "-c", code, "build", *words], cwd=tiny, capture_output=True, text=True)
        assert done.returncode == 2
        assert "pip install 'podloom[cluster]'" in done.stderr


@pytest.mark.parametrize(
    "words", [("--workers", "2", "--cluster", "tcp://127.0.0.1:9"), ("--storage", "here"), ("--storage", "x", "--workers", "1")]
)
def test_options_that_contradict_each_other_are_refused(tiny: Path, words: tuple[str, ...]) -> None:
    done = podloom(tiny, "build", *words)
    assert done.returncode == 2
    assert not (tiny / "build").exists()
