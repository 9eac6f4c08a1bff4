import io
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.common import Common
from pipeline.cli.progress import Progress
from pipeline.cli.tally import Tally, spoken
from pipeline.stage import Inputs, Item, Made, Stage


class Clock:
    """A clock that a test moves."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def nothing(_: Inputs) -> Made:
    return Made({})


HEAR, VOICES, SOUND = (Stage(name=name, version=1, run=nothing) for name in ("hear", "voices", "sound"))


def episode(folder: Path, slug: str, size: int = 1000) -> Item:
    sound = folder / f"{slug}.mp3"
    sound.write_bytes(b"-" * size)
    return Item("episode", slug, folder, {"audio": sound})


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What was said on stderr since the last call; pytest's stderr is no terminal."""
    return lambda: capsys.readouterr().err.splitlines()


def quiet(loud: int = 0) -> Common:
    return Common(Path(), False, loud)


# ---- how long it takes yet


def test_time_left_goes_by_weight_and_not_by_count() -> None:
    clock = Clock()
    tally = Tally(clock, {"short": 100, "long": 900})
    for tenth in range(11):
        clock.seconds = float(tenth)
        tally.note("short", tenth / 10)
    assert (tally.done, tally.count, tally.share) == (1, 2, 0.1)
    assert tally.left() == pytest.approx(90)


def test_nobody_knows_at_first() -> None:
    clock = Clock()
    tally = Tally(clock, {"a": 1})
    assert tally.left() is None
    clock.seconds = 60
    assert tally.left() is None
    tally.note("a", 0.0)
    assert (tally.left(), tally.left_of("a")) == (None, None)


def test_all_is_done_no_sooner_than_the_slowest() -> None:
    """Two at once: when the short one is done, the speed so far promises too much for the long one alone."""
    clock = Clock()
    tally = Tally(clock, {"short": 100, "long": 200})
    for second in range(101):
        clock.seconds = float(second)
        tally.note("short", second / 100)
        tally.note("long", second / 200)
    assert tally.left() == tally.left_of("long") == pytest.approx(100)


def test_what_an_earlier_run_did_and_what_failed_at_once_promises_no_speed() -> None:
    clock = Clock()
    tally = Tally(clock, {"resumed": 1000, "failed": 1000, "waiting": 1000})
    tally.note("resumed", 0.5)
    tally.note("failed", 1.0)
    for second in range(1, 11):
        clock.seconds = float(second)
        tally.note("resumed", 0.5 + second / 100)
    assert tally.left() == pytest.approx(140)


def test_short_pieces_that_only_tell_their_end_give_a_speed_too() -> None:
    clock = Clock()
    tally = Tally(clock, {str(number): 1 for number in range(40)})
    for number in range(10):
        clock.seconds += 6.0
        tally.note(str(number), 1.0)
    assert tally.left() == pytest.approx(180)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-1, 2), st.floats(0, 1000)), max_size=30))
def test_whatever_is_told_shares_only_grow_and_times_are_none_or_not_negative(told: list[tuple[str, float, float]]) -> None:
    clock = Clock()
    tally = Tally(clock, {"a": 0, "b": 10, "c": 1e12})
    shares = [0.0]
    for name, part, seconds in told:
        clock.seconds += seconds
        tally.note(name, part)
        shares.append(tally.share if tally.count == 3 else shares[-1])
        assert 0 <= tally.share <= 1 + 1e-9
        assert (tally.left() or 0.0) >= 0
        assert 0 <= tally.done <= tally.count
    assert all(before <= after + 1e-12 for before, after in pairwise(shares))


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (None, ""),
        (0.0, "less than 1 min left"),
        (29.0, "less than 1 min left"),
        (720.0, "about 12 min left"),
        (59.4 * 60, "about 59 min left"),
        (59.6 * 60, "about 1 h 00 min left"),
        (82 * 60, "about 1 h 20 min left"),
        (25.6 * 3600, "about 26 h left"),
    ],
)
def test_time_is_said_no_more_exactly_than_it_is_known(seconds: float | None, wanted: str) -> None:
    assert spoken(seconds) == wanted


# ---- lines


