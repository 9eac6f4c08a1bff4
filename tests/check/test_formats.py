"""Findings for programs: SARIF as its specification has it, annotations as GitHub reads them."""

import json
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pipeline.check import RULES, Finding, github, plain, sarif
from tests.check.examples import EXAMPLES
from tests.node import NODE, fetched

ODD = Finding("error", "content/newsletters/50% é a, b: c.md:7", "one: 100%\nis, too much", "Mend it.", "mark-nowhere", "Why.")


@pytest.fixture
def findings(tmp_path: Path) -> list[Finding]:
    return [one for name, example in EXAMPLES.items() for one in example(tmp_path / name)] + [ODD]


def test_sarif_holds_what_its_schema_requires(findings: list[Finding]) -> None:
    log = sarif(findings, RULES, "1.0.0")
    assert log["version"] == "2.1.0"
    assert str(log["$schema"]).endswith("sarif-2.1.0.json")
    (run,) = log["runs"]  # type: ignore[misc]  # decoded JSON
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    assert len(run["results"]) == len(findings)
    for result, one in zip(run["results"], findings, strict=True):
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"].startswith(one.message)
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.rule
        (place,) = (location["physicalLocation"] for location in result["locations"])
        uri = place["artifactLocation"]["uri"]
        assert uri.isascii()
        assert " " not in uri
        assert urlsplit(uri).scheme == ""
        assert unquote(uri) == one.file
        assert place.get("region", {}).get("startLine") == one.line
        assert one.line is None or one.line >= 1


def judged(*logs: object) -> list[list[str]]:
    """Ask the schema of SARIF what is wrong with each log."""
    if why := fetched("@microsoft/jest-sarif") or fetched("ajv"):
        pytest.skip(f"!!! NO SCHEMA OF SARIF ({why}): NOBODY ELSE JUDGED OUR LOG")
    lines = "".join(f"{json.dumps(log)}\n" for log in logs)
    done = subprocess.run(["node", "sarif.cjs"], cwd=NODE, input=lines, capture_output=True, text=True, timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_schema_of_sarif_finds_nothing_in_our_log_and_something_in_a_broken_one(findings: list[Finding]) -> None:
    whole, empty = sarif(findings, RULES, "1.0.0"), sarif([], RULES, "1.0.0")
    broken = json.loads(json.dumps(whole))
    broken["runs"][0]["results"][0]["level"] = "fatal"
    del broken["runs"][0]["tool"]
    good, bare, wrong = judged(whole, empty, broken)
    assert good == bare == []
    assert any("results[0].level" in fault for fault in wrong)
    assert any("'tool'" in fault for fault in wrong)


def test_an_annotation_is_one_line_that_nothing_in_it_can_end(findings: list[Finding]) -> None:
    for one in findings:
        line = github(one)
        assert "\n" not in line
        assert line.startswith(f"::{one.level} file=")
    assert github(ODD) == (
        "::error file=content/newsletters/50%25 é a%2C b%3A c.md,line=7,title=mark-nowhere::one: 100%25%0Ais, too much%0AMend it."
    )


def test_json_parts_the_file_from_its_line() -> None:
    found = plain(ODD)
    assert (found["file"], found["line"]) == ("content/newsletters/50% é a, b: c.md", 7)
    assert found["where"] == ODD.where
    assert plain(Finding("error", "build/site", "m", "r"))["line"] is None
