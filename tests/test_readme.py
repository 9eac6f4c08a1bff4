"""What the README says can be done is done here, with its own lines."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import show
from tests.make import wav
from tests.web import free_port

README = (show.REPO / "README.md").read_text()


def block(heading: str) -> list[str]:
    """Return the commands of the first code block below a heading."""
    found = re.search(rf"## {heading}\n+```sh\n(.*?)```", README, re.DOTALL)
    assert found, heading
    lines = (line.split("#")[0].strip() for line in found[1].splitlines())
    return [part.strip() for line in lines if line for part in line.split("&&")]


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (show.REPO / "Makefile").read_text()
    for command in block("Two commands"):
        assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE), command


@pytest.mark.slow
def test_a_host_can_start_a_show_as_the_readme_says(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    (tmp_path / "letters").mkdir()
    wav(tmp_path / "recordings/first-talk.mp3", (3.0, 0.1))  # sound without speech: sound is not the subject here
    (tmp_path / "letters/first-letter.md").write_text("---\ntitle: First\ndate: 2025-01-02\n---\n\nText.\n")
    here, ran = tmp_path, []
    for command in block("Start your own show"):
        words = [word.replace("~", str(tmp_path)) for word in shlex.split(command)]
        if words[0] == "cd":
            here /= words[1]
        elif words[:2] == ["podloom", "serve"]:
            arguments = [sys.executable, "-m", "pipeline", "serve", "--port", str(free_port())]
            with subprocess.Popen(arguments, cwd=here, stdout=subprocess.PIPE, text=True) as run:
                assert run.stdout
                assert "The site is at http://127.0.0.1" in run.stdout.readline()
                run.terminate()
        elif words[0] == "podloom":
            environment = {**os.environ, "HOME": str(tmp_path)}
            done = subprocess.run(
                [sys.executable, "-m", "pipeline", *words[1:]], cwd=here, env=environment, text=True, capture_output=True
            )
            assert done.returncode == 0, (command, done.stderr)
            ran.append(words[1])
    assert ran == ["init", "build", "add", "build"]
    assert (here / "build/site/letters/first-letter/index.html").is_file()


def test_every_verb_of_the_readme_exists() -> None:
    from pipeline.cli import VERBS

    assert set(re.findall(r"`podloom ([a-z]+)", README)) <= set(VERBS)


def test_the_pictures_of_the_readme_are_there() -> None:
    for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (show.REPO / path).is_file(), path


def test_no_figure_of_the_readme_was_left_open() -> None:
    assert not re.search(r"@[A-Z0-9]+@|TBD|XXX", README)
