"""A sound takes its place beside what the host put there, and what an item is made of has one digest."""

from pathlib import Path

from pipeline.disk import digest
from pipeline.ingest.feeds import putting
from pipeline.ingest.feeds.putting import Task
from pipeline.ingest.feeds.record import Entry, Feed, Tag
from pipeline.ingest.feeds.sounds import Fetched
from pipeline.settings.sources import Network, Source
from tests import show


def moved(folder: Path, name: str, files: dict[str, bytes]) -> dict[str, str]:
    """Put a new sound called `name` into a folder in which we wrote `files`."""
    part = folder.parent / "sound.part"
    part.write_bytes(b"new")
    written = {known: digest(data) for known, data in files.items()}
    return putting._move(part, folder, Fetched(str(part), name, digest(b"new")), written)


def test_a_sound_with_another_ending_takes_the_place_of_ours_and_its_name_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "episode"
    folder.mkdir()
    (folder / "audio.mp3").write_bytes(b"old")
    assert moved(folder, "audio.m4a", {"audio.mp3": b"old"}) == {"audio.m4a": digest(b"new")}
    assert show.bytes_of(folder) == {"audio.m4a": b"new"}


def test_a_sound_of_the_hosts_own_is_neither_removed_nor_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "episode"
    folder.mkdir()
    (folder / "audio.mp3").write_bytes(b"host's own")
    assert moved(folder, "audio.m4a", {"audio.mp3": b"old"}) == {"audio.m4a": digest(b"new")}
    (folder / "audio.m4a").unlink()
    assert moved(folder, "audio.mp3", {"audio.m4a": b"old"}) == {"audio.m4a": digest(b"old")}
    assert show.bytes_of(folder) == {"audio.mp3": b"host's own"}
    assert not (tmp_path / "sound.part").exists()


def test_a_token_in_an_address_makes_no_other_item_and_another_address_does(tmp_path: Path) -> None:
    def seal(place: str) -> str:
        transcript = Tag("", {"url": f"https://x.example/{place}", "type": "text/vtt"})
        picture = f"https://x.example/{place}"
        task = Task(tmp_path, tmp_path, Source("https://x.example"), Network(), Feed(image=picture), (), "")
        return putting.entry_print(task, Entry(title="a", image=picture, transcripts=(transcript,), chapters=(transcript,)))

    assert seal("a?token=1") == seal("a?token=2")
    assert seal("a") != seal("b")
