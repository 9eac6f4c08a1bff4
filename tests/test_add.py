"""Starting a show and bringing files into it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import mutagen.id3
import pytest

from pipeline.ingest.add import add
from tests import show
from tests.ingest.sounds import coded
from tests.make import wav
from tests.show import podloom


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    podloom(tmp_path, "init", "show", "--title", 'The "Long" Table', "--host", "Ada Byron", "--bare", check=True)
    return tmp_path / "show"


def test_init_writes_a_show_that_says_what_it_is(bare: Path) -> None:
    text = (bare / "content/show.toml").read_text()
    assert 'title = "The \\"Long\\" Table"' in text
    assert 'hosts = ["Ada Byron"]' in text
    assert (bare / ".gitignore").is_file()
    assert "alliance-table.example" not in (bare / "mkdocs.yml").read_text()
    assert not (bare / "content/episodes").exists()
    podloom(bare, "build", check=True)
    page = (bare / "build/site/index.html").read_text()
    assert "The &#34;Long&#34; Table" in page or "The &quot;Long&quot; Table" in page


def test_init_leaves_a_folder_with_files_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years")
    done = podloom(tmp_path, "init", "mine")
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_init_says_where_to_go_next_and_not_to_go_where_one_is(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert "Next: podloom build" in podloom(tmp_path / "here", "init", ".", check=True).stdout
    assert "Next: cd there && podloom build" in podloom(tmp_path, "init", "there", check=True).stdout


def test_audio_without_notes_gets_notes_from_its_tags(bare: Path, tmp_path: Path) -> None:
    audio = tmp_path / "07 Warm Numbers.mp3"
    shutil.copy(show.REPO / "content/episodes/the-warm-numbers/audio.mp3", audio)
    podloom(bare, "add", str(audio), check=True)
    notes = (bare / "content/episodes/warm-numbers/episode.md").read_text()
    assert 'title: "The Warm Numbers"' in notes
    assert "date: 2025" in notes
    assert "episode: 2" in notes
    assert (bare / "content/episodes/warm-numbers/audio.mp3").read_bytes() == audio.read_bytes()


def test_notes_tracks_and_letters_go_where_they_belong(bare: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    wav(inbox / "01-talk.wav", (1.0, 0.3))
    (inbox / "01-talk.md").write_text("---\ntitle: Talk\ndate: 2025-01-02\nguest: Grace Holt\n---\n\nNotes.\n")
    (inbox / "01-talk.tracks").mkdir()
    wav(inbox / "01-talk.tracks/host.wav", (1.0, 0.3))
    wav(inbox / "01-talk.tracks/guest.wav", (1.0, 0.2))
    (inbox / "a letter.md").write_text("---\ntitle: A Letter\ndate: 2025-01-03\n---\n\nText.\n")
    podloom(bare, "add", str(inbox), check=True)
    files = {name for name in show.bytes_of(bare / "content") if name.startswith(("episodes", "newsletters"))}
    assert files == {
        "episodes/talk/audio.wav", "episodes/talk/episode.md",
        "episodes/talk/tracks/ada-byron.wav", "episodes/talk/tracks/grace-holt.wav",
        "newsletters/2025-01-03-a-letter.md",
    }  # fmt: skip


def test_adding_twice_changes_nothing_and_another_file_is_not_overwritten(bare: Path, tmp_path: Path) -> None:
    letter = tmp_path / "one.md"
    letter.write_text("---\ntitle: One\ndate: 2025-01-03\n---\n\nText.\n")
    podloom(bare, "add", str(letter), check=True)
    before = show.stats_of(bare)
    assert "already here" in podloom(bare, "add", str(letter), check=True).stdout
    assert show.stats_of(bare) == before
    letter.write_text("---\ntitle: One\ndate: 2025-01-03\n---\n\nOther text.\n")
    done = podloom(bare, "add", str(letter))
    assert done.returncode == 1
    assert "left alone" in done.stderr
    assert show.stats_of(bare) == before


def test_files_that_the_host_took_out_stay_out_until_she_asks_for_them_again(bare: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    wav(inbox / "talk.wav", (1.0, 0.3))
    (inbox / "letter.md").write_text("---\ntitle: A Letter\ndate: 2025-01-03\n---\n\nText.\n")
    podloom(bare, "add", str(inbox), check=True)
    talk, letter = bare / "content/episodes/talk", bare / "content/newsletters/2025-01-03-letter.md"
    talk.rename(bare / "content/episodes/speech")
    letter.rename(letter.with_name("first.md"))
    assert podloom(bare, "add", str(inbox), check=True).stdout.count("already here") == 3  # renamed, and known all the same
    shutil.rmtree(bare / "content/episodes/speech")
    letter.with_name("first.md").unlink()
    said = podloom(bare, "add", str(inbox), check=True).stdout
    assert "stays out  content/episodes/talk" in said
    assert "stays out  content/newsletters/2025-01-03-letter.md" in said
    assert not talk.exists()
    assert not letter.exists()
    podloom(bare, "add", str(inbox), "--again", check=True)
    assert (talk / "audio.wav").is_file()
    assert letter.is_file()


def test_one_bad_file_does_not_stop_the_others(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.mp3").write_bytes(b"")
    (tmp_path / "undated.md").write_text("---\ntitle: T\n---\n\nText.\n")
    (tmp_path / "good.md").write_text("---\ntitle: G\ndate: 2025-01-03\n---\n\nText.\n")
    names = ("bad.mp3", "undated.md", "good.md", "absent.md", "letter.docx")
    (tmp_path / "letter.docx").write_bytes(b"PK")
    done = podloom(bare, "add", *(str(tmp_path / name) for name in names), "--json")
    assert done.returncode == 1
    states = {Path(row["source"]).name: row["state"] for row in json.loads(done.stdout)}
    assert states == {name: "added" if name == "good.md" else "failed" for name in names}
    assert "cannot be brought in" in done.stderr
    assert "0 bytes" in done.stderr
    assert "no date" in done.stderr


def test_two_drafts_with_one_file_name_are_both_brought_in(bare: Path, tmp_path: Path) -> None:
    for folder, title in (("a", "First"), ("b", "Second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "letter.md").write_text(f"---\ntitle: {title}\ndate: 2025-01-0{len(title) - 4}\n---\n\nText.\n")
    podloom(bare, "add", str(tmp_path / "a/letter.md"), str(tmp_path / "b/letter.md"), check=True)
    assert len(list((bare / "content/newsletters").iterdir())) == 2


@pytest.mark.parametrize(("name", "said"), [("absent.mp3", "no such file"), ("sheet.xlsx", "cannot be brought in")])
def test_what_cannot_be_added_is_named(bare: Path, tmp_path: Path, name: str, said: str) -> None:
    if name != "absent.mp3":
        (tmp_path / name).write_text("x")
    done = podloom(bare, "add", str(tmp_path / name))
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.slow
def test_a_show_starts_and_builds_from_the_installed_wheel_far_from_the_repository(tmp_path: Path) -> None:
    dist, lib, away = tmp_path / "dist", tmp_path / "lib", tmp_path / "far" / "away"
    away.mkdir(parents=True)
    run = {"check": True, "capture_output": True, "text": True, "timeout": 600}
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(show.REPO)], **run)  # type: ignore[call-overload]  # the same four for each call
    (wheel,) = dist.glob("podloom-*.whl")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(lib), str(wheel)], **run)  # type: ignore[call-overload]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(lib), "HOME": str(tmp_path)}

    def podloom_far(root: Path, *arguments: str) -> str:
        done = subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=root, env=environment, **run)  # type: ignore[call-overload]
        return str(done.stdout)

    where = subprocess.run([sys.executable, "-c", "import pipeline; print(pipeline.__file__)"], cwd=away, env=environment, **run)  # type: ignore[call-overload]
    assert str(where.stdout).startswith(str(lib))
    podloom_far(away, "init", "my-show", "--title", "Far Away")
    assert "1 episode, 1 letter" in podloom_far(away / "my-show", "build")
    site = away / "my-show/build/site"
    assert "Far Away" in (site / "index.html").read_text()
    assert (site / "assets/fonts/newsreader.woff2").is_file()
    assert "warm number" in (site / "episodes/the-warm-numbers/index.html").read_text().lower()
    assert "../../episodes/the-warm-numbers/" in (site / "letters/counting-what-wont-sit-still/index.html").read_text()
    podloom_far(away / "my-show", "check")


@pytest.mark.parametrize(
    ("artist", "guests"),
    [
        ("Ada Byron, Grace Holt", 'guest: "Grace Holt"'),
        ("Grace Holt; Mira Halden", 'guests: ["Grace Holt", "Mira Halden"]'),
        ("Grace Holt & Mira Halden", 'guests: ["Grace Holt", "Mira Halden"]'),
        ("Martin King, Jr.", 'guest: "Martin King, Jr."'),
    ],
)
def test_everybody_in_the_tag_of_a_sound_is_somebody(bare: Path, tmp_path: Path, artist: str, guests: str) -> None:
    path = coded(tmp_path / "talk.mp3", 1.0)
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TPE1(text=artist))
    tags.save(path)
    add(bare, [path], ("Ada Byron",), "2026-01-01")
    assert f"\n{guests}\n" in (bare / "content/episodes/talk/episode.md").read_text()


def test_what_a_killed_run_left_half_written_goes_with_the_next_add(tiny: Path) -> None:
    half = tiny / "content/newsletters/.new-half_one"
    half.write_bytes(b"---")
    letter = tiny.parent / "2025-04-01-a-letter.md"
    letter.write_text("---\ntitle: A Letter\ndate: 2025-04-01\n---\n\nText.\n")
    podloom(tiny, "add", str(letter), check=True)
    assert not half.exists()


SRT = "1\n00:00:00,100 --> 00:00:00,700\nAda Byron: Trust is earned.\n\n2\n00:00:00,700 --> 00:00:00,900\nAda Byron: Slowly.\n"
HEARD = '{"text": "Trust is earned.", "segments": [{"id": 0, "start": 0.1, "end": 0.9, "text": " Trust is earned."}]}'
WRITTEN = {"talk.srt": SRT, "talk.json": HEARD, "talk.vtt": "WEBVTT\n\n00:00.100 --> 00:00.900\nTrust is earned.\n"}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("named", [True, False])
def test_a_transcript_beside_a_sound_comes_with_it(tiny: Path, tmp_path: Path, name: str, named: bool) -> None:
    sound = wav(tmp_path / "talk.wav", (1.0, 0.3))
    (tmp_path / name).write_text(WRITTEN[name])
    done = podloom(tiny, "add", str(sound), *([str(tmp_path / name)] if named else []), check=True)
    assert "content/episodes/talk/transcript.vtt" in done.stdout
    assert "Trust is earned." in (tiny / "content/episodes/talk/transcript.vtt").read_text()
    podloom(tiny, "build", check=True)
    assert "Trust is earned." in (tiny / "build/site/episodes/talk/index.html").read_text()


def test_a_transcript_is_read_in_any_encoding_and_by_a_name_in_capitals(tiny: Path, tmp_path: Path) -> None:
    sound = wav(tmp_path / "talk.wav", (1.0, 0.3))
    (tmp_path / "talk.SRT").write_bytes(SRT.replace("earned", "earned at Andr\u00e9's caf\u00e9").encode("utf-16"))
    podloom(tiny, "add", str(sound), str(tmp_path / "talk.SRT"), check=True)
    assert "Andr\u00e9's caf\u00e9" in (tiny / "content/episodes/talk/transcript.vtt").read_text()


def test_what_is_no_transcript_keeps_no_sound_out(tiny: Path, tmp_path: Path) -> None:
    sound = wav(tmp_path / "talk.wav", (1.0, 0.3))
    (tmp_path / "talk.json").write_text('{"streams": []}')
    done = podloom(tiny, "add", str(sound), check=True)
    assert "talk.json" in done.stdout.partition("left out")[2]
    assert "the published transcript cannot be read" in done.stdout
    assert (tiny / "content/episodes/talk/audio.wav").is_file()
    assert not (tiny / "content/episodes/talk/transcript.vtt").exists()


def test_a_transcript_without_its_sound_is_refused_by_name(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(SRT)
    done = podloom(tiny, "add", str(tmp_path / "talk.srt"))
    assert done.returncode == 2
    assert "talk.srt" in done.stderr
