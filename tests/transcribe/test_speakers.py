import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.ingest.audio import RATE
from pipeline.model import Transcript
from pipeline.transcribe.speakers import by_tracks
from tests.make import segment, transcript, wav


def test_each_sentence_goes_to_the_louder_track_although_it_bleeds(tmp_path: Path) -> None:
    # Mira speaks from 0 to 2 s, Tobias, recorded far more quietly, from 2 to 4 s; each hears the other a little.
    tracks = {
        "Mira": wav(tmp_path / "mira.wav", (2.0, 0.9), (2.0, 0.05)),
        "Tobias": wav(tmp_path / "tobias.wav", (2.0, 0.02), (2.0, 0.1)),
    }
    named = by_tracks(transcript(segment("One two three.", 0.2), segment("Four five six.", 2.2)), tracks)
    assert [cue.speaker for cue in named.segments] == ["Mira", "Tobias"]


def test_a_segment_is_cut_where_the_speaker_changes(tmp_path: Path) -> None:
    tracks = {
        "Mira": wav(tmp_path / "mira.wav", (1.5, 0.9), (2.0, 0.0)),
        "Tobias": wav(tmp_path / "tobias.wav", (1.5, 0.0), (2.0, 0.9)),
    }
    named = by_tracks(transcript(segment("one two three four five six seven eight nine ten", 0.0)), tracks)
    assert [(cue.speaker, cue.text) for cue in named.segments] == [
        ("Mira", "one two three four five"),
        ("Tobias", "six seven eight nine ten"),
    ]
    assert [word for cue in named.segments for word in cue.words] == list(
        segment("one two three four five six seven eight nine ten").words
    )


def test_what_both_tracks_hear_alike_stays_unnamed(tmp_path: Path) -> None:
    tracks = {name: wav(tmp_path / f"{name}.wav", (2.0, 0.5)) for name in ("Mira", "Tobias")}
    assert by_tracks(transcript(segment("One two three.", 0.2)), tracks).segments[0].speaker == ""


def test_words_after_the_end_of_every_track_stay_unnamed(tmp_path: Path) -> None:
    tracks = {"Mira": wav(tmp_path / "mira.wav", (1.0, 0.5))}
    assert by_tracks(transcript(segment("Late.", 9.0)), tracks).segments[0].speaker == ""


@pytest.mark.parametrize("tracks", [{}])
def test_without_tracks_nothing_is_named(tracks: dict[str, Path]) -> None:
    said = transcript(segment("One two three."))
    assert by_tracks(said, tracks) == said


# ---- tracks as microphones make them


SECONDS = 40
TURNS = {"Mira": ((1.0, 6.0), (12.0, 14.0), (20.0, 30.0)), "Tobias": ((6.3, 11.8), (14.2, 19.5), (30.4, 36.0))}


def voice(name: str, loudness: float = 0.3) -> NDArray[np.float64]:
    """Make somebody's speech: noise in syllables of 0.25 s in their turns, silence between."""
    lot = np.random.default_rng(sum(name.encode()))
    times = np.arange(SECONDS * RATE) / RATE
    spoken = np.zeros(len(times))
    for start, end in TURNS.get(name, ()):
        spoken[(times >= start) & (times < end)] = 1.0
    strength = np.repeat(lot.uniform(0.2, 1.0, SECONDS * 4), RATE // 4)
    return loudness * spoken * strength * np.abs(np.sin(4 * np.pi * times)) * lot.standard_normal(len(times)) / 3


def heard_by(own: NDArray[np.float64], other: NDArray[np.float64], decibel: float, late: float) -> NDArray[np.float64]:
    """Mix what another person says into somebody's microphone, softer and later, over a room's noise."""
    shift = round(late * RATE)
    bleed = np.concatenate([np.zeros(shift), other[: len(other) - shift]]) * 10 ** (decibel / 20)
    return own + bleed + np.random.default_rng(0).standard_normal(len(own)) * 0.0005


def saved(path: Path, samples: NDArray[np.float64]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32000).astype("<i2").tobytes())
    return path


def talk() -> Transcript:
    """Return what is said in the turns, a segment each, in order of time."""
    turns = sorted(span for spans in TURNS.values() for span in spans)
    return transcript(*(segment(" ".join(["word"] * int((end - start) / 0.3)), start) for start, end in turns))


