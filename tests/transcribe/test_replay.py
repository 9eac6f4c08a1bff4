import hashlib
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import ItemError
from pipeline.transcribe.base import Transcriber
from pipeline.transcribe.replay import Replay
from tests.make import segment, transcript


def test_recorded_words_in_are_the_same_words_out(tmp_path: Path) -> None:
    audio = tmp_path / "a.mp3"
    audio.write_bytes(b"sound")
    recorded = transcript(segment("Hello there."))
    (tmp_path / f"{hashlib.sha256(b'sound').hexdigest()}.json").write_bytes(msgspec.json.encode(recorded))
    told: list[float] = []
    engine: Transcriber = Replay(str(tmp_path))
    assert engine.transcribe(audio, "a.mp3", ("Mira",), told.append) == recorded
    assert told == [1.0]
    assert engine.identity["engine"] == "replay"


def test_a_missing_recording_is_told_with_its_name(tmp_path: Path) -> None:
    audio = tmp_path / "a.mp3"
    audio.write_bytes(b"sound")
    with pytest.raises(ItemError, match="no recorded transcript") as caught:
        Replay(str(tmp_path)).transcribe(audio, "a.mp3", (), lambda _: None)
    assert hashlib.sha256(b"sound").hexdigest() in caught.value.remedy


@pytest.mark.parametrize("data", [b"", b"{", b'{"language": "en"}', b'{"language": "en", "segments": [], "x": 1}'])
def test_a_damaged_recording_is_refused(tmp_path: Path, data: bytes) -> None:
    audio = tmp_path / "a.mp3"
    audio.write_bytes(b"sound")
    (tmp_path / f"{hashlib.sha256(b'sound').hexdigest()}.json").write_bytes(data)
    with pytest.raises(ItemError, match="cannot be read"):
        Replay(str(tmp_path)).transcribe(audio, "a.mp3", (), lambda _: None)


def test_missing_audio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ItemError, match="the file cannot be read"):
        Replay(str(tmp_path)).transcribe(tmp_path / "none.mp3", "none.mp3", (), lambda _: None)
