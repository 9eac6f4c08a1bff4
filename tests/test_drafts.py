"""Drafts and what is dated later: nowhere on the site until they are due, and there with a mark when the host asks."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from pipeline.build import open_show
from tests import show
from tests.make import segment
from tests.show import podloom
from tests.web import free_port

WORDS = "Zanzibar cranes measure trust with a scorecard every quarter"
LATER, DRAFT, PLAIN = "later-cranes", "idle-cranes", "slow-bread"


def letter(root: Path, name: str, title: str, head: str) -> Path:
    path = root / f"content/newsletters/{name}.md"
    path.write_text(f"---\ntitle: {title}\n{head}\n---\n\n{WORDS}.\n")
    return path


@pytest.fixture
def waiting(tiny: Path) -> Path:
    """A show with a draft, a letter and an episode of 2031, besides what is published."""
    letter(tiny, DRAFT, "Idle Cranes", "date: 2025-01-05\ndraft: true")
    letter(tiny, LATER, "Later Cranes", "date: 2031-01-05")
    show.episode(tiny, "later-talk", "Later Talk", "2031-02-01", (segment(f"{WORDS}.", 0.2, "Ada Byron"),), seconds=8.0)
    return tiny


def build(root: Path, *options: str) -> dict[str, object]:
    done = podloom(root, "build", "--json", *options)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def told(root: Path) -> set[str]:
    """Return the files of the site whose name or text holds something of what waits."""
    found = show.bytes_of(root / "build/site")
    signs = (b"Cranes", b"Zanzibar", b"cranes", b"Later Talk", b"later-talk", b"2031")
    return {name for name, data in found.items() if any(sign in data or sign.decode() in name for sign in signs)}


def test_what_waits_is_in_no_file_of_the_site(waiting: Path) -> None:
    build(waiting, "--today", "2030-12-31")
    assert told(waiting) == set()
    assert (waiting / "build/site/letters" / PLAIN / "index.html").is_file()


def test_a_build_on_a_later_day_publishes_what_has_become_due_and_nothing_else(waiting: Path) -> None:
    build(waiting, "--today", "2031-01-04")
    assert told(waiting) == set()
    build(waiting, "--today", "2031-01-05")
    site = waiting / "build/site"
    assert (site / "letters" / LATER / "index.html").is_file()
    assert not (site / "letters" / DRAFT).exists()
    assert not (site / "episodes/later-talk").exists()
    assert "Later Cranes" in (site / "letters/index.html").read_text()
    build(waiting, "--today", "2031-02-01")
    assert (site / "episodes/later-talk/index.html").is_file()


def test_the_same_day_gives_the_same_bytes_and_a_new_day_alone_makes_nothing(waiting: Path) -> None:
    build(waiting, "--today", "2030-01-01")
    first = show.stats_of(waiting / "build/site")
    assert build(waiting, "--today", "2030-12-30")["made"] == []
    assert show.stats_of(waiting / "build/site") == first


def test_today_comes_from_the_calendar_or_from_the_epoch_that_makes_a_build_repeatable(waiting: Path) -> None:
    build(waiting)
    assert told(waiting) == set()  # 2031 is yet to come
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1925000000"}  # 2031-01-01
    command = [sys.executable, "-m", "pipeline", "status", "--json"]
    said = subprocess.run(command, cwd=waiting, env=environment, capture_output=True, text=True, check=True).stdout
    assert [task["item"] for task in json.loads(said)["tasks"] if task["kind"] == "dated"] == [
        f"issue/{LATER}",
        "episode/later-talk",
    ]
    environment["SOURCE_DATE_EPOCH"] = "1940000000"  # 2031-06-23
    said = subprocess.run(command, cwd=waiting, env=environment, capture_output=True, text=True, check=True).stdout
    assert [task for task in json.loads(said)["tasks"] if task["kind"] == "dated"] == []


def test_drafts_are_shown_with_their_mark_when_asked_for_and_gone_again_after(waiting: Path) -> None:
    build(waiting)
    before = show.bytes_of(waiting / "build/site")
    build(waiting, "--drafts")
    site = waiting / "build/site"
    assert "<h1>Draft: Idle Cranes</h1>" in (site / "letters" / DRAFT / "index.html").read_text()
    assert "<h1>From 1 February 2031: Later Talk</h1>" in (site / "episodes/later-talk/index.html").read_text()
    listed = (site / "letters/index.html").read_text()
    assert "Draft: Idle Cranes" in listed
    assert "From 5 January 2031: Later Cranes" in listed
    build(waiting)
    assert show.bytes_of(waiting / "build/site") == before


def test_a_site_that_shows_drafts_is_called_that_and_not_stale(waiting: Path) -> None:
    build(waiting, "--drafts")
    assert "site shows drafts, as it was built with --drafts" in podloom(waiting, "status").stdout
    said = podloom(waiting, "check").stdout
    assert "the site shows drafts, as it was built with --drafts [site-stale]" in said
    assert "out of date" not in said
    build(waiting)
    assert "shows drafts" not in podloom(waiting, "status").stdout + podloom(waiting, "check").stdout


MARKS = {"nl": {"Concept", "Vanaf 1 februari 2031"}, "de": {"Entwurf", "Ab 1. Februar 2031"}}


@pytest.mark.parametrize("language", MARKS)
def test_the_marks_of_a_preview_are_in_the_language_of_the_show(waiting: Path, language: str) -> None:
    settings = waiting / "content/show.toml"
    settings.write_text(settings.read_text().replace("[show]", f'[show]\nlanguage = "{language}"'))
    marks = open_show(waiting, drafts=True).settings.preview
    assert MARKS[language] <= {*marks.values()}


def test_an_episode_that_waits_for_its_sound_too_stops_no_preview(waiting: Path) -> None:
    assert podloom(waiting, "new", "episode", "Without Sound").returncode == 0
    done = podloom(waiting, "build", "--drafts")
    assert done.returncode == 0, done.stderr
    assert not (waiting / "build/site/episodes/without-sound").exists()


def test_status_names_what_waits_with_its_file_or_its_day(waiting: Path) -> None:
    show.built(waiting)
    said = podloom(waiting, "status", check=True).stdout
    assert f"draft   issue/{DRAFT}: content/newsletters/{DRAFT}.md is a draft" in said
    assert f"dated   issue/{LATER}: it is dated 2031-01-05" in said
    assert said.index("dated   ") < said.index("draft   ")


def test_a_published_letter_may_have_sparked_an_episode_that_is_still_to_come(waiting: Path) -> None:
    path = waiting / "content/newsletters/2025-01-07-slow-bread.md"
    path.write_text(path.read_text().replace("sparked: counting-warmth", "sparked: later-talk"))
    done = podloom(waiting, "build", check=True)
    assert "sparked names no episode" not in done.stderr
    found = json.loads(podloom(waiting, "check", "--json").stdout)
    assert [one for one in found if "later-talk" in one["message"]] == []


def test_a_draft_that_was_published_keeps_what_was_made_of_it_until_it_comes_back(built: Path) -> None:
    path = built / "content/episodes/two-clocks/episode.md"
    text = path.read_text()
    path.write_text(text.replace("---\n\n", "draft: true\n---\n\n", 1))
    show.built(built)
    assert not (built / "build/site/episodes/two-clocks").exists()
    path.write_text(text)
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert not {row["stage"] for row in made} & {"sound", "hear", "transcribe", "vectors"}


def test_a_day_that_is_none_is_refused(tiny: Path) -> None:
    done = podloom(tiny, "build", "--today", "soon")
    assert done.returncode == 2
    assert "write year, month and day" in done.stderr


def test_a_preview_with_drafts_builds_them_and_serves_them(waiting: Path) -> None:
    build(waiting)
    port = free_port()
    command = [sys.executable, "-m", "pipeline", "serve", "--drafts", "--no-watch", "--port", str(port)]
    with subprocess.Popen(command, cwd=waiting, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout
            while "The site is at" not in (line := run.stdout.readline()):
                assert line, run.stderr.read() if run.stderr else ""
            page = fetched(f"http://127.0.0.1:{port}/letters/{DRAFT}/")
        finally:
            run.terminate()
    assert "<h1>Draft: Idle Cranes</h1>" in page


def fetched(url: str) -> str:
    """Return a page, once the server answers."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.mark.parametrize("head", ["draft: true", "date: 2031-01-05"])
def test_a_slip_in_the_head_of_what_waits_publishes_nothing_and_is_told(tiny: Path, head: str) -> None:
    day = "" if head.startswith("date") else "date: 2025-01-05\n"
    path = letter(tiny, DRAFT, "Idle Cranes", f"{day}{head}")
    build(tiny, "--drafts")
    assert told(tiny)
    path.write_text(path.read_text().replace("title: Idle", 'title: "Idle'))
    done = podloom(tiny, "build", "--today", "2030-12-31")
    assert done.returncode == 1
    assert str(path.relative_to(tiny)) in done.stderr
    assert told(tiny) == set()
