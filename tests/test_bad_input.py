"""One bad item gets one clear message with file, place and mend; the others are built and nothing is lost."""

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.settings import load
from tests import show
from tests.show import podloom

GOOD_PAGES = ("episodes/two-clocks", "letters/slow-bread", "letters/afterwards")


def spoil_empty_audio(root: Path) -> None:
    (root / "content/episodes/counting-warmth/audio.wav").write_bytes(b"")


def spoil_audio_that_is_text(root: Path) -> None:
    (root / "content/episodes/counting-warmth/audio.wav").write_text("This is a shopping list.\n" * 50)


def spoil_playlist(root: Path) -> None:
    (root / "content/episodes/counting-warmth/audio.wav").write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")


def spoil_no_audio(root: Path) -> None:
    (root / "content/episodes/counting-warmth/audio.wav").unlink()


def spoil_no_notes(root: Path) -> None:
    (root / "content/episodes/counting-warmth/episode.md").unlink()


def spoil_no_date(root: Path) -> None:
    path = root / "content/episodes/counting-warmth/episode.md"
    path.write_text(path.read_text().replace("date: 2025-01-21\n", ""))


def spoil_theme(root: Path) -> None:
    path = root / "content/episodes/counting-warmth/episode.md"
    path.write_text(path.read_text().replace("---\n\n", "themes: [measurment]\n---\n\n"))


def spoil_transcript(root: Path) -> None:
    (root / "content/episodes/counting-warmth/transcript.vtt").write_text("WEBVTT\n\n00:00:05.000 --> half past\nHello\n")


def spoil_chapters(root: Path) -> None:
    (root / "content/episodes/counting-warmth/chapters.json").write_text('{"chapters": [{"title": "no start"}]}')


@pytest.mark.parametrize(
    ("spoil", "said", "mend"),
    [
        (spoil_empty_audio, "content/episodes/counting-warmth/audio.wav: audio is 0 bytes long", "podloom add"),
        (spoil_audio_that_is_text, "content/episodes/counting-warmth/audio.wav", "podloom add"),
        (spoil_playlist, "content/episodes/counting-warmth/audio.wav", "podloom add"),
        (spoil_no_audio, "content/episodes/counting-warmth: audio is missing", "podloom add"),
        (spoil_no_notes, "content/episodes/counting-warmth: episode.md is missing", "podloom add"),
        (spoil_no_date, "content/episodes/counting-warmth/episode.md:1: the draft has no date", "date: "),
        (spoil_theme, 'theme "measurment" is not defined', 'Did you mean "measurement"?'),
        (spoil_transcript, "content/episodes/counting-warmth/transcript.vtt:3", ""),
        (spoil_chapters, "content/episodes/counting-warmth/chapters.json", "startTime"),
    ],
)
def test_a_bad_episode_is_named_and_its_neighbours_are_built(tiny: Path, spoil: object, said: str, mend: str) -> None:
    spoil(tiny)  # type: ignore[operator]  # one of the functions above
    before = show.bytes_of(tiny / "content")
    done = podloom(tiny, "build")
    assert done.returncode == 1
    assert said in done.stderr
    assert mend in done.stderr
    assert "Traceback" not in done.stderr
    assert "fault in Podloom" not in done.stderr
    assert sum("counting-warmth" in line and ": " in line for line in done.stderr.splitlines() if "Transcribing" not in line) == 1
    for page in GOOD_PAGES:
        assert (tiny / "build/site" / page / "index.html").is_file()
    assert not (tiny / "build/site/episodes/counting-warmth").exists()
    after = show.bytes_of(tiny / "content")
    assert {name: after[name] for name in before} == before
    rows = json.loads(podloom(tiny, "status", "--json").stdout)["items"]
    (row,) = [row for row in rows if row["item"] == "episode/counting-warmth"]
    assert row["state"] == "failed"
    assert row["problem"]["message"]