def judged(tracks: dict[str, NDArray[np.float64]], folder: Path) -> tuple[int, int]:
    """Return how many words went to somebody else, and how many stayed unnamed."""
    named = by_tracks(talk(), {name: saved(folder / f"{name}.wav", samples) for name, samples in tracks.items()})
    wrong = unnamed = 0
    for cue in named.segments:
        for word in cue.words:
            speaks = next(name for name, spans in TURNS.items() for start, end in spans if start - 0.1 <= word.start < end)
            wrong += bool(cue.speaker) and cue.speaker != speaks
            unnamed += not cue.speaker
    return wrong, unnamed


@pytest.mark.parametrize("decibel", [-12.0, -16.0, -20.0])
@pytest.mark.parametrize("late", [0.005, 0.02])
def test_bleed_names_nobody_else(tmp_path: Path, decibel: float, late: float) -> None:
    mira, tobias = voice("Mira"), voice("Tobias")
    tracks = {"Mira": heard_by(mira, tobias, decibel, late), "Tobias": heard_by(tobias, mira, decibel, late)}
    assert judged(tracks, tmp_path) == (0, 0)


def test_a_far_quieter_track_is_heard(tmp_path: Path) -> None:
    mira, tobias = voice("Mira"), voice("Tobias")
    tracks = {"Mira": heard_by(mira, tobias, -14, 0.01), "Tobias": heard_by(tobias, mira, -14, 0.01) * 0.1}
    assert judged(tracks, tmp_path) == (0, 0)


def test_one_who_hardly_speaks_is_heard_although_the_other_bleeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TURNS, "Mira", ((1.0, 6.0), (8.0, 39.0)))
    monkeypatch.setitem(TURNS, "Tobias", ((6.3, 7.8),))
    mira, tobias = voice("Mira"), voice("Tobias")
    tracks = {"Mira": heard_by(mira, tobias, -12, 0.01), "Tobias": heard_by(tobias, mira, -12, 0.01)}
    assert judged(tracks, tmp_path) == (0, 0)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("third", ["bleed", "noise", "muted"])
def test_a_third_track_on_which_nobody_speaks_takes_no_words(tmp_path: Path, third: str, first: bool) -> None:
    mira, tobias = voice("Mira"), voice("Tobias")
    noise = np.random.default_rng(1).standard_normal(len(mira)) * 0.002
    silent = {"bleed": heard_by(0 * mira, mira + tobias, -16, 0.012), "noise": noise, "muted": 0 * mira}
    both = {"Mira": heard_by(mira, tobias, -14, 0.01), "Tobias": heard_by(tobias, mira, -14, 0.01)}
    tracks = {"Ines": silent[third], **both} if first else {**both, "Ines": silent[third]}
    assert judged(tracks, tmp_path) == (0, 0)


def test_a_lone_track_without_bleed_names_nobody_but_its_person(tmp_path: Path) -> None:
    wrong, unnamed = judged({"Mira": heard_by(voice("Mira"), voice("Tobias"), -45, 0.01)}, tmp_path)
    assert wrong == 0
    assert unnamed == sum(int((end - start) / 0.3) for start, end in TURNS["Tobias"])


def test_where_a_track_has_ended_its_person_is_not_taken_for_the_other(tmp_path: Path) -> None:
    mira, tobias = voice("Mira"), voice("Tobias")
    ended = heard_by(tobias, mira, -16, 0.01)[: 30 * RATE]
    wrong, unnamed = judged({"Mira": heard_by(mira, tobias, -16, 0.01), "Tobias": ended}, tmp_path)
    assert wrong == 0
    assert 0 < unnamed <= 18  # the words of Tobias's last turn


def test_words_said_at_once_go_with_their_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TURNS, "Tobias", (*TURNS["Tobias"], (4.0, 4.6)))
    mira, tobias = voice("Mira"), voice("Tobias")
    tracks = {"Mira": heard_by(mira, tobias, -16, 0.01), "Tobias": heard_by(tobias, mira, -16, 0.01)}
    named = by_tracks(
        transcript(segment(" ".join(["word"] * 16), 1.0)),
        {name: saved(tmp_path / f"{name}.wav", samples) for name, samples in tracks.items()},
    )
    assert [cue.speaker for cue in named.segments] == ["Mira"]