def test_a_log_gets_a_line_at_each_quarter_with_all_that_is_left(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    clock = Clock()
    progress = Progress(quiet(), clock)
    items = [episode(tmp_path, "the-warm-numbers"), episode(tmp_path, "two-clocks", 3000)]
    progress.expect(HEAR, items)
    for step in range(101):
        clock.seconds = step * 2.0
        progress.tell(HEAR, items[0], step / 100)
    assert lines() == [
        "Transcribing the-warm-numbers: 0 % (0 of 2 episodes done)",
        "Transcribing the-warm-numbers: 25 % (0 of 2 episodes done, about 12 min left)",
        "Transcribing the-warm-numbers: 50 % (0 of 2 episodes done, about 12 min left)",
        "Transcribing the-warm-numbers: 75 % (0 of 2 episodes done, about 11 min left)",
        "Transcribing the-warm-numbers: 100 % (1 of 2 episodes done, about 10 min left)",
    ]
    progress.tell(HEAR, items[1], 1.0)
    progress.tell(HEAR, items[1], 1.0)
    assert lines() == ["Transcribing two-clocks: 100 % (2 of 2 episodes done)"]


def test_forty_short_episodes_do_not_fill_the_log_and_a_long_one_is_not_silent(
    tmp_path: Path, lines: Callable[[], list[str]]
) -> None:
    clock = Clock()
    progress = Progress(quiet(), clock)
    items = [episode(tmp_path, f"short-{number}", 10) for number in range(40)]
    progress.expect(HEAR, items)
    for item in items:
        for step in range(11):
            clock.seconds += 0.5
            progress.tell(HEAR, item, step / 10)
    assert 5 <= len(lines()) <= 9
    progress.expect(HEAR, items[:1])
    for step in range(3600):
        clock.seconds += 1.0
        progress.tell(HEAR, items[0], step / 20_000)
    said = lines()
    assert 10 <= len(said) <= 13
    assert said[1] == "Transcribing short-0: 1 % (about 5 h 30 min left)"


def test_each_long_stage_has_its_verb_and_short_ones_are_silent(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    progress = Progress(quiet(), Clock())
    item = episode(tmp_path, "two-clocks")
    for stage in (SOUND, HEAR, VOICES):
        progress.expect(stage, [item])
        progress.tell(stage, item, 0.4)
        progress.tell(stage, item, 1.0)
    said = [line.partition(" (")[0] for line in lines()]
    assert said == [
        "Transcribing two-clocks: 40 %",
        "Transcribing two-clocks: 100 %",
        "Telling voices apart in two-clocks: 40 %",
        "Telling voices apart in two-clocks: 100 %",
    ]


def test_where_no_voices_need_telling_apart_nothing_is_told_of_them(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    progress = Progress(quiet(), Clock())
    item = episode(tmp_path, "two-clocks")
    progress.expect(VOICES, [item])
    progress.tell(VOICES, item, 0.0)
    progress.tell(VOICES, item, 1.0)
    assert lines() == []


def test_q_says_nothing(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    with Progress(quiet(-1), Clock()) as progress:
        progress.show("talk.mp3", 0.0)
        progress.show("talk.mp3", 1.0)
    assert lines() == []


def test_files_are_counted_by_their_paths_and_a_missing_one_breaks_nothing(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    paths = [tmp_path / "a/talk.mp3", tmp_path / "b/talk\x1b[2J.mp3", tmp_path / "none.mp3"]
    for path in paths[:2]:
        path.parent.mkdir()
        path.write_bytes(b"-" * 1000)
    progress = Progress(quiet(), Clock())
    progress.expect_files(paths)
    for path in paths:
        progress.show(str(path), 1.0)
    assert lines() == [
        "Transcribing talk.mp3: 100 % (1 of 3 files done)",
        "Transcribing none.mp3: 100 % (3 of 3 files done)",
    ]
    progress.expect_files(paths[1:2])
    progress.show(str(paths[1]), 0.0)
    assert lines() == ["Transcribing talk\ufffd[2J.mp3: 0 %"]


def test_an_episode_without_its_sound_counts_as_well(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    progress = Progress(quiet(), Clock())
    progress.expect(HEAR, [Item("episode", "gone", tmp_path, {"audio": tmp_path / "gone.mp3"}), Item("episode", "none", tmp_path)])
    progress.show("gone", 1.0)
    assert lines() == ["Transcribing gone: 100 % (1 of 2 episodes done)"]


def test_many_threads_may_tell_at_once(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    progress = Progress(quiet())
    items = [episode(tmp_path, f"episode-{number}") for number in range(8)]
    progress.expect(HEAR, items)

    def tell(item: Item) -> None:
        for step in range(501):
            progress.tell(HEAR, item, step / 500)

    threads = [threading.Thread(target=tell, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines()[-1].endswith(": 100 % (8 of 8 episodes done)")


# ---- bars, on a terminal of our own

SCRIPT = """
import time
from pathlib import Path
from pipeline.cli.common import Common
from pipeline.cli.progress import Progress
from pipeline.stage import Item, Stage

stage = Stage(name="hear", version=1, run=lambda _: None)
items = [Item("episode", slug, Path(), {}) for slug in ("one[bold]", "two", "x" * 200)]
print("before")
with Progress(Common(Path(), False, 0)) as progress:
    progress.expect(stage, items)
    for item in items:
        for step in range(5):
            progress.tell(stage, item, step / 5)
            time.sleep(0.12)
        print("said of", item.slug[:5])
        progress.tell(stage, item, 1.0)
    assert progress._bars is None
progress.tell(stage, items[0], 0.1)
print("after")
"""
CODE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|([\r\n])|([^\x1b\r\n]+)")


def screen(raw: str) -> list[str]:
    """Return what a terminal shows after all this, line by line."""
    rows, row, column = [""], 0, 0
    for number, code, move, text in CODE.findall(raw):
        if text:
            rows[row] = rows[row][:column].ljust(column) + text + rows[row][column + len(text) :]
            column += len(text)
        elif move == "\r":
            column = 0
        elif move == "\n":
            row += 1
            rows += [""] * (row == len(rows))
        elif code == "A":
            row = max(0, row - int(number or 1))
        elif code == "K":
            rows[row] = ""
    return [line.rstrip() for line in rows if line.strip()]


def frames_of(raw: str) -> list[list[str]]:
    """Return what the terminal showed each time before bars were wiped to be drawn anew."""
    return [screen(raw[: found.start()]) for found in re.finditer(re.escape("\r\x1b[2K\x1b[1A"), raw)]


def on_a_terminal(out: int | None = None, columns: int = 100) -> tuple[str, str]:
    """Run the script on a terminal; return what went there, and what went to its stdout if that leads elsewhere."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(columns), "LINES": "20", "NO_COLOR": "1"}
    with subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=out or theirs, stderr=theirs, env=environment) as run:
        os.close(theirs)
        shown = io.BytesIO()
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:  # how Linux says that nobody holds the other end any more
                break
            if not data:
                break
            shown.write(data)
        elsewhere = run.stdout.read().decode() if run.stdout else ""
        assert run.wait(20) == 0, shown.getvalue()
    os.close(ours)
    return shown.getvalue().decode(), elsewhere


def test_bars_are_drawn_and_cleared_and_what_is_printed_meanwhile_stays() -> None:
    raw, _ = on_a_terminal()
    assert screen(raw) == ["before", "said of one[b", "said of two", "said of xxxxx", "after"]
    frames = frames_of(raw)
    assert any(re.fullmatch(r"Transcribing: 1 of 3 episodes +\S+ +\d+ %", line) for frame in frames for line in frame)
    assert any(re.fullmatch(r"  two +\S+ +80 %", line) for frame in frames for line in frame)
    assert any(line.startswith("  one[bold] ") for frame in frames for line in frame)
    assert raw.count("\x1b[?25l") == raw.count("\x1b[?25h") == 1


def test_stdout_that_leads_elsewhere_gets_all_that_is_printed_while_bars_are_drawn() -> None:
    raw, elsewhere = on_a_terminal(subprocess.PIPE)
    assert elsewhere.split("\n") == ["before", "said of one[b", "said of two", "said of xxxxx", "after", ""]
    assert screen(raw) == []
    assert "2 of 3 episodes" in raw


def test_a_narrow_terminal_cuts_names_and_not_the_bars() -> None:
    raw, _ = on_a_terminal(columns=60)
    lines = [line for frame in frames_of(raw) for line in frame]
    assert all(len(line) <= 60 for line in lines)
    assert any(re.fullmatch(r"2 of 3 episodes +\S+ +\d+ %", line) for line in lines)
    assert any(re.fullmatch(r"  x+… +\S+ +\d+ %", line) for line in lines)
