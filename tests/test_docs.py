"""What docs/host.md and docs/moving.md say can be done is done here, with their own lines; what every guide names exists."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import VERBS
from tests import show
from tests.ingest.feeds.shop import HEAD
from tests.ingest.letters import exports
from tests.ingest.letters.exports import SAMPLES
from tests.make import wav
from tests.test_publishing_docs import commands, ran
from tests.web import Web

DOCS = show.REPO / "docs"
GUIDES = sorted(DOCS.glob("*.md"))


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


def test_every_command_for_hosts_runs_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    (tmp_path / "letters").mkdir()
    wav(tmp_path / "recordings/first-talk.mp3", (3.0, 0.1))  # sound without speech: sound is not the subject here
    (tmp_path / "letters/first-letter.md").write_text("---\ntitle: First\ndate: 2025-01-02\n---\n\nText about trust.\n")
    here = tmp_path
    lines = commands((DOCS / "host.md").read_text())
    assert len(lines) > 10
    for line in lines:
        if line.startswith("cd "):
            here /= line[3:]
            settings = here / "content/show.toml"
            settings.write_text(
                re.sub(r"(?m)^#? ?url = .*$", "", settings.read_text()).replace("[show]", '[show]\nurl = "https://a.example/"')
            )
            continue
        done = ran(here, line.replace("~", str(tmp_path)))
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert (here / "build/site/letters/first-letter/index.html").is_file()
    assert (here / "to-send/index.html").is_file()
    assert (here / "content/newsletters/2025-03-05-three-sets-of-keys.md").is_file()
    assert not (here / "build/site/letters/three-sets-of-keys").exists()  # the routine ends with a build without drafts


def test_every_command_for_moving_runs_as_it_stands_and_twice_changes_nothing(built: Path, web: Web) -> None:
    _offer(built, web)
    lines = [line.replace("https://letters.example", web.url) for line in commands((DOCS / "moving.md").read_text())]
    assert len(lines) == 7
    for line in lines[:-1]:
        done = ran(built, line)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    there = _contents(built)
    assert f"[the other]({web.url}/other/)" in there["newsletters/2025-02-03-ghost-letter.md"].decode()
    assert sum(name.startswith("newsletters/") for name in there) > 5
    for line in lines[:-2]:
        assert ran(built, line).returncode == 0, line
    assert _contents(built) == there


def _offer(root: Path, web: Web) -> None:
    """Lay out what the guide brings in: exports as their systems give them, and a feed."""
    settings = root / "content/show.toml"
    settings.write_text(f'{settings.read_text()}\n[network]\nallow = ["{web.place}"]\n')
    shutil.make_archive(str(root / "substack-export"), "zip", SAMPLES / "substack-export")
    shutil.copy(next((SAMPLES / "wordpress-wxr").rglob("*.xml")), root / "wordpress.xml")
    shutil.copytree(SAMPLES / "buttondown-export", root / "letters")
    exports.ghost(root / "ghost.json", html='<p>See <a href="__GHOST_URL__/other/">the other</a>.</p>')
    words = "<title>Hello</title><guid>1</guid><description>Words</description>"
    item = f"<item>{words}<pubDate>Mon, 03 Mar 2025 09:00:00 GMT</pubDate></item>"
    web.pages["/feed"] = HEAD.format(head="", items=item).encode()


def _contents(root: Path) -> dict[str, bytes]:
    content = root / "content"
    return {str(path.relative_to(content)): path.read_bytes() for path in sorted(content.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_a_guide_names_is_there(guide: Path) -> None:
    text = guide.read_text()
    assert set(re.findall(r"podloom ([a-z]+)\b", text)) <= set(VERBS)
    for link in re.findall(r"\]\((?!https?:)([\w/.-]*\w)", text):
        assert (guide.parent / link).exists(), link
    assert "```" in text or not re.search(r"^    \S", text, re.MULTILINE), "a command that no test would run"


def test_the_readme_leads_to_every_guide() -> None:
    readme = (show.REPO / "README.md").read_text()
    assert {f"docs/{path.name}" for path in GUIDES} <= set(re.findall(r"\]\((docs/[^)]+)\)", readme))
