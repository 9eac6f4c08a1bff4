"""A letter that came from Substack stands on the site as one of our own, with its picture."""

import re
from pathlib import Path

import pytest

from pipeline.ingest.letters import home
from pipeline.ingest.picture import Picture, examine
from tests import show
from tests.ingest.letters import exports
from tests.ingest.letters.exports import letters, picture
from tests.show import podloom

LETTER = """<p>Trust between partners grows slowly, and a scorecard shows it late.<a
id="footnote-anchor-1" href="#footnote-1">1</a></p>
<figure><a href="https://cdn.example/one.jpg"><img src="https://cdn.example/one.jpg" alt="A field in May"></a></figure>
<div class="youtube-wrap" data-attrs='{"videoId":"dQw4w9WgXcQ"}'><iframe></iframe></div>
<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1">1</a><div><p>We score it every quarter.</p></div></div>"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    posts = {"7.slow-trust": ("Slow Trust", LETTER)}
    folder = exports.substack(tmp_path / "in", posts)
    (folder / "one.jpg").write_bytes(picture(2400, 1200, "JPEG"))
    return exports.zipped(folder, tmp_path / "export.zip")


def test_an_imported_letter_is_on_the_site_with_its_picture_footnote_and_video(built: Path, export: Path) -> None:
    podloom(built, "add", str(export), check=True)
    show.built(built)
    folder = built / "build/site/letters/slow-trust"
    page = (folder / "index.html").read_text()
    (name,) = (path.name for path in folder.glob("*.jpg"))
    assert f'<img width="1600" height="800" src="{name}" alt="A field in May" loading="lazy">' in page
    assert examine((folder / name).read_bytes(), name) == Picture(".jpg", 1600, 800)
    assert '<a href="#fn-1" rel="noopener">1</a>' in page
    assert '<li id="fn-1"><p>We score it every quarter.' in page
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in page
    assert not re.findall(r'<(?:img|iframe|script|audio|video)[^>]*src="https?://', page)
    assert "error" not in podloom(built, "check", check=True).stdout.replace("0 errors", "")


def test_a_picture_that_changes_reaches_the_site_and_one_that_goes_is_told(built: Path, export: Path) -> None:
    podloom(built, "add", str(export), check=True)
    (path,) = (built / home.FOLDER).rglob("*.jpg")
    path.write_bytes(picture(300, 100, "JPEG"))
    show.built(built)
    site = built / "build/site/letters/slow-trust"
    assert (site / path.name).read_bytes() == path.read_bytes()
    assert 'width="300" height="100"' in (site / "index.html").read_text()
    path.unlink()
    show.built(built)
    assert not (site / path.name).exists()
    done = podloom(built, "check")
    assert done.returncode == 1
    assert f"{path.name} leads nowhere" in done.stdout


def test_a_picture_that_a_host_lays_beside_her_own_letter_is_shown_and_others_are_not(built: Path) -> None:
    folder = built / home.FOLDER / "2025-01-07-slow-bread"
    folder.mkdir()
    (folder / "our table.png").write_bytes(picture(90, 60))
    (folder / "unused.png").write_bytes(picture(90, 60))
    (folder / "evil.png").write_bytes(b"<html><script>x()</script>")
    path = folder.with_suffix(".md")
    shown = "![Our table](2025-01-07-slow-bread/our%20table.png) ![x](2025-01-07-slow-bread/evil.png)"
    path.write_text(f"{path.read_text()}\n{shown}\n")
    done = podloom(built, "build")
    site = built / "build/site/letters/slow-bread"
    assert {one.name for one in site.glob("*.png")} == {"our table.png"}
    assert '<img width="90" height="60" src="our%20table.png" alt="Our table" loading="lazy">' in (site / "index.html").read_text()
    assert "2025-01-07-slow-bread/evil.png: the file is no picture" in done.stdout + done.stderr


def test_drafts_that_came_in_are_not_published(built: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.slow-trust": ("Slow Trust", "<p>Text.</p>")}, is_published="false")
    podloom(built, "add", str(folder), check=True)
    assert "draft: true" in letters(built)["2025-05-01-slow-trust.md"]
    show.built(built)
    assert not (built / "build/site/letters/slow-trust").exists()
