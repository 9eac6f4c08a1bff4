"""An episode's picture: read out of every kind of sound file, brought along by `add`, small and safe on its page."""

import base64
import io
import json
from pathlib import Path

import av
import mutagen.flac
import mutagen.id3
import mutagen.mp4
import mutagen.oggopus
import pytest
from PIL import Image

from pipeline.errors import ItemError
from pipeline.ingest import cover
from pipeline.ingest.picture import COVER_SIDE, Picture, fitted
from tests import show
from tests.ingest import sounds
from tests.show import podloom

SAMPLES = show.SHARED / "data/podcast/audio-chapters"
ABSENT = "!!! ../shared IS ABSENT: PICTURES AND CHAPTERS OF REAL PODCASTS WERE NOT READ"


def picture(kind: str = "JPEG", side: int = 1500, mode: str = "RGB") -> bytes:
    held = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert(mode).save(held, kind)
    return held.getvalue()


def sides(path: Path) -> tuple[int, int]:
    with Image.open(path) as found:
        return found.size


def test_what_a_telephone_makes_is_a_jpeg_and_stands_upright() -> None:
    shot, held = Image.linear_gradient("L").resize((400, 200)).convert("RGB"), io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6  # "the top is at the right"
    shot.save(held, "MPO", save_all=True, append_images=[shot], exif=turned)
    assert Image.open(held).format == "MPO"
    assert cover.kind(held.getvalue(), "a.jpg") == "jpg"
    assert cover.small(held.getvalue(), "a.jpg")[1] == (200, 400)
    assert fitted(held.getvalue(), "a.jpg")[1] == Picture(".jpg", 200, 400)


def with_picture(path: Path, data: bytes, media_type: str = "image/jpeg") -> Path:
    """Put a picture into a sound file as its format has it."""
    block = mutagen.flac.Picture()
    block.data, block.mime, block.type = data, media_type, 3
    if path.suffix == ".mp3":
        tags = mutagen.id3.ID3()
        tags.add(mutagen.id3.APIC(encoding=3, mime=media_type, type=3, desc="Cover", data=data))
        tags.save(path)
    elif path.suffix == ".m4a":
        mp4 = mutagen.mp4.MP4(path)
        mp4["covr"] = [mutagen.mp4.MP4Cover(data)]
        mp4.save()
    elif path.suffix == ".flac":
        flac = mutagen.flac.FLAC(path)
        flac.add_picture(block)
        flac.save()
    else:
        opus = mutagen.oggopus.OggOpus(path)
        opus["metadata_block_picture"] = base64.b64encode(block.write()).decode()
        opus.save()
    return path


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".flac", ".ogg"])
def test_the_picture_in_a_sound_file_comes_out_as_it_went_in(tmp_path: Path, suffix: str) -> None:
    data = picture()
    path = with_picture(sounds.coded(tmp_path / f"talk{suffix}", 2.0), data)
    assert cover.embedded(path, "talk") == data


def test_a_sound_file_without_a_picture_has_none_and_a_film_is_no_picture(tmp_path: Path) -> None:
    assert cover.embedded(sounds.coded(tmp_path / "talk.mp3", 2.0), "talk") is None
    film = tmp_path / "film.mp4"
    with av.open(str(film), "w") as writing:
        video, audio = writing.add_stream("mpeg4", rate=10), writing.add_stream("aac", rate=16_000, layout="mono")
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        for number in range(20):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 64), (number * 9, 0, 0)))
            frame.pts = number
            writing.mux(video.encode(frame))
        sound = av.AudioFrame(format="fltp", layout="mono", samples=16_000)
        sound.sample_rate = 16_000
        sound.planes[0].update(bytes(sound.planes[0].buffer_size))
        writing.mux(audio.encode(sound))
        for stream in (video, audio):
            writing.mux(stream.encode(None))
    assert cover.embedded(film, "film") is None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=ABSENT)
