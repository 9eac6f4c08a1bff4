"""A run that finds nothing moved says so at a glance; whatever moved has every step looked at again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import Opened, open_show, survey
from pipeline.house import house
from pipeline.plan import PLAN
from pipeline.stage import Outcome, Report, Still
from tests.show import bytes_of, podloom

LETTER = "content/newsletters/2025-03-01-afterwards.md"


def said(root: Path, *words: str) -> dict[str, object]:
    """Build, and return what is said of it; `glance` is whether no step was looked at."""
    done = podloom(root, "build", "--json", *words)
    found = json.loads(done.stdout)
    glance = not found.pop("seconds")
    return {**found, "glance": glance, "exit": done.returncode}


def look(opened: Opened) -> Still:
    return Still(opened.root, opened.settings, opened.store, PLAN, opened.items)


def begun(built: Path) -> tuple[Opened, Still, Report]:
    """Build, and look at it as a run does that begins then; return what it opened, its look, and what it glanced."""
    said(built)
    opened = open_show(built)
    first = look(opened)
    report = first.report()
    assert report is not None
    return opened, first, report


def test_a_glance_says_what_a_walk_says_and_writes_nothing(built: Path) -> None:
    podloom(built, "build", check=True)  # the fixture is a copy: its files have other times
    transcript = built / "content/episodes/two-clocks/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("survey", "poll"))
    podloom(built, "build", check=True)
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    glanced = said(built)
    assert glanced.pop("glance")
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before
    (built / "build/still.json").unlink()
    walked = said(built)
    assert not walked.pop("glance")
    assert glanced == walked
    assert walked["edited"] == ["episode/two-clocks"]


def test_the_first_run_after_one_that_made_something_needs_no_walk(tiny: Path) -> None:
    assert not said(tiny)["glance"]
    assert said(tiny)["glance"]
    (tiny / LETTER).write_text((tiny / LETTER).read_text() + "\nMore.\n")
    assert not said(tiny)["glance"]
    assert said(tiny)["glance"]


def test_a_glance_loads_nothing_that_asks_others(built: Path) -> None:
    said(built)
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pipeline", "build"], cwd=built, capture_output=True, check=True
    )
    assert b"pipeline.stage.still" in told.stderr
    assert b"httpx" not in told.stderr


def _same_size_and_time(root: Path) -> None:
    path = root / LETTER
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"a", b"e", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _flip(pattern: str) -> Callable[[Path], None]:
    def flip(root: Path) -> None:
        path = sorted(path for path in root.glob(pattern) if path.is_file() and path.stat().st_size)[0]
        data, stat = bytearray(path.read_bytes()), path.stat()
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    return flip


MOVES: dict[str, Callable[[Path], object]] = {
    "a letter with its size and its time": _same_size_and_time,
    "a letter that is gone": lambda root: (root / LETTER).unlink(),
    "a new letter": lambda root: (root / "content/newsletters/2025-04-01-more.md").write_text("---\ntitle: More\n---\n\nMore.\n"),
    "a setting": lambda root: (root / "content/show.toml").write_text((root / "content/show.toml").read_text() + "\n[email]\n"),
    "a hand-written page": lambda root: (root / "site/pages/about.md").write_text("# About\n\nOther.\n"),
    "a template of the show's": lambda root: shutil.copytree(house() / "templates/pages", root / "templates/pages"),
    "a page of the site": lambda root: (root / "build/site/index.html").unlink(),
    "a page of the site that was flipped": _flip("build/site/letters/index.html"),
    "an object": _flip("build/objects/*/*"),
    "a receipt": _flip("build/receipts/episode/*.json"),
    "the record of the site": _flip("build/site.json"),
    "what was noted": _flip("build/still.json"),
    "what we made": lambda root: sorted((root / "build/made").iterdir())[0].unlink(),
}  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
def test_whatever_moved_is_looked_at(built: Path, move: str) -> None:
    said(built)
    assert said(built)["glance"]
    MOVES[move](built)
    assert not said(built)["glance"]
    after = bytes_of(built / "build/site")
    (built / "build/still.json").unlink(missing_ok=True)
    said(built)
    assert bytes_of(built / "build/site") == after  # a walk that follows finds nothing that the first left out


def test_a_folder_that_is_a_link_is_looked_into(built: Path, tmp_path: Path) -> None:
    folder, elsewhere = built / "content/episodes/two-clocks", tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    (elsewhere / "round").symlink_to(elsewhere)
    said(built)
    assert said(built)["glance"]
    (elsewhere / "episode.md").write_text((elsewhere / "episode.md").read_text() + "\nMore.\n")
    assert not said(built)["glance"]


def test_what_fails_is_tried_each_time(built: Path) -> None:
    (built / LETTER).write_text("---\ntitle: [\n---\n\nBroken.\n")
    for _ in range(2):
        found = said(built)
        assert (found["exit"], found["glance"], len(found["failed"])) == (1, False, 1)  # type: ignore[arg-type]  # a list


def test_what_changed_while_a_run_was_at_work_is_not_taken_for_what_it_read(built: Path) -> None:
    opened, first, report = begun(built)
    path = built / LETTER
    path.write_bytes(path.read_bytes() + b"\nSaid meanwhile.\n")
    first.keep(report, {})
    assert look(open_show(built)).report() is None
    again = look(open_show(built))  # as it would be of a run that begins now, and writes a transcript itself
    path.write_bytes(path.read_bytes() + b"\nOurs.\n")
    again.keep(report, {path: opened.store.find(path)})
    assert look(open_show(built)).report() is not None
    (built / "build/still.json").unlink()
    again.keep(report, {path: "another digest"})
    assert not (built / "build/still.json").exists()


def test_a_run_that_left_something_undone_is_not_remembered(built: Path) -> None:
    opened = open_show(built)
    (built / "build/still.json").unlink(missing_ok=True)
    for state in ("failed", "blocked", "stale"):
        look(opened).keep(Report((Outcome("page", "show", state),)), {})  # type: ignore[arg-type]  # as the words stand there
        assert not (built / "build/still.json").exists()


def test_drafts_and_another_day_are_another_run(built: Path) -> None:
    (built / LETTER).write_text((built / LETTER).read_text().replace("2025-03-01", "2031-03-01"))
    said(built)
    assert said(built)["glance"]
    assert not said(built, "--drafts")["glance"]
    assert not said(built)["glance"]
    assert not said(built, "--today", "2031-03-02")["glance"]


def test_what_is_hidden_is_not_looked_for_in_every_run(built: Path) -> None:
    (built / "build/site.json").unlink()
    said(built)  # its pages are other names of objects now, and lose them when they leave the site
    (built / LETTER).write_text((built / LETTER).read_text().replace("2025-03-01", "2031-03-01"))
    assert not said(built)["glance"]
    assert said(built)["glance"]


def test_what_appears_after_the_show_was_read_is_not_taken_for_read(built: Path) -> None:
    said(built)
    opened = open_show(built)
    track = built / "content/episodes/two-clocks/tracks/ada-byron.wav"
    track.parent.mkdir()
    shutil.copy(built / "content/episodes/two-clocks/audio.wav", track)
    late = look(opened)  # of a run that began before
    assert late.report() is None
    late.keep(_all_fresh(opened), {})
    assert look(open_show(built)).report() is None


def test_what_comes_and_goes_while_a_run_is_at_work_is_seen(built: Path) -> None:
    _, one, report = begun(built)
    (built / "build/still.json").unlink()
    (built / "site/pages/about.md~").write_text("# Old\n")
    (built / "site/pages/about.md~").unlink()
    one.keep(report, {})
    assert look(open_show(built)).report() is None


def test_a_result_that_is_lost_while_a_run_is_at_work_is_seen(built: Path) -> None:
    said(built)
    opened = open_show(built)
    one, report = look(opened), _all_fresh(opened)
    (built / "build/still.json").unlink()
    name = next(outcome for outcome in report.outcomes if outcome.outputs).outputs.popitem()[1]
    opened.store.object_path(name).unlink()
    one.keep(_all_fresh(opened), {})
    assert not (built / "build/still.json").exists()


def test_a_model_that_is_not_here_stops_only_what_needs_it(built: Path) -> None:
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text().replace('engine = "replay"', 'model = "huge"'))
    for _ in range(2):
        found = said(built)
        assert (found["exit"], found["glance"]) == (1, False)
        assert {one["stage"] for one in found["failed"]} == {"hear"}  # type: ignore[union-attr, index]  # rows


def _all_fresh(opened: Opened) -> Report:
    return survey(opened)
