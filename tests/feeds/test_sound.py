"""Chapters written into a copy of the sound, as a player and two libraries read them."""

import hashlib
import shutil
import sys
from pathlib import Path

import av
import pytest
from mutagen.id3 import ID3

from pipeline.errors import ItemError
from pipeline.feeds import sound
from pipeline.feeds.chapters import chapters_json, ordered
from pipeline.feeds.sound import with_chapters
from pipeline.ingest.chapters import parse
from pipeline.model import Chapter
from tests import show
from tests.feeds.conftest import MP3

CHAPTERS = (Chapter(0.0, "Word"), Chapter(20.0, "Zähler & count"), Chapter(75.25, "🤝"))
TAGGED = show.SHARED / "data/podcast/audio-chapters/auphonic.mp3"


def frames(path: Path) -> str:
    """Return the digest of the sound itself, without any tag."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for packet in container.demux(audio=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


def test_players_find_the_chapters_and_hear_the_same_sound(tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(with_chapters(MP3, CHAPTERS, 282.0))
    with av.open(str(copy)) as container:
        found = [(float(one["start"] * one["time_base"]), one["metadata"]["title"]) for one in container.chapters()]
    assert sorted(found) == [(one.start, one.title) for one in CHAPTERS]
    tag = ID3(copy)
    (contents,) = tag.getall("CTOC")
    assert contents.child_element_ids == ["chp0", "chp1", "chp2"]
    assert [(one.start_time, one.end_time) for one in sorted(tag.getall("CHAP"), key=lambda one: one.start_time)] == [
        (0, 20_000),
        (20_000, 75_250),
        (75_250, 282_000),
    ]
    assert frames(copy) == frames(MP3)


def test_the_file_of_the_host_is_not_touched_and_a_copy_has_the_same_bytes_each_time() -> None:
    before = MP3.read_bytes()
    once = with_chapters(MP3, CHAPTERS, 282.0)
    assert with_chapters(MP3, CHAPTERS, 282.0) == once
    assert MP3.read_bytes() == before
    assert len(once) != len(before)


@pytest.mark.skipif(not TAGGED.is_file(), reason="!!! ../shared IS ABSENT: NO CHAPTERS OF A REAL FILE WERE REPLACED")
def test_chapters_that_were_in_it_are_replaced_and_its_other_tags_stay(tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(with_chapters(TAGGED, CHAPTERS, 120.0))
    before, after = ID3(TAGGED), ID3(copy)
    assert len(after.getall("CHAP")) == 3 != len(before.getall("CHAP"))
    assert after["TIT2"].text == before["TIT2"].text
    assert {key[:4] for key in before} <= {key[:4] for key in after}


def test_a_copy_of_a_copy_is_the_copy(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(with_chapters(MP3, CHAPTERS, 282.0))
    assert with_chapters(tmp_path / "a.mp3", CHAPTERS, 282.0) == (tmp_path / "a.mp3").read_bytes()


def test_a_tag_that_cannot_be_read_is_told_with_its_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"ID3\x09\x00\x00\x00\x00\x00\x05abcde" + MP3.read_bytes()[:2000])
    with pytest.raises(ItemError) as caught:
        with_chapters(bad, CHAPTERS, 60.0, "content/episodes/x/audio.mp3")
    assert caught.value.where == "content/episodes/x/audio.mp3"


def test_where_nothing_writes_tags_a_copy_is_refused_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = sound.identity()
    monkeypatch.setitem(sys.modules, "mutagen", None)
    with pytest.raises(ItemError, match=r"audio.mp3: what writes chapters .* is not installed") as caught:
        with_chapters(MP3, CHAPTERS, 60.0, "content/episodes/x/audio.mp3")
    assert caught.value.remedy == "Run `pip install 'podloom[chapters]'`."
    assert sound.identity() != there


def test_a_chapter_without_length_is_left_out(tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(with_chapters(MP3, (*CHAPTERS, Chapter(300.0, "After the end")), 282.0))
    assert [one.start_time for one in ID3(copy).getall("CHAP") if one.start_time >= 282_000] == []


def test_the_chapters_file_is_one_that_we_read_ourselves() -> None:
    data = chapters_json("The Score", "The Long Table", (CHAPTERS[1], CHAPTERS[0], Chapter(20.0, "again"), CHAPTERS[2]))
    assert parse(data, "chapters.json").chapters == CHAPTERS
    assert b'"version":"1.2.0"' in data
    assert ordered((Chapter(5.0, ""),)) == (Chapter(5.0, "0:05"),)


def test_a_build_puts_the_copy_on_the_site_and_leaves_other_formats_alone(site: Path) -> None:
    content = site.parent.parent / "content/episodes"
    assert len(ID3(site / "audio/the-score.mp3").getall("CHAP")) == 3
    assert (content / "the-score/audio.mp3").read_bytes() == MP3.read_bytes()
    assert (site / "audio/counting-warmth.wav").read_bytes() == (content / "counting-warmth/audio.wav").read_bytes()


def test_without_the_wish_the_sound_is_as_the_host_brought_it(built: Path) -> None:
    folder = built / "content/episodes/counting-warmth"
    (folder / "audio.wav").unlink()
    shutil.copy(MP3, folder / "audio.mp3")
    show.record(built / "recorded", folder / "audio.mp3", show.transcript(*show.FIRST))
    show.built(built)
    assert (built / "build/site/audio/counting-warmth.mp3").read_bytes() == MP3.read_bytes()