@pytest.mark.parametrize(("name", "sides"), [("auphonic.mp3", (50, 50)), ("auphonic.ogg", (50, 50)), ("nero-chapters.m4a", None)])
def test_the_pictures_of_real_podcasts_are_read(name: str, sides: tuple[int, int] | None) -> None:
    data = cover.embedded(SAMPLES / name, name)
    assert (cover.small(data, name)[1] if data else None) == sides


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=ABSENT)
def test_the_chapters_of_real_podcasts_are_read_as_others_read_them() -> None:
    from pipeline.ingest.audio import listen

    expected = json.loads((SAMPLES / "expected.json").read_text())["files"]
    for name, rows in expected.items():
        told = [(round(one.start * 1000), one.title) for one in listen(SAMPLES / name, name).chapters]
        assert told == [(row["start_ms"], row["title"]) for row in rows], name


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
def test_a_page_gets_a_small_picture_drawn_anew(kind: str, mode: str) -> None:
    data, size = cover.small(picture(kind, mode=mode), "a")
    assert size == (COVER_SIDE, COVER_SIDE)
    shown = Image.open(io.BytesIO(data))
    assert (shown.format, shown.mode, shown.size, dict(shown.getexif())) == ("JPEG", "RGB", size, {})
    assert len(data) < 60_000
    assert cover.small(picture(kind, mode=mode), "a")[0] == data


@pytest.mark.parametrize("data", [b"", b"<svg/>", picture()[:3000], picture("GIF", 10, "L"), b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ItemError):
        cover.small(data, "a")


def test_a_picture_of_endless_size_is_refused_before_it_is_drawn() -> None:
    held = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(held, "PNG")
    with pytest.raises(ItemError):
        cover.small(held.getvalue(), "a")


def test_add_lays_the_picture_beside_the_sound_and_the_page_shows_it(tiny: Path, tmp_path: Path) -> None:
    data = picture()
    talk = with_picture(sounds.coded(tmp_path / "new-talk.mp3", 5.0), data)
    podloom(tiny, "add", str(talk), check=True)
    folder = tiny / "content/episodes/new-talk"
    assert (folder / "artwork.jpg").read_bytes() == data
    show.record(tiny / "recorded", folder / "audio.mp3", show.transcript(*show.SECOND[:1]))
    show.built(tiny)
    page = tiny / "build/site/episodes/new-talk"
    assert 'class="pl-cover" src="../../episodes/new-talk/cover.jpg"' in (page / "index.html").read_text()
    assert sides(page / "cover.jpg") == (COVER_SIDE, COVER_SIDE)
    assert "pl-cover" not in (tiny / "build/site/episodes/two-clocks/index.html").read_text()


def test_a_picture_inside_is_shown_without_add_and_one_beside_wins(tiny: Path) -> None:
    folder = tiny / "content/episodes/two-clocks"
    (folder / "audio.wav").unlink()
    audio = with_picture(sounds.coded(folder / "audio.mp3", 11.0), picture(side=300))
    show.record(tiny / "recorded", audio, show.transcript(*show.SECOND))
    show.built(tiny)
    shown = tiny / "build/site/episodes/two-clocks/cover.jpg"
    assert sides(shown) == (300, 300)
    (folder / "artwork.png").write_bytes(picture("PNG", 400))
    show.built(tiny)
    assert sides(shown) == (400, 400)


def test_a_bad_picture_costs_the_episode_nothing_but_the_picture(tiny: Path) -> None:
    (tiny / "content/episodes/two-clocks/artwork.jpg").write_bytes(b"no picture")
    done = podloom(tiny, "build", check=True)
    assert "content/episodes/two-clocks/artwork.jpg: the file is no picture that can be shown" in done.stderr
    assert (tiny / "build/site/episodes/two-clocks/index.html").is_file()
    assert not (tiny / "build/site/episodes/two-clocks/cover.jpg").exists()
