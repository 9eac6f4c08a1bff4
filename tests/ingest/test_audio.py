from pathlib import Path

import av
import mutagen.id3
import numpy as np
import pytest

from pipeline.errors import ItemError
from pipeline.ingest.audio import blocks, decode, listen
from pipeline.model import Chapter
from tests.make import wav


def mp3(path: Path, seconds: float = 3.0) -> Path:
    """Write an MP3 of a tone."""
    source = wav(path.with_suffix(".wav"), (seconds, 0.5))
    with av.open(str(source)) as reading, av.open(str(path), "w", format="mp3") as writing:
        stream = writing.add_stream("mp3", rate=16_000, layout="mono")
        for frame in reading.decode(audio=0):
            writing.mux(stream.encode(frame))
        writing.mux(stream.encode(None))
    source.unlink()
    return path


def test_length_format_and_tags_are_read(tmp_path: Path) -> None:
    path = mp3(tmp_path / "a.mp3")
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TIT2(encoding=3, text="The Title"))
    tags.add(mutagen.id3.TPE1(encoding=3, text="Mira Halden"))
    tags.add(mutagen.id3.TALB(encoding=3, text="The Show"))
    tags.add(mutagen.id3.TDRC(encoding=3, text="2025-02-18"))
    tags.add(mutagen.id3.TRCK(encoding=3, text="7/12"))
    tags.add(mutagen.id3.COMM(encoding=3, lang="eng", text="About it"))
    tags.save(path)
    sound = listen(path, "a.mp3")
    assert sound.duration == pytest.approx(3.0, abs=0.1)
    assert (sound.codec, sound.media_type, sound.sample_rate, sound.channels) == ("mp3", "audio/mpeg", 16_000, 1)
    assert (sound.title, sound.artist, sound.album, sound.date) == ("The Title", "Mira Halden", "The Show", "2025-02-18")
    assert (sound.comment, sound.track, sound.bytes) == ("About it", 7, path.stat().st_size)
    assert sound.warnings == ()


def test_chapters_are_in_order_of_time_and_those_after_the_end_are_told(tmp_path: Path) -> None:
    path = mp3(tmp_path / "a.mp3")
    tags = mutagen.id3.ID3()
    for name, start, title in (("b", 2000, "A far longer second title"), ("a", 0, "First"), ("c", 9000, "Never")):
        frames = [mutagen.id3.TIT2(encoding=3, text=title)]
        tags.add(mutagen.id3.CHAP(element_id=name, start_time=start, end_time=start + 1000, sub_frames=frames))
    tags.save(path)
    sound = listen(path, "a.mp3")
    assert sound.chapters == (Chapter(0.0, "First"), Chapter(2.0, "A far longer second title"))
    assert "1 chapters start after the end" in sound.warnings[0]


def test_a_cut_mp3_is_used_with_a_warning(tmp_path: Path) -> None:
    path = mp3(tmp_path / "a.mp3", 10.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = listen(path, "a.mp3")
    assert sound.duration < 6
    assert "can be heard" in " ".join(sound.warnings)


def test_the_content_decides_and_not_the_name_of_the_file(tmp_path: Path) -> None:
    assert listen(wav(tmp_path / "a.mp3", (1.0, 0.5)), "a.mp3").media_type == "audio/wav"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "audio is 0 bytes long"),
        (b"this is not audio\n" * 100, "not an audio file"),
        (b"<!doctype html><title>404</title>", "not an audio file"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nreal.wav\n#EXT-X-ENDLIST\n", "not an audio file"),
        (b"ffconcat version 1.0\nfile 'real.wav'\n", "not an audio file"),
        (b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n", "not an audio file"),
        (b"\0" * 100_000, "not an audio file"),
    ],
)
def test_what_is_no_audio_is_refused_and_no_playlist_is_followed(tmp_path: Path, data: bytes, message: str) -> None:
    wav(tmp_path / "real.wav", (1.0, 0.5))
    for name in ("a.mp3", "a.m3u8"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ItemError, match=message) as caught:
            listen(tmp_path / name, f"content/{name}")
        assert caught.value.where == f"content/{name}"
        assert "podloom add" in caught.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ItemError, match="there is no such file"):
        listen(tmp_path / "none.mp3", "none.mp3")


def test_a_recording_of_no_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ItemError, match="no sound can be decoded"):
        listen(wav(tmp_path / "a.wav"), "a.wav")


def test_a_picture_alone_is_refused(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as writing:
        stream = writing.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        writing.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        writing.mux(stream.encode(None))
    with pytest.raises(ItemError, match="no sound in it"):
        listen(tmp_path / "a.mp4", "a.mp4")


@pytest.mark.parametrize("name", ["-i.mp3", "concat:a.mp3|b.mp3", "http:x.mp3", "%s%n.mp3", "nl\nx.mp3"])
def test_an_odd_file_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    assert listen(wav(tmp_path / name, (1.0, 0.5)), name).duration == 1.0


def test_samples_are_mono_at_16_khz(tmp_path: Path) -> None:
    samples = decode(wav(tmp_path / "a.wav", (1.0, 0.5), (1.0, 0.0)))
    assert samples.dtype == np.float32
    assert len(samples) == 32_000
    assert np.abs(samples[:16_000]).max() == pytest.approx(0.5, abs=0.02)
    assert np.abs(samples[16_000:]).max() == 0


def test_pieces_of_a_recording_make_up_the_whole(tmp_path: Path) -> None:
    path = mp3(tmp_path / "a.mp3", 5.0)
    pieces = list(blocks(path, "a.mp3", 1.0))
    assert len(pieces) > 3
    assert np.array_equal(np.concatenate(pieces), decode(path))


def test_the_demo_episodes_chapters_are_read_in_order() -> None:
    demo = Path(__file__).resolve().parents[2] / "content/episodes/feeding-the-starter/audio.mp3"
    sound = listen(demo, "01")
    assert [chapter.start for chapter in sound.chapters] == [0.0, 39.45, 99.855, 181.055, 229.316]
    assert sound.duration == pytest.approx(280.727, abs=0.01)
