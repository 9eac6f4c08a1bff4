"""What docs/publishing.md and docs/check.md say can be done is done here, with their own lines."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from pipeline.settings import load
from tests import show

PAGE = (show.REPO / "docs/publishing.md").read_text()
RULES = (show.REPO / "docs/check.md").read_text()


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(text: str) -> list[str]:
    lines = "\n".join(blocks(text, "sh")).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


@pytest.fixture
def hosted(built: Path) -> Path:
    """The built show in git, with a remote."""
    remote = built.parent / "far.git"
    (built / ".gitignore").write_text("build/\nserved/\n")
    for words in (
        ("init", "--quiet", "--initial-branch", "main", "."),
        ("init", "--quiet", "--bare", str(remote)),
        ("config", "user.name", "Ada Byron"),
        ("config", "user.email", "ada@show.example"),
        ("add", "."),
        ("commit", "--quiet", "--message", "Start"),
        ("remote", "add", "origin", str(remote)),
        ("push", "--quiet", "--set-upstream", "origin", "main"),
    ):
        subprocess.run(["git", *words], cwd=built, check=True, capture_output=True)
    return built


def ran(root: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of a shell as it stands, with this Podloom."""
    line = re.sub(r"\bpodloom (?=[a-z])", f"{shlex.quote(sys.executable)} -m pipeline ", command)
    environment = {**os.environ, "PYTHONPATH": str(show.REPO)}
    return subprocess.run(["sh", "-c", line], cwd=root, env=environment, capture_output=True, text=True, timeout=300)


def with_setting(root: Path) -> None:
    settings = root / "content/show.toml"
    settings.write_text(settings.read_text() + '\n[publish]\nto = "served"\n')


def test_every_command_about_publishing_and_checking_runs_as_it_stands(hosted: Path) -> None:
    with_setting(hosted)
    lines = [*commands(RULES), *commands(PAGE)]
    assert len(lines) > 12
    for line in lines:
        if "--rollback" in line:  # there must be something to go back to
            letter = hosted / "content/newsletters/2025-03-01-afterwards.md"
            letter.write_text(letter.read_text() + "\nOne more line.\n")
            assert ran(hosted, line.replace(" --rollback", "")).returncode == 0
        line = line.replace("file:///tmp/podloom-example", f"file://{hosted.parent}/storage")
        done = ran(hosted, line)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert (hosted / "served/current/index.html").is_file()
    assert (hosted.parent / "storage/index.html").is_file()


def test_the_settings_of_the_page_are_those_that_there_are(tiny: Path) -> None:
    (block,) = blocks(PAGE, "toml")
    settings = tiny / "content/show.toml"
    settings.write_text(settings.read_text() + "\n" + block)
    given = tomllib.loads(block)["publish"]
    read = load(tiny).publish
    assert {name: getattr(read, name) for name in given} == given
    assert set(given) == set(type(read).__struct_fields__)


def test_the_workflow_builds_checks_publishes_and_keeps_what_was_written(hosted: Path) -> None:
    (text,) = blocks(PAGE, "yaml")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "write"}
    steps = workflow["jobs"]["publish"]["steps"]
    run = [step["run"] for step in steps if "run" in step and not step["run"].startswith("pip")]
    (hosted / "content/newsletters/2025-05-05-more.md").write_text("---\ntitle: More\ndate: 2025-05-05\n---\n\nTrust and more.\n")
    for command in run:
        done = ran(hosted, command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    git = ["git", "--git-dir", str(hosted.parent / "far.git")]
    for name in ("gh-pages:letters/more/index.html", "main:content/published.jsonl", "main:content/newsletters/2025-05-05-more.md"):
        assert subprocess.run([*git, "cat-file", "-e", name], capture_output=True).returncode == 0, name


def test_the_line_for_cron_says_nothing_when_all_is_well_and_what_is_wrong_otherwise(hosted: Path) -> None:
    with_setting(hosted)
    (line,) = blocks(PAGE, "cron")
    minute, command = line.split("  ", 1)
    assert re.fullmatch(r"[\d*]+( [\d*]+){4}", minute)
    command = command.replace("/srv/show", str(hosted)).strip()
    done = ran(hosted, command)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    letter = hosted / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text() + "\nSee [[nobody]].\n")
    done = ran(hosted, command)
    assert done.returncode == 1
    assert "[mark-nowhere]" in done.stdout
    assert "Nothing was published" in done.stderr


def test_no_secret_stands_on_the_page() -> None:
    assert not re.search(r"(?i)(key|secret|token|password)\s*[=:]\s*['\"]?[A-Za-z0-9]{8}", PAGE)
