"""Soundbites: what is proposed, and what the host accepts with a line of episode.md."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import ItemError
from pipeline.feeds import soundbites
from pipeline.feeds.channel import Person, Season, Soundbite
from pipeline.feeds.release import release
from tests import show
from tests.feeds.conftest import Feed
from tests.make import mention, spoken

LONG = " ".join(f"This is sentence number {number}." for number in range(12))


def test_the_strongest_moments_are_proposed_in_order_of_time_by_whole_sentences() -> None:
    passages = [spoken(100.0 * at, LONG, "Ada", 96.0) for at in range(5)]
    scores = (0.5, 0.9, 0.7, 0.95, 0.6)
    mentions = [mention(passage, "trust", score) for passage, score in zip(passages, scores, strict=True)]
    found = soundbites.drafts(passages, mentions)
    assert [int(one.start // 100) for one in found] == [1, 2, 3]
    starts = {sentence.start for passage in passages for sentence in passage.sentences}
    for one in found:
        assert one.start in starts
        assert soundbites.SHORTEST <= one.duration <= soundbites.LONGEST


def test_nothing_is_proposed_where_too_little_is_said() -> None:
    short = spoken(0.0, "Yes. No.", "Ada", 4.0)
    assert soundbites.drafts([short], [mention(short, "trust")]) == ()
    assert soundbites.drafts([], [mention(short, "trust")]) == ()


def test_two_proposals_never_overlap() -> None:
    passage = spoken(0.0, LONG, "Ada", 96.0)
    found = soundbites.drafts([passage], [mention(passage, "trust"), mention(passage, "tea", 0.8)])
    assert len(found) == 1


def test_what_the_host_took_is_not_proposed_again() -> None:
    passage = spoken(0.0, LONG, "Ada", 96.0)
    (first,) = soundbites.drafts([passage], [mention(passage, "trust")])
    assert soundbites.drafts([passage], [mention(passage, "trust")], [first]) == ()


def test_the_command_prints_the_lines_that_a_host_puts_into_her_draft(site: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(site.parent.parent, tmp_path / "show", symlinks=True))
    done = show.podloom(root, "soundbites", "the-score")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('content/episodes/the-score/episode.md\nsoundbites:\n  - "')
    (told,) = json.loads(show.podloom(root, "soundbites", "the-score", "--json").stdout)
    path = root / "content/episodes/the-score/episode.md"
    line = json.dumps(told["soundbites"][0]["line"])
    path.write_text(path.read_text().replace("---\ntitle", f"---\nsoundbites: [{line}]\ntitle", 1))
    show.built(root)
    feed = Feed((root / "build/site/podcast.xml").read_bytes())
    assert feed.one("//item[title='The Score']/podcast:soundbite/text()") == told["soundbites"][0]["title"]


def test_the_command_says_what_to_do_where_nothing_was_made(tiny: Path) -> None:
    done = show.podloom(tiny, "soundbites")
    assert done.returncode == 0
    assert "podloom build" in done.stdout
    assert 'there is no episode "x"' in show.podloom(tiny, "soundbites", "x").stderr


def test_the_line_of_a_proposal_is_one_that_is_read_again() -> None:
    bite = Soundbite(73.0, 52.0, "What warm numbers are")
    assert soundbites.line(bite) == "1:13-2:05 What warm numbers are"
    assert soundbites.accepted(soundbites.line(bite)) == bite


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1:13-2:05", Soundbite(73.0, 52.0)),
        ("00:01:13.500 \u2013 00:02:00.000 A - B", Soundbite(73.5, 46.5, "A - B")),
        ("1:00:00-1:00:20 Late", Soundbite(3600.0, 20.0, "Late")),
        ("12.5-30 Plain seconds", Soundbite(12.5, 17.5, "Plain seconds")),
        ("2:05-1:13 Backwards", None),
        ("What warm numbers are", None),
        ("1:13", None),
    ],
)
def test_a_line_is_read_as_a_host_writes_it(text: str, meant: Soundbite | None) -> None:
    assert soundbites.accepted(text) == meant


def test_front_matter_says_what_feeds_alone_ask_for() -> None:
    meta = {
        "guid": "PC2057",
        "date": "2025-03-18 08:30",
        "type": "bonus",
        "explicit": False,
        "season": 2,
        "season_name": "Numbers",
        "credits": ["Tom Oak (Audio Editor)", "Ann"],
        "soundbites": "1:13-2:05 One",
    }
    found = release(meta, "", "episode.md")
    assert found.at == "2025-03-18T08:30:00+00:00"
    assert (found.guid, found.kind, found.explicit, found.season) == ("PC2057", "bonus", False, Season(2, "Numbers"))
    assert found.credits == (Person("Tom Oak", "Audio Editor"), Person("Ann"))
    assert found.soundbites == (Soundbite(73.0, 52.0, "One"),)
    assert release({"date": "2025-03-18"}, "", "x").at == ""


@pytest.mark.parametrize(
    ("key", "value", "mend"),
    [
        ("type", "extra", "full, trailer, bonus"),
        ("explicit", "yes", "explicit: true"),
        ("season", "two", "season: 2"),
        ("season", 0, "season: 2"),
        ("soundbites", ["soon"], "1:13-2:05"),
        ("soundbites", [7], "list of texts"),
        ("credits", ["(Editor)"], "Becky Smith (Cover Art Designer)"),
        ("guid", ["a"], "on one line"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(key: str, value: object, mend: str) -> None:
    text = f"---\ntitle: T\n{key}: it\n---\n"
    with pytest.raises(ItemError) as caught:
        release({key: value}, text, "content/episodes/x/episode.md")
    assert caught.value.where == "content/episodes/x/episode.md:3"
    assert mend in caught.value.remedy
