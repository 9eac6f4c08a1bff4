"""`podloom new` starts drafts that can be written in at once, and `podloom status` says what only the host can settle."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import show
from tests.make import wav
from tests.show import podloom

EPISODE = "content/episodes/the-third-talk/episode.md"


def tasks(root: Path) -> dict[str, list[str]]:
    """Return the items that wait, by kind, in the order in which status names them."""
    found: dict[str, list[str]] = {}
    for task in json.loads(podloom(root, "status", "--json").stdout)["tasks"]:
        found.setdefault(task["kind"], []).append(task["item"])
    return found


def test_a_new_episode_is_a_whole_draft_with_the_next_number(tiny: Path) -> None:
    first = tiny / "content/episodes/two-clocks/episode.md"
    first.write_text(first.read_text().replace("---\n\n", "episode: 7\n---\n\n", 1))
    done = podloom(tiny, "new", "episode", "The Third Talk", "--date", "2025-04-01", check=True)
    assert done.stdout.splitlines()[0] == f"started  {EPISODE}"
    text = (tiny / EPISODE).read_text()
    assert text.startswith('---\ntitle: "The Third Talk"\ndate: 2025-04-01\nepisode: 8\n')
    assert 'host: ["Ada Byron"]' in text
    show.built(tiny)
    assert "Third Talk" not in "".join(path.read_text() for path in (tiny / "build/site").rglob("*.html"))
    audio = wav((tiny / EPISODE).parent / "audio.wav", (5.0, 0.2), hertz=700.0)
    show.record(tiny / "recorded", audio, show.transcript(*show.SECOND[:1]))
    (tiny / EPISODE).write_text(text.replace("draft: true      # take this line out to publish it\n", ""))
    show.built(tiny)
    page = (tiny / "build/site/episodes/the-third-talk/index.html").read_text()
    assert "Episode 8" in page
    assert "Write your show notes here." in page


def test_a_new_issue_is_dated_today_and_can_be_published_as_it_is(tiny: Path) -> None:
    podloom(tiny, "new", "issue", 'Of "bread": a letter', "--today", "2025-04-01", check=True)
    path = tiny / "content/newsletters/2025-04-01-of-bread-a-letter.md"
    path.write_text(path.read_text().replace("draft: true", "draft: false"))
    show.built(tiny)
    page = (tiny / "build/site/letters/of-bread-a-letter/index.html").read_text()
    assert "Ada Byron" in page


def test_an_issue_may_be_called_a_letter(tiny: Path) -> None:
    done = podloom(tiny, "new", "letter", "Slow Tea", "--date", "2025-04-02", "--json", check=True)
    assert json.loads(done.stdout) == {"kind": "issue", "file": "content/newsletters/2025-04-02-slow-tea.md"}


def test_it_opens_the_editor_that_the_host_has(tiny: Path) -> None:
    editor = tiny / "editor.sh"
    editor.write_text('#!/bin/sh\necho "It rains." >> "$1"\n')
    editor.chmod(0o755)
    command = [sys.executable, "-m", "pipeline", "new", "issue", "Rain", "--date", "2025-04-01", "--edit"]
    subprocess.run(command, cwd=tiny, env={**os.environ, "VISUAL": "", "EDITOR": str(editor)}, check=True, capture_output=True)
    assert (tiny / "content/newsletters/2025-04-01-rain.md").read_text().endswith("Write your letter here.\nIt rains.\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("episode", "Two Clocks"), "is already there, so nothing was written"),
        (("issue", "!!!"), "no address can be made of"),
        (("issue", "Rain", "--date", "soon"), '"soon" is no date'),
    ],
)
def test_what_cannot_be_started_is_refused_and_nothing_is_written(tiny: Path, words: tuple[str, ...], message: str) -> None:
    before = show.bytes_of(tiny / "content")
    done = podloom(tiny, "new", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert show.bytes_of(tiny / "content") == before


def test_status_names_in_order_what_waits_and_what_settles_it(built: Path) -> None:
    assert tasks(built) == {}
    podloom(built, "new", "issue", "Rain", check=True)
    letter = built / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text() + "\nMore.\n")
    broken = built / "content/newsletters/2025-01-07-slow-bread.md"
    broken.write_text(broken.read_text().replace("date: 2025-01-07", "date: someday"))
    wav(built / "content/episodes/two-clocks/audio.wav", (9.0, 0.3), hertz=500.0)
    podloom(built, "build")
    wav(built / "content/episodes/counting-warmth/audio.wav", (9.0, 0.3), hertz=600.0)
    letter.write_text(letter.read_text() + "\nAnd more.\n")
    found = tasks(built)
    assert list(found) == ["failed", "sound", "changed", "draft"]
    assert "issue/slow-bread" in found["failed"]
    assert found["sound"] == ["episode/counting-warmth"]
    assert found["changed"] == ["issue/afterwards"]
    assert found["draft"] == ["issue/rain"]
    said = podloom(built, "status").stdout
    assert "Waits for you:\n  failed  " in said
    assert "\n  sound   episode/counting-warmth: its sound is to be heard" in said
    assert "`podloom build` (it takes a while)." in said


def test_status_asks_for_a_look_where_a_transcript_is_doubtful(built: Path) -> None:
    transcript = built / "content/episodes/counting-warmth/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("scorecard", "thermometer"))
    show.built(built)
    folder = built / "content/episodes/counting-warmth"
    (folder / "audio.wav").write_bytes((built / "content/episodes/two-clocks/audio.wav").read_bytes())
    podloom(built, "build", check=True)
    assert tasks(built) == {"words": ["episode/counting-warmth"]}
    assert "`podloom correct counting-warmth`" in podloom(built, "status").stdout
