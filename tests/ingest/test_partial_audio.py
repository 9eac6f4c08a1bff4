"""Broken recordings: refused with a reason, or used with a warning that has seconds; never silently short."""

import re
from pathlib import Path

import mutagen.id3
import numpy as np
import pytest

from pipeline.errors import ItemError
from pipeline.ingest.audio import decode, examine, listen
from tests.ingest import sounds
from tests.make import RATE, wav

SECONDS = 20.0
TAG_SKIPPED = "its ID3 tag is damaged or has too many entries; title and chapters were not read"


@pytest.mark.parametrize("suffix", sorted(sounds.CODECS))
def test_a_whole_file_has_no_warning_and_as_many_samples_as_seconds(tmp_path: Path, suffix: str) -> None:
    path = sounds.coded(tmp_path / f"a{suffix}", SECONDS)
    sound, doubts = examine(path, path.name)
    assert (sound.warnings, doubts) == ((), ())
    assert sound.duration == pytest.approx(SECONDS, abs=0.1)
    assert len(decode(path)) / RATE == pytest.approx(sound.duration, abs=0.01)


@pytest.mark.parametrize("suffix", [".aiff", ".flac", ".mka", ".mp3", ".wav"])
def test_a_cut_file_tells_the_seconds_promised_heard_and_missing(tmp_path: Path, suffix: str) -> None:
    path = sounds.cut(sounds.coded(tmp_path / f"a{suffix}", SECONDS))
    sound, doubts = examine(path, path.name)
    note = next(note for note in sound.warnings if "can be heard" in note)
    promised, heard, missing = map(float, re.findall(r"(\d+\.\d) s", note))
    assert promised == pytest.approx(SECONDS, abs=0.2)
    assert heard == pytest.approx(sound.duration, abs=0.1)
    assert heard + missing == pytest.approx(promised, abs=0.2)
    assert 8 < heard < 12
    assert doubts[-1].end == pytest.approx(sound.duration, abs=0.01)
    assert len(decode(path)) / RATE == pytest.approx(sound.duration, abs=0.01)


