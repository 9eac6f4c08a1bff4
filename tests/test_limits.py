"""docs/limits.md says what the code does; the list of what is installed says what is pinned."""

import json
import re
import subprocess
import sys

import pytest

from pipeline import plainyaml, shell, tables
from pipeline.fetch import api, request, wire
from pipeline.ingest import chapters, decoding, draft, picture
from pipeline.ingest.feeds import gathering
from pipeline.ingest.letters import bundle, word
from pipeline.settings.sources import Network
from tests import show

LIMITS = (show.REPO / "docs/limits.md").read_text()
NETWORK = Network()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sound, video", f"{decoding.LEAST_SECONDS} s of computing and {decoding.SECONDS_PER_MEGABYTE} s a MB"),
        ("sound, video", f"{decoding.MEMORY_MEGABYTES} MB, in a process"),
        ("sound, video", f"at most {decoding.MOST_OPEN} files open"),
        ("a sound file fetched", f"`file_megabytes` ({NETWORK.file_megabytes:,})"),
        ("a sound file fetched", f"`file_minutes` ({NETWORK.file_minutes:g}), and {wire.PACE_BYTES // 1000} kB/s"),
        ("a sound file fetched", f"{request.TRIES} tries"),
        ("a page, feed or API fetched", f"{max(api.MOST_BYTES, gathering.MOST_BYTES) >> 20} MiB at most"),
        ("a page, feed or API fetched", f"`seconds` ({NETWORK.seconds:g})"),
        ("a page, feed or API fetched", f"{request.MOST_REDIRECTS} redirects"),
        ("a draft", f"{draft.DRAFT_LIMIT_BYTES >> 20} MiB"),
        ("a draft", f"front matter {plainyaml.LIMIT_BYTES >> 10} kB"),
        ("`mkdocs.yml`", f"{plainyaml.LIMIT_BYTES >> 10} kB"),
        ("`content/*.toml`", f"{tables.FILE_LIMIT_BYTES >> 20} MiB"),
        ("a letter in an export", f"{bundle.FILE_LIMIT_BYTES >> 20} MiB"),
        ("a letter in an export", f"{bundle.MOST_FILES:,} files"),
        ("a Word document", f"at most {word._MOST_PARTS:,} parts"),
        ("a picture", f"{picture.HEAVIEST_BYTES >> 20} MiB, {picture.MOST_PIXELS // 1_000_000} million pixels"),
        ("a picture", f"{decoding.LEAST_SECONDS} s of computing and {decoding.SECONDS_PER_MEGABYTE} s a MB"),
        ("a picture", f"{decoding.PICTURE_MEGABYTES:,} MB, in a process"),
        ("`chapters.json`", f"{chapters.MOST_BYTES >> 20} MiB"),
        ("the site builder", f"{shell.LIMIT_SECONDS} s"),
    ],
)
def test_the_limits_that_are_written_down_are_those_that_hold(row: str, said: str) -> None:
    (line,) = [line for line in LIMITS.splitlines() if line.startswith(f"| {row} |")]
    assert said in line


def listed(*arguments: str) -> str:
    command = [sys.executable, str(show.REPO / "requirements/sbom.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_bill_of_materials_names_every_pinned_package_with_its_version_and_licence() -> None:
    told = json.loads(listed())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    found = {one["name"]: one for one in told["components"]}
    pins = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", (show.REPO / "requirements/run.txt").read_text(), re.MULTILINE)
    assert len(pins) > 50
    for name, version in pins:
        one = found[re.sub(r"[-_.]+", "-", name)]
        assert one["version"] == version
        assert one["purl"] == f"pkg:pypi/{one['name']}@{version}"
        assert one["licenses"][0]["license"]["name"]
    assert listed() == listed()
    assert {line.split("\t")[0] for line in listed("--licences").splitlines()} == found.keys()


def test_every_dependency_is_pinned_with_hashes_and_without_an_address() -> None:
    for path in sorted((show.REPO / "requirements").glob("*.txt")):
        text = path.read_text()
        entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        assert entries, path
        assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == [], path
        assert "://" not in text, path
