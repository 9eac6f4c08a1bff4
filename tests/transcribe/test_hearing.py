"""What is done around any engine's ear; the sounds are made here, the ear is faster-whisper's, in both of its modes."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.ingest.audio import RATE, decode
from pipeline.model import Transcript
from pipeline.transcribe import weights
from pipeline.transcribe.faster import Faster
from tests.transcribe import sounds
from tests.transcribe.test_faster import demo_audio

GUESSED = "this sounded a little like speech; what it seemed to say was left out"
INVENTED = ("Anneliese Brockhoff", "Thibault Okonjo", "Svetlana Marchetti", "Xiomara Petridis", "Corvane", "Lumetric")


def heard(path: Path, *hints: str, fast: bool = True, language: str = "en") -> Transcript:
    return Faster(weights.find("base"), language, fast=fast).transcribe(path, path.name, hints, lambda _: None)


def text(said: Transcript) -> str:
    return " ".join(cue.text for cue in said.segments)


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", sorted(sounds.NO_SPEECH))
def test_what_is_no_speech_gives_no_words(tmp_path: Path, name: str, fast: bool) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.level(sounds.NO_SPEECH[name](), -20))
    said = heard(path, "Mira Halden", fast=fast)
    assert text(said) == ""
    assert said.doubts[-1].why in ("no speech was recognised", GUESSED)


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
def test_a_melody_of_vowels_which_is_all_but_a_voice_gives_hardly_a_word_and_a_doubt(tmp_path: Path, fast: bool) -> None:
    said = heard(sounds.write(tmp_path / "a.wav", sounds.level(sounds.vowels(), -20)), fast=fast)
    assert sum(len(cue.words) for cue in said.segments) <= 3
    assert said.doubts


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
def test_music_between_speech_takes_no_word_and_adds_none(tmp_path: Path, fast: bool) -> None:
    voice = decode(demo_audio())[: 9 * RATE]
    music = sounds.level(np.concatenate([sounds.chords(), sounds.jingle()]), -20)
    alone = heard(sounds.write(tmp_path / "a.wav", voice), fast=fast)
    both = heard(sounds.write(tmp_path / "b.wav", np.concatenate([voice, music, voice])), fast=fast)
    said = [word.text for cue in both.segments for word in cue.words]
    assert len(said) == 2 * sum(len(cue.words) for cue in alone.segments)
    assert not [word for cue in both.segments for word in cue.words if 10.0 < word.start < 9.0 + len(music) / RATE - 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
def test_a_guest_thirty_decibel_quieter_loses_no_word(tmp_path: Path, fast: bool) -> None:
    voice = decode(demo_audio())[: 30 * RATE]
    quiet = np.concatenate([voice, voice * 10 ** (-30 / 20), voice])
    alone, all_three = (heard(sounds.write(tmp_path / f"{len(samples)}.wav", samples), fast=fast) for samples in (voice, quiet))
    expected = 3 * sum(len(cue.words) for cue in alone.segments)
    assert sum(len(cue.words) for cue in all_three.segments) == pytest.approx(expected, rel=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
def test_a_hinted_name_that_nobody_says_is_not_written(tmp_path: Path, fast: bool) -> None:
    path = sounds.write(tmp_path / "a.wav", decode(demo_audio())[: 60 * RATE])
    said = text(heard(path, *INVENTED, fast=fast)).casefold()
    assert not [part for name in INVENTED for part in name.casefold().split() if part in said]


@pytest.mark.slow
def test_a_hinted_name_that_is_said_is_written_as_it_is_spelled(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", decode(demo_audio())[: 20 * RATE])
    assert "Mira Halden" not in text(heard(path, fast=False))
    assert "Mira Halden" in text(heard(path, "Mira Halden", fast=False))


@pytest.mark.slow
def test_the_fast_mode_is_of_one_mind(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", decode(demo_audio())[: 20 * RATE])
    assert heard(path) == heard(path)


@pytest.mark.slow
def test_a_copy_elsewhere_gives_the_same_words(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", decode(demo_audio())[: 12 * RATE])
    (tmp_path / "b").mkdir()
    assert heard(Path(shutil.copy(path, tmp_path / "b" / "c.wav"))).segments == heard(path).segments
