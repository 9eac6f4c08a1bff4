"""The corpus of hostile audio in ../shared: each file through our decoder, then all through one build beside good neighbours."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.errors import ItemError
from pipeline.ingest.audio import decode, listen
from pipeline.model import Sound, Transcript
from tests import show

GENERATOR = show.SHARED / "hostile/tools/gen.py"
ABSENT = "!!! THE HOSTILE AUDIO WAS NOT TRIED: ../shared/hostile is absent"
pytestmark = pytest.mark.skipif(not GENERATOR.is_file(), reason=ABSENT)

PUBLISHED, REFUSED = {"ok", "sanitised"}, {"quarantined"}
# Hours of silence are decoded for nothing here; their own test has shorter ones.
LONG = 2 * 3600
SUFFIXES = {".mp3", ".m4a", ".mp4", ".wav", ".flac"}


class Case(NamedTuple):
    """A file of the corpus and what should become of it."""

    name: str
    path: Path
    outcome: str
    seconds: float
    warned: bool


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(GENERATOR), "shared", str(folder)], check=True, capture_output=True, timeout=120)
    found = json.loads((folder / "expected.json").read_bytes())["files"]
    return [
        Case(case["id"], folder / case["path"], case["outcome"], case["max_seconds"], bool(case.get("reported")))
        for case in found
        if case["kind"] == "audio"
    ]


def outcome(case: Case) -> Sound | ItemError:
    try:
        return listen(case.path, case.name)
    except ItemError as error:
        return error


def test_every_file_is_heard_or_refused_in_time_as_it_should_be(corpus: list[Case]) -> None:
    wrong = []
    for case in corpus:
        start = time.monotonic()
        found = outcome(case)
        fair = "any-but-crash" if case.outcome == "any-but-crash" else "ok" if isinstance(found, Sound) else "quarantined"
        late = time.monotonic() - start > case.seconds
        silent = case.warned and isinstance(found, Sound) and not found.warnings
        if late or silent or fair != case.outcome.replace("sanitised", "ok"):
            wrong.append((case.name, case.outcome, found, time.monotonic() - start))
    assert len(corpus) > 50
    assert wrong == []


def test_a_refusal_names_place_and_remedy(corpus: list[Case]) -> None:
    refused = [found for case in corpus if isinstance(found := outcome(case), ItemError)]
    assert refused
    assert all(error.where and error.remedy and not error.message.startswith("decoding") for error in refused)


def test_what_is_heard_has_as_many_samples_as_seconds(corpus: list[Case]) -> None:
    heard = [(case, found) for case in corpus if isinstance(found := outcome(case), Sound) and found.duration < LONG]
    assert heard
    assert {
        case.name: (len(decode(case.path)) / 16_000, found.duration)
        for case, found in heard
        if abs(len(decode(case.path)) / 16_000 - found.duration) > 0.05
    } == {}


def test_a_build_publishes_the_good_and_names_the_bad(corpus: list[Case], tmp_path: Path) -> None:
    root = show.tiny(tmp_path / "show")
    audio = {f"hostile-{number:02}": case for number, case in enumerate(corpus) if case.path.suffix in SUFFIXES}
    for slug, case in audio.items():
        folder = root / "content/episodes" / slug
        folder.mkdir()
        copy = shutil.copy(case.path, folder / f"audio{case.path.suffix}")
        (folder / "episode.md").write_text(f"---\ntitle: {slug}\ndate: 2025-02-18\n---\n\nNotes.\n")
        show.record(root / "recorded", copy, Transcript(language="en", segments=()))
    done = show.podloom(root, "build")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    pages = {path.parent.name for path in (root / "build/site/episodes").glob("*/index.html")}
    assert {"counting-warmth", "two-clocks"} <= pages
    assert {slug for slug, case in audio.items() if case.outcome in PUBLISHED} <= pages
    bad = {slug for slug, case in audio.items() if case.outcome in REFUSED}
    assert not bad & pages
    assert [slug for slug in bad if f"content/episodes/{slug}/audio" not in done.stderr] == []
