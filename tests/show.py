"""Make a whole tiny show on disk: real files, recorded words. Asserts nothing."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from pipeline.model import Segment, Transcript
from pipeline.store import Store
from tests.make import segment, transcript, wav

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"

FIRST = (
    segment("Welcome to the long table, I am Ada Byron.", 0.2, "Ada Byron"),
    segment("Today we ask whether trust can be measured with a scorecard.", 3.5, "Ada Byron"),
    segment("You count what people do when trust is there, and you score it every quarter with both teams.", 8.0, "Grace Holt"),
    segment("That is our indicator, and the newsletter called Slow Bread started it.", 14.0, "Grace Holt"),
)
SECOND = (
    segment("We go back to what Grace Holt said in Counting Warmth about a survey.", 0.2, "Ada Byron"),
    segment("The sales people want a deal this quarter, and an alliance takes years.", 6.0, "Ada Byron"),
)
SLOW_BREAD = """---
title: Slow Bread
date: 2025-01-07
sparked: counting-warmth
---

Bread rises when nobody looks at it. So does a partnership that somebody feeds every week.

The next episode, "Counting Warmth", answers this letter.
"""
AFTERWARDS = """---
title: Afterwards
date: 2025-03-01
---

Grace Holt wrote to me again. The scorecard she keeps with her partner has five indicators, and they score it every quarter.
"""


def tiny(root: Path) -> Path:
    """Write a show of two episodes and two letters, transcribed by replaying recorded words."""
    (root / "content/newsletters").mkdir(parents=True)
    (root / "content/show.toml").write_text(
        '[show]\ntitle = "The Long Table"\nhosts = ["Ada Byron"]\nurl = "https://long-table.example/"\n\n'
        '[transcribe]\nengine = "replay"\nreplay = "recorded"\n'
    )
    shutil.copy(REPO / "content/themes.toml", root / "content/themes.toml")
    shutil.copy(REPO / "mkdocs.yml", root / "mkdocs.yml")
    (root / "site/pages").mkdir(parents=True)
    (root / "site/pages/about.md").write_text("# About\n\nA tiny show.\n")
    folder = episode(root, "counting-warmth", "Counting Warmth", "2025-01-21", FIRST, guest="Grace Holt", seconds=20.0)
    chapters = [{"startTime": 0, "title": "Welcome"}, {"startTime": 8, "title": "The scorecard"}]  # so two passages
    (folder / "chapters.json").write_text(json.dumps({"version": "1.2.0", "chapters": chapters}))
    episode(root, "two-clocks", "Two Clocks Apart", "2025-02-18", SECOND, seconds=11.0)
    (root / "content/newsletters/2025-01-07-slow-bread.md").write_text(SLOW_BREAD)
    (root / "content/newsletters/2025-03-01-afterwards.md").write_text(AFTERWARDS)
    return root


def episode(
    root: Path, slug: str, title: str, date: str, said: tuple[Segment, ...], guest: str = "", seconds: float = 10.0
) -> Path:
    """Add an episode with audio, notes and recorded words."""
    folder = root / "content/episodes" / slug
    folder.mkdir(parents=True)
    audio = wav(folder / "audio.wav", (seconds, 0.2), hertz=200.0 + len(slug) * 7)
    line = f"guest: {guest}\n" if guest else ""
    (folder / "episode.md").write_text(f"---\ntitle: {title}\ndate: {date}\n{line}---\n\nNotes of {title}.\n")
    record(root / "recorded", audio, transcript(*said))
    return folder


def record(folder: Path, audio: Path, said: Transcript) -> None:
    """Record words for an audio file, for the replay engine."""
    folder.mkdir(exist_ok=True)
    name = hashlib.sha256(audio.read_bytes()).hexdigest()
    (folder / f"{name}.json").write_bytes(msgspec.json.encode(said))


def podloom(root: Path, *arguments: str, check: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run the real command line in a show's folder."""
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=check)


def built(root: Path) -> dict[str, object]:
    """Build a show and return what `build --json` said; raises where it did not exit 0."""
    done = podloom(root, "build", "--json")
    if done.returncode:
        raise RuntimeError(done.stderr + done.stdout)
    return dict(json.loads(done.stdout))


def receipts(root: Path, name: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the last run noted of an item's steps, by stage; {} where it noted nothing."""
    return dict(json.loads(Store(root / "build").receipt(name) or b"{}"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def stats_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and mtime of all files of a folder by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}
