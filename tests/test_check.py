"""`podloom check` names what would lead readers astray: marks, dates, addresses and decisions. Mends nothing."""

import json
import re
from pathlib import Path

import pytest

from tests import show
from tests.show import podloom

DECISION = {
    "item": "episode/counting-warmth", "passage": "t-8", "theme": "measurement", "verdict": "remove",
    "quote": "You count what people do when trust is there.", "start": 8.0, "end": 14.0,
}  # fmt: skip
LETTER = "content/newsletters/2025-03-10-cranes.md"
DECIDED = "content/decisions/themes.jsonl"


def letter(root: Path, text: str) -> None:
    (root / LETTER).write_text(f"---\ntitle: Cranes\ndate: 2025-03-10\n---\n\n{text}\n")


def findings(root: Path) -> list[dict[str, str]]:
    return list(json.loads(podloom(root, "check", "--json").stdout))


def about(root: Path, words: str) -> list[tuple[str, str]]:
    """Return level and message of the findings whose message holds some words."""
    return [(one["level"], one["message"]) for one in findings(root) if words in one["message"]]


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ("[[counting-warmth@0:19]]", []),
        ("[[counting-warmth@00:00:19|there]]", []),
        ("[[counting-warmth@0:20]]", [("error", '[[counting-warmth@0:20]] leads past the end of "Counting Warmth"')]),
        ("[[counting-warmth@75:30]]", [("error", '[[counting-warmth@75:30]] leads past the end of "Counting Warmth"')]),
        ("[[counting-warmth@0:75]]", [("error", '[[counting-warmth@0:75]] has no time: "0:75" stands on no clock')]),
        ("[[counting-warmth@99:99:99]]", [("error", '[[counting-warmth@99:99:99]] has no time: "99:99:99" stands on no clock')]),
        ("[[slow-bread@0:05]]", [("warning", "[[slow-bread@0:05]] has a time, and the letter has none")]),
    ],
)  # fmt: skip
def test_a_mark_with_a_time_that_is_not_there_is_named(built: Path, mark: str, found: list[tuple[str, str]]) -> None:
    letter(built, f"It takes up what Grace said in {mark} about trust.")
    show.built(built)
    assert about(built, "[[") == found
    page = (built / "build/site/letters/cranes/index.html").read_text()
    (sentence,) = re.findall(r"<p>It takes up .*?</p>", page)
    assert f'href="../../{_path(mark)}{"" if found else "#t=19"}"' in sentence
    assert ("#t=" in sentence) == (not found)


def _path(mark: str) -> str:
    return "letters/slow-bread/" if "slow" in mark else "episodes/counting-warmth/"


def test_a_slug_that_means_two_things_is_named_with_both(built: Path) -> None:
    (built / "content/people.toml").write_text(
        '[[person]]\nslug = "slow-bread"\nname = "Ann Bread"\n\n[[organisation]]\nslug = "measurement"\nname = "The Bureau"\n'
    )
    letter(built, "See [[slow-bread]] and [[measurement|what we count]], but [[grace-holt]] is one.")
    show.built(built)
    first, second = [one for one in findings(built) if "[[" in one["message"]]
    assert first["message"] == '[[slow-bread]] means the letter "Slow Bread" and the person "Ann Bread"; it leads to the letter'
    assert "another slug" in first["remedy"]
    assert second["message"].startswith(
        '[[measurement]] means the theme "Measuring partnerships" and the organisation "The Bureau"'
    )
    assert first["level"] == second["level"] == "warning"
    assert first["where"] == f"{LETTER}:6"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://long-table.example/episodes/gone/", "leads nowhere"),
        ("http://Long-Table.example/letters/gone/", "leads nowhere"),
        ("https://long-table.example/episodes/counting-warmth/#t-99", "the page has no place #t-99"),
    ],
)  # fmt: skip
def test_a_whole_address_of_a_page_of_ours_that_is_not_there_is_named(built: Path, address: str, message: str) -> None:
    letter(built, f"It takes up [what Grace said]({address}).")
    show.built(built)
    ((level, found),) = about(built, "ong-")
    assert level == "error"
    assert found in (f"{address} {message}", f"{address}: {message}")


def test_whole_addresses_that_are_there_or_not_the_sites_own_are_no_fault(built: Path) -> None:
    there = "https://long-table.example/episodes/counting-warmth/#t-8", "https://long-table.example/episodes/counting-warmth/#t=8"
    others = "https://long-table.example/media/first.mp3", "https://elsewhere.example/episodes/gone/", "https://long-table.example/"
    letter(built, " ".join(f"[one]({address})" for address in (*there, *others)))
    show.built(built)
    assert [one for one in findings(built) if one["level"] == "error"] == []