@pytest.mark.parametrize(("name", "options"), [("a.ogg", {}), ("a.mp3", {"write_xing": "0"})])
def test_a_cut_file_that_promised_nothing_is_told_to_break_off(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    sound, doubts = examine(sounds.cut(sounds.coded(tmp_path / name, SECONDS, **options)), name)
    assert sound.warnings == (f"the file breaks off after {sound.duration:.1f} s: its end may be missing",)
    assert doubts[0].why == "the audio may be cut off here"


@pytest.mark.parametrize(
    ("options", "message"),
    [({"movflags": "faststart"}, r"audio is cut off: \d+ of \d+ packets"), ({}, "audio is cut off: the file has no index")],
)
def test_a_cut_mp4_is_refused(tmp_path: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(ItemError, match=message) as caught:
        listen(sounds.cut(sounds.coded(tmp_path / "a.m4a", SECONDS, **options)), "a.m4a")
    assert "podloom add" in caught.value.remedy


@pytest.mark.parametrize("suffix", [".flac", ".m4a", ".mka", ".mp3", ".ogg"])
def test_damage_in_the_middle_is_told_with_its_time(tmp_path: Path, suffix: str) -> None:
    path = sounds.corrupted(sounds.coded(tmp_path / f"a{suffix}", SECONDS))
    sound, doubts = examine(path, path.name)
    assert re.search(r"damaged at 00:00:(0[89]|1[012])", " ".join(sound.warnings))
    damage = [doubt for doubt in doubts if doubt.why == "the audio is damaged here"]
    assert damage
    assert all(7 < doubt.start < doubt.end < 16 for doubt in damage)


@pytest.mark.parametrize("suffix", [".flac", ".mka", ".ogg"])
def test_what_is_lost_leaves_silence_so_that_later_words_keep_their_time(tmp_path: Path, suffix: str) -> None:
    path = sounds.coded(tmp_path / f"a{suffix}", SECONDS)
    whole = decode(path)
    broken = decode(sounds.corrupted(path))
    assert len(broken) == pytest.approx(len(whole), abs=RATE // 10)
    end = slice(-3 * RATE, -RATE)
    shifts = {shift: abs(float(whole[end] @ np.roll(broken, shift)[end])) for shift in range(-200, 201, 4)}
    assert abs(max(shifts, key=lambda shift: shifts[shift])) <= RATE // 100
    assert not listen(path, path.name).duration < SECONDS - 0.1


@pytest.mark.parametrize(("seconds", "told"), [(0.4, False), (3.0, True)])
def test_a_pause_between_packets_is_silence_and_only_a_long_one_is_told(tmp_path: Path, seconds: float, told: bool) -> None:
    path = sounds.paused(sounds.coded(tmp_path / "a.mka", 10.0), tmp_path / "b.mka", 4.0, 4.0 + seconds)
    sound, doubts = examine(path, "b.mka")
    assert sound.duration == pytest.approx(10.0, abs=0.1)
    assert (bool(sound.warnings), bool(doubts)) == (told, told)
    heard = decode(path)
    assert not heard[round(4.1 * RATE) : round((3.9 + seconds) * RATE)].any()
    assert np.abs(heard[round((4.2 + seconds) * RATE) :]).max() > 0.1


@pytest.mark.parametrize(
    ("size", "outcome"),
    [
        (0, "the header says that the file holds no sound: its recording was not closed"),
        (0xFFFF_FFFF, ""),
        (0x7FFF_FFFF, ""),
        (64_000 * 10, "the file says that it is 20.0 s long, but 1.0 s can be heard: 19.0 s are missing"),
    ],
)
def test_a_wav_header_that_lies_is_not_believed(tmp_path: Path, size: int, outcome: str) -> None:
    path = wav(tmp_path / "a.wav", (1.0, 0.5))
    data = path.read_bytes()
    path.write_bytes(data[:40] + size.to_bytes(4, "little") + data[44:])
    if size == 0:
        with pytest.raises(ItemError, match=outcome):
            listen(path, "a.wav")
        return
    sound = listen(path, "a.wav")
    assert sound.duration == 1.0
    assert sound.warnings == ((outcome,) if outcome else ())


def test_a_header_of_24_hours_over_ten_seconds_of_sound_is_told(tmp_path: Path) -> None:
    path = sounds.coded(tmp_path / "a.flac", 10.0)
    data = bytearray(path.read_bytes())
    data[21] = data[21] & 0xF0  # the number of samples: 36 bits in STREAMINFO
    data[22:26] = (24 * 3600 * RATE).to_bytes(4, "big")
    path.write_bytes(data)
    sound = listen(path, "a.flac")
    assert sound.duration == 10.0
    assert "the file says that it is 86400.0 s long, but 10.0 s can be heard: 86390.0 s are missing" in sound.warnings


@pytest.mark.parametrize(("hertz", "message"), [(0, "not an audio file"), (1, "1 Hz is not that"), (0xFFFF_FFF0, "not an audio")])
def test_an_absurd_sample_rate_is_refused(tmp_path: Path, hertz: int, message: str) -> None:
    path = wav(tmp_path / "a.wav", (1.0, 0.5))
    data = path.read_bytes()
    path.write_bytes(data[:24] + hertz.to_bytes(4, "little") + data[28:])
    with pytest.raises(ItemError, match=message):
        listen(path, "a.wav")


@pytest.mark.parametrize("samples", [0, 1, 100])
def test_next_to_no_sound_is_refused(tmp_path: Path, samples: int) -> None:
    with pytest.raises(ItemError, match="no sound can be decoded"):
        listen(wav(tmp_path / "a.wav", (samples / RATE, 0.5)), "a.wav")


def test_silence_is_a_recording_of_its_length(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", (3.0, 0.0))
    assert listen(path, "a.wav").duration == 3.0
    assert not decode(path).any()


@pytest.mark.parametrize(("count", "loud"), [(count, loud) for count in (2, 3, 6, 8) for loud in range(count)])
def test_a_voice_in_any_one_channel_is_heard(tmp_path: Path, count: int, loud: int) -> None:
    """As loud as FFmpeg makes it of two channels, and one over the root of their number for more."""
    heard = decode(sounds.channels(tmp_path / "a.wav", count, loud))
    assert len(heard) == 2 * RATE
    assert np.abs(heard).max() == pytest.approx(0.488 / count**0.5, rel=0.05)


def test_what_all_channels_share_does_not_break_full_scale(tmp_path: Path) -> None:
    path = sounds.channels(tmp_path / "a.wav", 8, 0)
    data = np.frombuffer(path.read_bytes()[44:], np.int16).reshape(-1, 8)
    path.write_bytes(path.read_bytes()[:44] + np.repeat(data[:, :1] * 2, 8, axis=1).tobytes())
    assert 0.9 < np.abs(decode(path)).max() <= 1.0


def test_a_file_that_changes_its_rate_is_heard_to_the_end(tmp_path: Path) -> None:
    path = sounds.coded(tmp_path / "a.mp3", 5.0, write_xing="0")
    other = sounds.channels(tmp_path / "b.wav", 2, 0, 5.0, 44_100)
    path.write_bytes(path.read_bytes() + mp3_of(other, tmp_path / "b.mp3").read_bytes())
    sound = listen(path, "a.mp3")
    assert sound.duration == pytest.approx(10.0, abs=0.3)
    assert len(decode(path)) / RATE == pytest.approx(sound.duration, abs=0.05)


def mp3_of(source: Path, path: Path) -> Path:
    import av

    with av.open(str(source)) as reading, av.open(str(path), "w", format="mp3", options={"write_xing": "0"}) as writing:
        stream = writing.add_stream("libmp3lame", rate=44_100, layout="stereo")
        for frame in reading.decode(audio=0):
            writing.mux(stream.encode(frame))
        writing.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.wav", "a"])
def test_a_wrong_name_changes_nothing(tmp_path: Path, name: str) -> None:
    path = sounds.coded(tmp_path / "a.ogg", 2.0).rename(tmp_path / name)
    assert (listen(path, name).codec, listen(path, name).warnings) == ("opus", ())


# ---- ID3 tags


def tagged(path: Path, *tags: bytes) -> Path:
    path.write_bytes(b"".join(tags) + sounds.coded(path, 3.0, id3v2_version="0").read_bytes())
    return path


def test_tags_that_a_tagger_writes_are_read(tmp_path: Path) -> None:
    path = tagged(tmp_path / "a.mp3")
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TIT2(encoding=3, text="The Title"))
    tags.add(mutagen.id3.APIC(encoding=3, mime="image/png", data=bytes(3_000_000)))
    for number in range(300):
        frames = [mutagen.id3.TIT2(encoding=3, text=f"Part {number}")]
        tags.add(mutagen.id3.CHAP(element_id=f"c{number}", start_time=number, end_time=number + 1, sub_frames=frames))
    tags.save(path)
    sound = listen(path, "a.mp3")
    assert (sound.title, len(sound.chapters), sound.warnings) == ("The Title", 300, ())


MANY = b"".join(sounds.id3_frame(b"TXXX", b"\0k%d\0v" % number) for number in range(50_000))


@pytest.mark.parametrize(
    "tags",
    [
        [sounds.id3(MANY)],
        [sounds.id3(sounds.id3_frame(b"CHAP", b"c\0" + bytes(16) + MANY))],
        [sounds.id3(sounds.id3_frame(b"TIT2", b"\0x"), says=0xFFF_FFFF)],
        [sounds.id3(MANY[: len(MANY) // 40])] * 40,
    ],
    ids=["many frames", "many frames in a chapter", "longer than the file", "many tags"],
)
def test_a_tag_beyond_reason_is_left_out_and_the_sound_is_heard(tmp_path: Path, tags: list[bytes]) -> None:
    sound = listen(tagged(tmp_path / "a.mp3", *tags), "a.mp3")
    assert sound.duration == pytest.approx(3.0, abs=0.1)
    assert sound.warnings == (TAG_SKIPPED,)


def test_a_tag_and_nothing_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(sounds.id3(bytes(2048)))
    with pytest.raises(ItemError, match="not an audio file"):
        listen(tmp_path / "a.mp3", "a.mp3")
