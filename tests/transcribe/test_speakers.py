from pathlib import Path

import pytest

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
