"""`podloom add` makes a whole draft of what a file says of itself, whatever its format."""

from fractions import Fraction
from pathlib import Path

import av
import mutagen.flac
import mutagen.id3
import mutagen.wave
import numpy as np
import pytest

from pipeline.ingest import draft
from pipeline.ingest.audio import listen
from pipeline.model import Chapter
from tests.ingest.sounds import RATE, coded, noise
from tests.show import podloom

TAGS = {
    "title": "Talk: a first", "artist": "Grace Holt", "album": "The Show", "date": "2025-02-03", "track": "7",
    "comment": "About trust.",
}  # fmt: skip
# Container, codec of the sound, and of pictures that move.
KINDS = {
    ".mp3": ("mp3", "libmp3lame", ""),
    ".m4a": ("mp4", "aac", ""),
    ".ogg": ("ogg", "libopus", ""),
    ".opus": ("ogg", "libopus", ""),
    ".flac": ("flac", "flac", ""),
    ".wav": ("wav", "pcm_s16le", ""),
    ".mp4": ("mp4", "aac", "mpeg4"),
    ".mkv": ("matroska", "libopus", "mpeg4"),
    ".mov": ("mov", "aac", "mpeg4"),
    ".webm": ("webm", "libopus", ""),
}
BY_TAGS = {".wav", ".flac"}  # their chapters are tags: FFmpeg reads them there and writes none
MARKS = (Chapter(0.0, "One"), Chapter(2.0, "Two"))


def tagged(path: Path) -> Path:
    """Write five seconds of quiet noise with tags, chapters and, where the format has it, a film."""
    container, codec, film = KINDS[path.suffix]
    # A film in a QuickTime file has tags of its own names only where it is told so.
    options = {"movflags": "use_metadata_tags"} if container == "mov" else {}
    with av.open(str(path), "w", format=container, options=options) as writing:
        sound = writing.add_stream(codec, rate=48_000 if "opus" in codec else RATE, layout="mono")
        video = writing.add_stream(film, rate=10) if film else None
        (sound if container == "ogg" else writing).metadata.update(TAGS)
        if path.suffix not in BY_TAGS:
            ends = [*(mark.start for mark in MARKS[1:]), 5.0]
            times = [(round(mark.start * 1000), round(end * 1000)) for mark, end in zip(MARKS, ends, strict=True)]
            writing.set_chapters([_chapter(at, *time, MARKS[at].title) for at, time in enumerate(times)])
        if video:
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        samples = (noise(5.0) * 32_000).astype(np.int16).reshape(1, -1)
        for start in range(0, samples.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(samples[:, start : start + 1024], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            writing.mux(sound.encode(frame))
        for number in range(50 if video else 0):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number * 5, np.uint8), format="rgb24")
            picture.pts = number
            writing.mux(video.encode(picture))
        for stream in (sound, video) if video else (sound,):
            writing.mux(stream.encode(None))
    if path.suffix == ".flac":
        _named_marks(path)
    elif path.suffix == ".wav":
        _id3_marks(path)
    return path


def _named_marks(path: Path) -> None:
    """Write chapters as tags of Ogg have them: CHAPTER001, CHAPTER001NAME."""
    file = mutagen.flac.FLAC(path)
    for number, mark in enumerate(MARKS, 1):
        file[f"CHAPTER{number:03}"] = f"00:00:{mark.start:06.3f}"
        file[f"CHAPTER{number:03}NAME"] = mark.title
    file.save()


def _id3_marks(path: Path) -> None:
    """Write chapters into an ID3 tag, as MP3 has them."""
    file = mutagen.wave.WAVE(path)
    file.add_tags()
    for number, (mark, end) in enumerate(zip(MARKS, (*(mark.start for mark in MARKS[1:]), 5.0), strict=True)):
        times = {"start_time": round(mark.start * 1000), "end_time": round(end * 1000)}
        nowhere = {"start_offset": 0xFFFFFFFF, "end_offset": 0xFFFFFFFF}
        said = [mutagen.id3.TIT2(text=mark.title)]
        file.tags.add(mutagen.id3.CHAP(element_id=f"c{number}", **times, **nowhere, sub_frames=said))
    file.save()


def _chapter(number: int, start: int, end: int, title: str) -> dict[str, object]:
    return {"id": number, "start": start, "end": end, "time_base": Fraction(1, 1000), "metadata": {"title": title}}


@pytest.mark.parametrize("suffix", KINDS)
def test_length_tags_and_chapters_are_read_of_every_format(tmp_path: Path, suffix: str) -> None:
    sound = listen(tagged(tmp_path / f"talk{suffix}"), "talk")
    assert sound.duration == pytest.approx(5.0, abs=0.1)
    assert sound.warnings == ()
    assert (sound.title, sound.artist, sound.date[:10]) == ("Talk: a first", "Grace Holt", "2025-02-03")
    assert (sound.comment, sound.track) == ("About trust.", 7)
    assert sound.chapters == MARKS


def test_the_tracks_of_a_cue_sheet_in_flac_are_chapters(tmp_path: Path) -> None:
    path = coded(tmp_path / "talk.flac", 5.0)
    file, sheet = mutagen.flac.FLAC(path), mutagen.flac.CueSheet(None)
    starts = [(number, round(mark.start * RATE)) for number, mark in enumerate(MARKS, 1)]
    sheet.tracks = [mutagen.flac.CueSheetTrack(number, start) for number, start in [*starts, (255, 5 * RATE)]]
    for track in sheet.tracks[:-1]:
        track.indexes.append(mutagen.flac.CueSheetTrackIndex(1, 0))
    file.metadata_blocks.append(sheet)
    file.save()
    assert [mark.start for mark in listen(path, "talk").chapters] == [mark.start for mark in MARKS]


def test_add_writes_whole_drafts_of_all_of_them(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    for suffix in KINDS:
        tagged(folder / f"talk-{suffix[1:]}{suffix}")
    podloom(tiny, "add", str(folder), check=True)
    for suffix in KINDS:
        home = tiny / f"content/episodes/talk-{suffix[1:]}"
        assert (home / f"audio{suffix}").read_bytes() == (folder / f"talk-{suffix[1:]}{suffix}").read_bytes()
        meta, notes = draft.split((home / "episode.md").read_text(), "episode.md")
        assert {**meta, "slug": ""} == {
            "title": "Talk: a first", "date": "2025-02-03", "slug": "", "episode": 7, "guest": "Grace Holt",
            "summary": "About trust.",
        }  # fmt: skip
        assert notes.strip() == "About trust."