def test_a_mended_item_is_published_by_the_next_build(tiny: Path) -> None:
    path = tiny / "content/episodes/counting-warmth/episode.md"
    good = path.read_text()
    path.write_text(good.replace("date: 2025-01-21\n", ""))
    assert podloom(tiny, "build").returncode == 1
    path.write_text(good)
    assert podloom(tiny, "build").returncode == 0
    assert (tiny / "build/site/episodes/counting-warmth/index.html").is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: No date\n---\n\nText.\n", "content/newsletters/new.md:1: the draft has no date"),
        ("No front matter at all.\n", "content/newsletters/new.md:1: the draft has no front matter"),
        ("---\ntitle: T\ndate: 2025-01-01\nthemes: [mesurement]\n---\n\nText.\n", 'Did you mean "measurement"?'),
        ("---\ntitle: T\ndate: 2025-01-01\ntitle: U\n---\n\nText.\n", 'the key "title" stands twice'),
        ("---\ntitle: T\ndate: 2025-01-01T25:00:00\n---\n\nText.\n", "content/newsletters/new.md:3"),
        ("---\ntitle: 'T\ndate: 2025-01-01\n---\n\nText.\n", "front matter is not YAML"),
    ],
)
def test_a_bad_letter_is_named_and_its_neighbours_are_built(built: Path, text: str, said: str) -> None:
    (built / "content/newsletters/new.md").write_text(text)
    done = podloom(built, "build")
    assert done.returncode == 1
    assert said in done.stderr
    assert "fault in Podloom" not in done.stderr
    assert (built / "build/site/letters/slow-bread/index.html").is_file()


def test_a_letter_without_front_matter_is_built_as_it_is_added(built: Path) -> None:
    path = built / "content/newsletters/2025-04-02-slow-tea.md"
    path.write_text("# Slow Tea\n\nTea takes the time that it takes.\n")
    podloom(built, "build", check=True)
    page = (built / "build/site/letters/slow-tea/index.html").read_text()
    assert "<h1>Slow Tea</h1>" in page
    assert 'datetime="2025-04-02"' in page
    podloom(built, "check", check=True)


def test_one_fault_that_stops_every_episode_is_told_once(tiny: Path) -> None:
    settings = tiny / "content/show.toml"
    settings.write_text(settings.read_text().replace('engine = "replay"', 'model = "huge"'))
    said = podloom(tiny, "build").stderr
    assert said.count('speech model "huge" is not on this machine') == 1
    assert said.count("podloom models get") <= 1
    assert "episode/counting-warmth; episode/two-clocks" in said


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ('tagline = "one', "Close the text with the quote that opens it"),
        ('tagline = "a "quoted" word"', "A quote inside a text ends it"),
        ("tagline = 'It's'", "A quote inside a text ends it"),
        ('tagline = "C:\\d"', "Write each backslash twice"),
        ("tagline = one", "Texts need straight quotes"),
        ('title = "Again"', "take one of the two out"),
        ('hosts = ["a", "b"', "Close the list"),
        ('tagline "one"', "Put = between"),
        ("[links", "Close the name of the table"),
        ("[show]", "This table stands twice"),
        ("= 1", "Write lines such as"),
    ],
)
def test_every_slip_in_toml_has_its_remedy(tmp_path: Path, line: str, mend: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/show.toml").write_text(f'[show]\ntitle = "T"\n{line}\n')
    with pytest.raises(InputError) as raised:
        load(tmp_path)
    assert "this is not TOML" in raised.value.message
    assert mend in raised.value.remedy


def test_a_draft_marked_so_is_left_out_without_a_word(built: Path) -> None:
    (built / "content/newsletters/new.md").write_text("---\ntitle: T\ndraft: true\n---\n\nText.\n")
    done = podloom(built, "build", check=True)
    assert "up to date" in done.stdout


def test_a_letter_of_a_title_alone_is_built_with_a_warning(built: Path) -> None:
    path = built / "content/newsletters/2025-04-02-slow-tea.md"
    path.write_text("---\ntitle: Slow Tea\ndate: 2025-04-02\n---\n" + "\n\t" * 20_000)
    done = podloom(built, "build", check=True)
    assert f"{path.relative_to(built)}: the letter has only a title. Write it, or mark it with `draft: true`" in done.stderr
    assert "<h1>Slow Tea</h1>" in (built / "build/site/letters/slow-tea/index.html").read_text()


def test_a_slug_that_nobody_wrote_gives_way_to_the_one_that_was_there_before(built: Path) -> None:
    letters = built / "content/newsletters"
    (letters / "2025-04-02-slow-bread.md").write_text("---\ntitle: More bread\ndate: 2025-04-02\n---\n\nRises.\n")
    (letters / "2025-05-02-other.md").write_text("---\ntitle: Other\ndate: 2025-05-02\nslug: Slow/Bread\n---\n\nRises too.\n")
    done = podloom(built, "build", check=True)
    pages = {path.parent.name: path.read_text() for path in (built / "build/site/letters").glob("*/index.html")}
    assert "<h1>Slow Bread</h1>" in pages["slow-bread"]
    assert "<h1>More bread</h1>" in pages["2025-04-02-slow-bread"]
    assert "<h1>Other</h1>" in pages["2025-05-02-other"]
    assert 'the slug "Slow/Bread" cannot be an address; "2025-05-02-other" is used' in done.stderr
    assert 'slow-bread.md: its address is "2025-04-02-slow-bread", for another letter has "slow-bread".' in done.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2024-12-31-slow-bread.txt", "Old bread."),
        ("2024-12-31-slow-bread.md", "---\ntitle: Never sent\ndraft: true\n---\n\nOld bread.\n"),
        ("2024-12-31-slow-bread.md", "---\ntitle: Not yet\ndate: 2091-01-01\n---\n\nNew bread.\n"),
        ("2025-09-01-slow-bread.md", "---\ntitle: [\n---\n\nBroken bread.\n"),
        ("2025-09-01-slow-bread.md", "---\ntitle: Later\ndate: 2025-09-01\n---\n\nMore bread.\n"),
    ],
)
def test_a_letter_that_was_sent_keeps_its_address_beside_what_was_not(built: Path, name: str, text: str) -> None:
    (built / "content/newsletters" / name).write_text(text)
    podloom(built, "build")
    assert "<h1>Slow Bread</h1>" in (built / "build/site/letters/slow-bread/index.html").read_text()
    assert not (built / "build/site/letters/2025-01-07-slow-bread").exists()