def test_what_browsers_refuse_on_a_page_of_the_hosts_own_is_named_with_its_line(built: Path) -> None:
    assert about(built, "a browser") == []
    path = built / "site/pages/join/index.md"
    path.parent.mkdir()
    path.write_text(
        '# Join\n\nBy mail:\n\n<form action="https://lists.example/join"><input name="mail"></form>\n\n'
        "![A ship](//far.example/ship.png)\n\n```\n<iframe src=https://video.example/1></iframe>\n```\n"
    )
    show.built(built)
    found = {one["message"]: one for one in findings(built) if "a browser" in one["message"]}
    assert {message: one["where"] for message, one in found.items()} == {
        "a browser does not let <form> ask lists.example": "site/pages/join/index.md:5",
        "a browser does not let <img> ask far.example": "site/pages/join/index.md:7",
    }
    assert {one["level"] for one in found.values()} == {"warning"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_fault_in_a_draft_of_another_editor_has_its_line(built: Path, encoding: str) -> None:
    letter(built, "It takes up [[nobody-knows]].")
    path = built / LETTER
    path.write_bytes(path.read_text().encode(encoding))
    show.built(built)
    (found,) = [one for one in findings(built) if "nobody-knows" in one["message"]]
    assert found["where"] == f"{LETTER}:6"


def test_a_letter_that_is_younger_than_what_it_sparked_is_named(built: Path) -> None:
    assert about(built, "sparked") == []
    path = built / "content/newsletters/2025-01-07-slow-bread.md"
    path.write_text(path.read_text().replace("date: 2025-01-07", "date: 2025-01-22"))
    show.built(built)
    ((level, message),) = about(built, "sparked")
    assert level == "warning"
    assert '2025-01-22, and the episode "counting-warmth" of 2025-01-21' in message


def decide(root: Path, *rows: dict[str, object]) -> None:
    (root / "content/decisions").mkdir(exist_ok=True)
    (root / DECIDED).write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_decisions_about_a_theme_that_is_gone_are_named(built: Path) -> None:
    decide(built, DECISION, {**DECISION, "theme": "weather"}, {**DECISION, "theme": "weather", "passage": "t-0"})
    (found,) = [one for one in findings(built) if "decision" in one["message"]]
    assert (found["level"], found["where"]) == ("warning", f"{DECIDED}:2")
    assert found["message"] == '2 decisions are about the theme "weather", which is not there any more'
    assert 'was = ["weather"]' in found["remedy"]


def test_a_theme_that_got_another_slug_without_a_word_is_noticed_by_its_decisions(built: Path) -> None:
    decide(built, DECISION)
    path = built / "content/themes.toml"
    before = path.read_text()
    path.write_text(before.replace('slug = "measurement"', 'slug = "measuring"'))
    assert about(built, '"measurement"') == [
        ("warning", '1 decision is about the theme "measurement", which is not there any more')
    ]  # fmt: skip
    path.write_text(before.replace('slug = "measurement"', 'slug = "measuring"\nwas = ["measurement"]'))
    assert about(built, "decision") == []


def test_a_line_that_is_no_decision_is_named(built: Path) -> None:
    decide(built, DECISION)
    with (built / DECIDED).open("a") as file:
        file.write('{"item": "epi\n')
    (built / "content/decisions/links.jsonl").write_text('{"type": "likes"}\n')
    found = [(one["level"], one["where"]) for one in findings(built) if "this line is no decision" in one["message"]]
    assert found == [("warning", f"{DECIDED}:2"), ("warning", "content/decisions/links.jsonl:1")]


def test_a_letter_that_nothing_is_linked_with_is_named(tiny: Path) -> None:
    letter(tiny, "🎈🎈🎈")
    show.built(tiny)
    assert [one["where"] for one in findings(tiny) if "linked with it" in one["message"]] == [LETTER]


def test_a_fault_is_told_at_the_line_that_a_person_wrote(built: Path) -> None:
    letter(built, "One.\n\nSee [the page](../gone/) and [[nobody]].")
    show.built(built)
    found = {one["rule"]: one for one in findings(built) if one["level"] == "error"}
    assert set(found) == {"link-nowhere", "mark-nowhere"}
    for one in found.values():
        assert (one["file"], one["line"]) == (LETTER, 8)
        assert one["why"]
        assert one["remedy"]


def test_the_formats_say_the_same_and_exit_alike(built: Path) -> None:
    assert podloom(built, "check").returncode == 0
    letter(built, "See [[nobody]].")
    show.built(built)
    found = findings(built)
    said = [podloom(built, "check", "--format", form) for form in ("text", "github", "sarif")]
    assert [done.returncode for done in said] == [1, 1, 1]
    text, github, sarif = (done.stdout for done in said)
    assert f"error: {LETTER}:6: [[nobody]] leads nowhere [mark-nowhere]" in text
    assert text.splitlines()[-1] == f"1 error, {len(found) - 1} warnings."
    assert f"::error file={LETTER},line=6,title=mark-nowhere::[[nobody]] leads nowhere" in github
    results = json.loads(sarif)["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == [one["rule"] for one in found]


def test_the_rules_are_listed_without_a_show(tmp_path: Path) -> None:
    lines = podloom(tmp_path, "check", "--rules", check=True).stdout.splitlines()
    assert any(line.split()[:2] == ["error", "address-gone"] for line in lines)
    rules = json.loads(podloom(tmp_path, "check", "--rules", "--json", check=True).stdout)
    assert len(rules) == len(lines)
    assert all({"id", "level", "says", "mend"} <= rule.keys() for rule in rules)


def test_a_check_of_broken_files_ends_in_findings(built: Path) -> None:
    folder = built / "content/episodes/counting-warmth"
    (folder / "chapters.json").write_text('{"chapters": [{"start": 1}, 7]}')
    (folder / "transcript.vtt").write_bytes(b"WEBVTT\n\n\xff\xfe nothing\n")
    assert podloom(built, "build").returncode == 1
    done = podloom(built, "check", "--json")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert {one["rule"] for one in json.loads(done.stdout) if one["level"] == "error"} == {"item-failed"}
