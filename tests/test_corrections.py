"""What a host corrects once stays corrected: through other words of the engine, a glossary, and a lost build folder."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.model import Doubt, Segment, Transcript
from tests import show
from tests.make import segment, transcript
from tests.show import podloom, receipts

FOLDER = "content/episodes/counting-warmth"
# What another engine makes of the same recording: other cuts, other times, other mistakes.
OTHERWISE = (
    segment("Welcome to the long table. I'm Ada Byron.", 0.3),
    segment("Today, we ask whether rust can be measured with the scored card.", 3.4),
    segment("You count what people do when trust is there", 8.1),
    segment("and you score it every quarter, with both teams.", 11.0),
    segment("That is our indicator, and the newsletter called Slow Bread started it.", 14.2),
)


def edit(root: Path, old: str, new: str) -> Path:
    path = root / FOLDER / "transcript.vtt"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return path


def hear_otherwise(root: Path, said: tuple[Segment, ...] = OTHERWISE) -> None:
    """Let the engine find other words, as a new model would."""
    show.record(root / "recorded", root / FOLDER / "audio.wav", transcript(*said))
    settings = root / "content/show.toml"
    count = settings.read_text().count("threads")
    settings.write_text(settings.read_text().replace("threads = 2\n", "") + ("threads = 2\n" if not count else "threads = 3\n"))


def text(root: Path) -> str:
    lines = (root / FOLDER / "transcript.vtt").read_text().split("\n\n", 3)[-1]
    return " ".join(line for line in lines.splitlines() if line and "-->" not in line)


def test_an_edit_is_noted_beside_the_transcript(built: Path) -> None:
    edit(built, "scorecard", "thermometer")
    show.built(built)
    noted = (built / FOLDER / "corrections.toml").read_text()
    assert 'before = "scorecard."\nafter = "thermometer."\nleft = "measured with a"' in noted
    assert show.built(built)["made"] == []
    assert (built / FOLDER / "corrections.toml").read_text() == noted


def test_an_edit_is_put_into_the_words_of_a_better_model(built: Path) -> None:
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    hear_otherwise(built)
    assert show.built(built)["edited"] == []
    assert "whether rust can be measured with" in text(built)
    assert "thermometer." in text(built)
    assert "card" not in text(built).replace("scorecard", "")
    assert "thermometer" in (built / "build/site/episodes/counting-warmth/index.html").read_text()
    assert '"scored card." -> "thermometer."' in podloom(built, "status").stdout
    assert show.built(built)["made"] == []


def test_a_model_and_an_edit_that_change_together_are_told_apart(built: Path) -> None:
    edit(built, "both teams", "both companies")
    hear_otherwise(built)
    show.built(built)
    assert "I'm Ada Byron" in text(built)
    assert "with both companies." in text(built)
    noted = (built / FOLDER / "corrections.toml").read_text()
    assert noted.count("[[correction]]") == 1


def test_an_edit_that_is_taken_back_does_not_come_back(built: Path) -> None:
    edit(built, "scorecard", "thermometer")
    show.built(built)
    edit(built, "thermometer", "scorecard")
    edit(built, "both teams", "both companies")
    show.built(built)
    noted = (built / FOLDER / "corrections.toml").read_text()
    assert "thermometer" not in noted
    assert "companies" in noted
    hear_otherwise(built)
    show.built(built)
    assert "thermometer" not in text(built)


def test_an_edit_made_after_a_better_model_joins_the_older_ones(built: Path) -> None:
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    hear_otherwise(built)
    show.built(built)
    edit(built, "whether rust", "whether trust")
    show.built(built)
    noted = (built / FOLDER / "corrections.toml").read_text()
    assert noted.count('after = "trust"') == 1
    assert 'before = "scorecard."' in noted  # the first engine may come back
    hear_otherwise(
        built, (*OTHERWISE[:1], segment("Today, we ask if rust can be measured with the scoring card.", 3.3), *OTHERWISE[2:])
    )
    show.built(built)
    assert "trust can be measured with" in text(built)
    assert "thermometer." in text(built)


def test_a_correction_that_fits_no_more_waits_for_a_transcript_that_it_fits(built: Path) -> None:
    edit(built, "scorecard", "thermometer")
    show.built(built)
    hear_otherwise(built, (segment("Nothing of all this was said here at all by anybody.", 0.3), *OTHERWISE[2:]))
    assert "no longer fit" in podloom(built, "build", check=True).stderr
    assert "thermometer" in (built / FOLDER / "corrections.toml").read_text()
    hear_otherwise(built)
    show.built(built)
    assert "thermometer." in text(built)
    assert "no longer fit" not in podloom(built, "status").stdout


def test_a_glossary_is_put_into_an_edited_transcript_too_and_it_stays_hers(built: Path) -> None:
    path = edit(built, "scorecard", "thermometer")
    path.write_text(path.read_text().replace("You count what people do", "You count, as I said, what people do"))
    show.built(built)
    (built / "content/glossary.toml").write_text('[[term]]\nwrite = "Slow Brød"\nheard = ["slow bread"]\n')
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert "hear" not in {row["stage"] for row in made}
    assert "called Slow Brød started" in text(built)
    assert "thermometer" in text(built)
    assert "as I said, what people do" in text(built)
    again = show.built(built)
    assert (again["made"], again["edited"]) == ([], ["episode/counting-warmth"])


def test_a_guest_who_is_named_later_costs_no_hearing(built: Path) -> None:
    path = built / FOLDER / "episode.md"
    path.write_text(path.read_text().replace("guest: Grace Holt", "guests: [Grace Holt, Alan Kay]"))
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert "hear" not in {row["stage"] for row in made}


def test_an_episode_is_heard_again_when_the_host_asks(built: Path) -> None:
    made = json.loads(podloom(built, "build", "--again", "two-clocks", "--json", check=True).stdout)["made"]
    assert [row["item"] for row in made if row["stage"] == "hear"] == ["episode/two-clocks"]
    done = podloom(built, "build", "--again", "two-cloks")
    assert done.returncode == 2
    assert "two-clocks" in done.stderr


def test_corrections_survive_a_lost_build_folder(built: Path) -> None:
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    shutil.rmtree(built / "build")
    show.built(built)
    assert "thermometer" in text(built)
    assert "hear" not in receipts(built, "episode/counting-warmth")
    (built / FOLDER / "transcript.vtt").unlink()
    hear_otherwise(built)
    show.built(built)
    assert "thermometer." in text(built)


def test_an_edit_after_the_build_folder_was_lost_is_found_once_the_audio_was_heard_again(built: Path) -> None:
    shutil.rmtree(built / "build")
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    assert "`podloom build --again counting-warmth` hears it too" in podloom(built, "status", check=True).stdout
    podloom(built, "build", "--again", "counting-warmth", check=True)
    assert '"scorecard." -> "thermometer."' in podloom(built, "correct", "counting-warmth", "--list", check=True).stdout
    hear_otherwise(built)
    show.built(built)
    assert "the thermometer." in text(built)


def test_what_a_transcript_cannot_hold_of_her_file_is_in_the_former_one(built: Path) -> None:
    path = edit(built, "00:00:03.500 -->", "NOTE ask Ines about this\n\n00:00:03.500 -->")
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    (built / "content/glossary.toml").write_text('[[term]]\nwrite = "Slow Brød"\nheard = ["slow bread"]\n')
    before = path.read_text()
    show.built(built)
    assert "Slow Brød" in path.read_text()
    assert (built / FOLDER / "transcript.former.vtt").read_text() == before
    assert "are in your former file, transcript.former.vtt" in podloom(built, "status", check=True).stdout


def test_corrections_that_fit_no_more_are_all_listed(built: Path) -> None:
    edit(built, "with a scorecard", "with a thermometer")
    show.built(built)
    hear_otherwise(built, (segment("We never spoke of anything like it.", 0.3),))
    show.built(built)
    listed = podloom(built, "correct", "counting-warmth", "--list", check=True).stdout
    assert "no longer fits: 00:00:0" in listed
    assert '"scorecard." -> "thermometer."' in listed


def test_a_transcript_that_is_mostly_hers_is_never_written_over(built: Path) -> None:
    path = built / FOLDER / "transcript.vtt"
    mine = "WEBVTT\n\n00:00.000 --> 00:20.000\nI had this typed by a professional, and every word of it is other than yours.\n"
    path.write_text(mine)
    show.built(built)
    hear_otherwise(built)
    assert show.built(built)["edited"] == ["episode/counting-warmth"]
    assert path.read_text() == mine


def test_a_fault_in_the_corrections_is_named_and_the_old_page_stays_up(built: Path) -> None:
    (built / FOLDER / "corrections.toml").write_text('[[correction]]\nat = "soon"\nuntil = "later"\n')
    done = podloom(built, "build")
    assert done.returncode == 1
    assert f"{FOLDER}/corrections.toml:2: this correction has no time" in done.stderr
    assert (built / "build/site/episodes/counting-warmth/index.html").is_file()


def test_correct_opens_the_editor_and_keeps_the_fixes(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/scorecard/thermometer/")
    done = podloom(built, "correct", "counting-warmth", check=True)
    assert '"scorecard." -> "thermometer."' in done.stdout
    assert "1 correction in counting-warmth" in done.stdout
    assert "thermometer" in (built / FOLDER / "corrections.toml").read_text()
    listed = podloom(built, "correct", "counting-warmth", "--list", "--json", check=True).stdout
    assert '"after":"thermometer."' in listed


def test_a_list_has_what_was_edited_since_the_last_build(built: Path) -> None:
    edit(built, "with a scorecard", "with a thermometer")
    listed = podloom(built, "correct", "counting-warmth", "--list", check=True).stdout
    assert '"scorecard." -> "thermometer."' in listed


def test_correct_names_the_nearest_episode(built: Path) -> None:
    done = podloom(built, "correct", "counting-warm")
    assert done.returncode == 2
    assert 'Did you mean "counting-warmth"?' in done.stderr


def test_correct_tells_the_line_that_cannot_be_read(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/-->/-/")
    done = podloom(built, "correct", "counting-warmth")
    assert done.returncode == 1
    assert "transcript.vtt:" in done.stderr


def test_a_correction_that_another_model_needs_not_is_there_when_the_first_one_comes_back(built: Path) -> None:
    edit(built, "with a scorecard", "with the scored card")
    show.built(built)
    hear_otherwise(built)
    show.built(built)
    edit(built, "both teams", "both companies")
    show.built(built)
    hear_otherwise(built, show.FIRST)
    show.built(built)
    assert "with the scored card." in text(built)
    assert "both companies." in text(built)


def test_who_brings_the_old_words_back_has_them_back(built: Path) -> None:
    path = built / FOLDER / "transcript.vtt"
    before = path.read_text()
    edit(built, "scorecard", "thermometer")
    show.built(built)
    path.write_text(before)
    show.built(built)
    assert path.read_text() == before
    assert "thermometer" not in (built / FOLDER / "corrections.toml").read_text()
    (built / "content/glossary.toml").write_text('[[term]]\nwrite = "Slow Brød"\nheard = ["slow bread"]\n')
    show.built(built)
    assert "thermometer" not in path.read_text()


def test_her_former_file_is_kept_when_other_words_take_its_place(built: Path) -> None:
    path = edit(built, "00:00:03.500", "00:00:03.700")
    edit(built, "scorecard", "thermometer")
    hers = path.read_text()
    show.built(built)
    hear_otherwise(built)
    done = podloom(built, "build", check=True)
    assert "your former file is transcript.former.vtt" in done.stderr
    assert (built / FOLDER / "transcript.former.vtt").read_text() == hers
    assert show.built(built)["made"] == []


def test_other_audio_under_a_transcript_of_her_own_is_told(built: Path) -> None:
    mine = "WEBVTT\n\n00:00.000 --> 00:10.000\nI had this typed by a professional, and every word of it is other than yours.\n"
    (built / "content/episodes/two-clocks/transcript.vtt").write_text(mine)
    show.built(built)
    shutil.copy(built / FOLDER / "audio.wav", built / "content/episodes/two-clocks/audio.wav")
    show.built(built)
    assert "the audio changed under your transcript" in podloom(built, "status").stdout
    assert (built / "content/episodes/two-clocks/transcript.vtt").read_text() == mine


def test_no_build_writes_the_transcript_while_it_is_open_in_the_editor(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = built / "editor.sh"
    editor.write_text(f"#!/bin/sh\n{sys.executable} -m pipeline build 2> {built}/said\necho $? >> {built}/said\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    podloom(built, "correct", "counting-warmth", check=True)
    assert (built / "said").read_text().endswith("75\n")
    assert "another run is at work" in (built / "said").read_text()


def test_a_doubt_goes_with_its_correction_and_does_not_come_back_with_the_next_words(built: Path) -> None:
    doubtful = Transcript("en", OTHERWISE, doubts=(Doubt(6.0, 7.5, "unsure of the card"), Doubt(14.0, 15.0, "unsure of the end")))
    show.record(built / "recorded", built / FOLDER / "audio.wav", doubtful)
    podloom(built, "build", "--again", "counting-warmth", check=True)
    assert "unsure of the card" in podloom(built, "status").stdout
    edit(built, "scored card", "scorecard")
    show.built(built)
    said = podloom(built, "status").stdout
    assert ("unsure of the card" in said, "unsure of the end" in said) == (False, True)
    (built / FOLDER / "transcript.vtt").unlink()
    show.built(built)
    assert "unsure of the card" not in podloom(built, "status").stdout