def test_two_items_with_one_slug_are_both_named_and_the_first_keeps_its_page(built: Path) -> None:
    page = (built / "build/site/letters/slow-bread/index.html").read_bytes()
    (built / "content/newsletters/2025-02-02-other.md").write_text(
        "---\ntitle: Other\ndate: 2025-02-02\nslug: slow-bread\n---\n\nText.\n"
    )
    done = podloom(built, "build")
    assert done.returncode == 1
    assert 'the slug "slow-bread" already belongs to content/newsletters/2025-01-07-slow-bread.md' in done.stderr
    assert "content/newsletters/2025-02-02-other.md" in done.stderr
    assert "Give one of the two another `slug:`" in done.stderr
    assert (built / "build/site/letters/slow-bread/index.html").read_bytes() == page


def test_an_unknown_key_in_the_settings_changes_nothing(built: Path) -> None:
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text().replace("hosts =", "hots ="))
    before = show.stats_of(built)
    done = podloom(built, "build")
    assert done.returncode == 2
    assert done.stderr == 'content/show.toml:3: unknown key "hots"\n  Did you mean "hosts"?\n'
    assert show.stats_of(built) == before


def test_faults_of_several_settings_files_are_told_at_once(built: Path) -> None:
    (built / "content/people.toml").write_text('[[person]]\nslug = "A B"\nname = "A"\n')
    themes = built / "content/themes.toml"
    themes.write_text(themes.read_text() + '\n[[theme]]\nslug = "extra"\n')
    done = podloom(built, "build")
    assert done.returncode == 2
    assert "content/people.toml:2" in done.stderr
    assert '"name" is missing' in done.stderr


def test_a_missing_speech_model_says_how_to_get_one(tiny: Path) -> None:
    settings = tiny / "content/show.toml"
    settings.write_text(settings.read_text().split("[transcribe]")[0] + '[transcribe]\nmodel = "enormous"\n')
    done = podloom(tiny, "build")
    assert done.returncode == 1
    assert "enormous" in done.stderr
    assert "podloom[offline]" in done.stderr
    assert (tiny / "build/site/letters/slow-bread/index.html").is_file()


def test_an_empty_show_builds(tiny: Path) -> None:
    import shutil

    shutil.rmtree(tiny / "content/episodes")
    shutil.rmtree(tiny / "content/newsletters")
    done = podloom(tiny, "build")
    assert done.returncode == 0, done.stderr
    assert (tiny / "build/site/index.html").is_file()


@pytest.mark.parametrize(
    ("name", "front", "slug"),
    [
        ("new.md", "slug: ../../etc\n", "etc"),
        ("new.md", 'slug: ".."\n', "new"),
        ("2025-01-01 My Great Letter!.md", "", "my-great-letter"),
        ("Brief_über_Käse.md", "", "brief-uber-kase"),
        ("🎹.md", "", "unnamed"),
    ],
)
def test_any_file_name_and_any_slug_becomes_an_address(built: Path, name: str, front: str, slug: str) -> None:
    (built / "content/newsletters" / name).write_text(f"---\ntitle: 12:30:45\ndate: 2025-01-01\n{front}---\n\nText.\n")
    done = podloom(built, "build")
    assert done.returncode == 0, done.stderr
    assert "12:30:45" in (built / f"build/site/letters/{slug}/index.html").read_text()
    assert ("cannot be an address" in done.stderr) == bool(front)
