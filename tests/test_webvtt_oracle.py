"""What W3C's own WebVTT parser says of our transcripts. It is fetched once with npm, where there is one."""

import html
import json
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from pipeline import vtt
from pipeline.model import Transcript
from pipeline.transcribe.cues import cut
from tests.make import transcript, words
from tests.node import NODE, fetched
from tests.talks import tidied, transcripts

HERE = Path(__file__).parent
PACKAGE = "webvtt-parser"


class Verdict(TypedDict):
    errors: list[str]
    cues: list[tuple[float, float, str, str]]


Judge = Callable[[str], Verdict]


def lack() -> str:
    """Say why the parser cannot be asked, or "" once it is there."""
    return fetched(PACKAGE)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """One node process for all questions: a line each way."""
    if why := lack():
        pytest.skip(f"!!! NO WEBVTT PARSER ({why}): NOBODY ELSE READ OUR TRANSCRIPTS")
    with subprocess.Popen(["node", "webvtt.cjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield partial(ask, process)
        assert process.stdin
        process.stdin.close()


def ask(process: "subprocess.Popen[str]", text: str) -> Verdict:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(text) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_the_parser_is_strict(judge: Judge) -> None:
    assert judge("WEBVTT\n\n00:01.000 --> 00:01.000\nNo length.\n")["errors"]
    assert judge("WEBVTT\n\n00:01.000 --> 00:02.000\na < b & c\n")["errors"]
    assert judge("WEBVTT\nLanguage: en\n\n")["errors"]


def test_nothing_is_wrong_with_the_transcripts_of_the_demo(judge: Judge) -> None:
    """The true words of the demo cut into cues, and the transcripts that a build has left in content/, where there are some."""
    for path in sorted((HERE / "data/truth").glob("*.json")):
        cues = []
        for at, turn in enumerate(json.loads(path.read_text())["turns"]):
            cues += [structs.replace(cue, speaker=turn["speaker"]) for cue in cut(words(turn["text"], at * 100.0))]
        found = judge(vtt.render(transcript(*cues)))
        assert found["errors"] == [], path
        assert len(found["cues"]) == len(cues) > 30
        assert all(len(line) <= vtt.LINE for _, _, text, _ in found["cues"] for line in text.split("\n"))
    for path in sorted(HERE.parent.glob("content/episodes/*/transcript.vtt")):
        assert judge(path.read_text("utf-8"))["errors"] == [], path


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(transcripts())
def test_nothing_is_wrong_with_any_transcript_and_its_words_are_read_as_they_were_meant(judge: Judge, made: Transcript) -> None:
    found = judge(vtt.render(made))
    assert found["errors"] == []
    read = [
        (round(start, 3), round(end, 3), vtt.joined(text.split("\n")), html.unescape(who))
        for start, end, text, who in found["cues"]
    ]
    assert read == [(one.start, one.end, one.text, one.speaker) for one in tidied(made).segments]
