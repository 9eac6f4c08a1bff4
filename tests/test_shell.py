"""The shell is nobody's in particular: the same docs and overrides build with mkdocs-material and with Zensical."""

import importlib.util
import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import share
from pipeline.shell import SLOT, fill
from tests import show

BUILDERS = {"mkdocs": ("material", "mkdocs-material"), "zensical": ("zensical", "Zensical")}


def shell(builder: str, root: Path) -> Path:
    """Build the shell that Podloom wrote under build/ with another builder, and return its folder."""
    module, name = BUILDERS[builder]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"!!! NO {name.upper()}: THE SHELL WAS NOT BUILT WITH IT (pip install --no-deps -r requirements/zensical.txt)")
    shutil.rmtree(root / "build/shell", ignore_errors=True)
    command = [sys.executable, "-m", builder, "build", "-f", "mkdocs.yml"]
    done = subprocess.run(
        command, cwd=root / "build", capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "build/shell"


def pages(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.html"))}


def said(name: str, page: str) -> dict[str, list[str]]:
    """Return what a page's frame says, whatever blanks stand between; a way to a page of the site is told by where it leads."""
    folder = posixpath.dirname(name)
    links = re.findall(r'md-tabs__link" href="([^"]*)"([^>]*)>([^<]*)', page)
    found = {
        "title": re.findall(r"<title>(.*?)</title>", page),
        "meta": re.findall(r'<meta (?:name="description"|name="twitter|property="og:)[^>]*>', page),
        "canonical": re.findall(r'<link rel="canonical" href="([^"]*)"', page),
        "navigation": [(posixpath.normpath(posixpath.join(folder, href)), *rest) for href, *rest in links],
        "ours": [
            posixpath.normpath(posixpath.join(folder, href))
            for href in re.findall(r'<(?:link|script)[^>]*(?:href|src)="([^"]*assets/[a-z]+\.(?:css|js))"', page)
        ],
        "text": [" ".join(re.findall(r"A tiny show\.", page))],
        "slots": re.findall(re.escape(SLOT), page),
    }
    return {name: [str(one) for one in some] for name, some in found.items()}


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_shell_builds_and_every_page_has_its_slot(builder: str, built: Path) -> None:
    found = pages(shell(builder, built))
    sheets = {str(path.parent.relative_to(built / "build/docs")) for path in (built / "build/docs").rglob("index.md")}
    assert {str(Path(name).parent) for name, page in found.items() if SLOT in page and name != "404.html"} == sheets
    assert "A tiny show." in found["about/index.html"]
    page = found["episodes/_/index.html"]
    whole = fill(share.into(page.encode(), b"<meta name=x>\n"), b"<p>part</p>", "<p>here</p>").decode()
    assert whole.count("<p>part</p>") == whole.count("<p>here</p>") == whole.count("<meta name=x>\n</head>") == 1
    assert "<title>" not in page and "canonical" not in page  # many pages share it
    assert "<title>About" in found["about/index.html"]
    assert '<link rel="canonical" href="https://long-table.example/about/">' in found["about/index.html"]
    assert 'content="https://long-table.example/cards/home.png"' in found["about/index.html"]


def test_pages_of_one_kind_share_a_frame_and_say_themselves_what_they_are_called(built: Path) -> None:
    docs = {str(path.parent.relative_to(built / "build/docs")) for path in (built / "build/docs").rglob("index.md")}
    assert docs == {".", "episodes", "episodes/_", "letters", "letters/_", "people", "people/_", "themes", "themes/_", "themes/_/_"}
    titles: dict[str, str] = {}
    for path in sorted((built / "build/site").rglob("index.html")):
        page, name = path.read_text().partition("</head>")[0], str(path.parent.relative_to(built / "build/site"))
        if name.startswith("embed/") or 'http-equiv="refresh"' in page:
            continue
        assert page.count("<title>") == page.count('rel="canonical"') == page.count('property="og:title"') == 1, name
        assert f'rel="canonical" href="https://long-table.example/{"" if name == "." else f"{name}/"}"' in page
        titles[name] = page.partition("<title>")[2].partition("</title>")[0]
    assert titles["."] == "The Long Table"
    assert titles["episodes/counting-warmth"] == "Counting Warmth · The Long Table"
    assert len(set(titles.values())) == len(titles)


def test_a_page_written_by_hand_may_name_a_generated_one_by_its_file(tiny: Path) -> None:
    page = tiny / "site/pages/about.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# About\n\nBegin [here](episodes/counting-warmth/index.md).\n")
    show.built(tiny)
    assert 'href="../episodes/counting-warmth/"' in (tiny / "build/site/about/index.html").read_text()
    assert "Counting Warmth" in (tiny / "build/site/episodes/counting-warmth/index.html").read_text()


def test_the_navigation_may_lead_to_a_generated_page(tiny: Path) -> None:
    with (tiny / "mkdocs.yml").open() as file:
        text = file.read()
    (tiny / "mkdocs.yml").write_text(
        text.replace("  - About: about.md\n", "  - About: about.md\n  - Best: letters/slow-bread/index.md\n")
    )
    show.built(tiny)
    assert 'href="../../letters/slow-bread/"' in (tiny / "build/site/episodes/counting-warmth/index.html").read_text()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("{% block extrahead %}<title>Mine</title>{% endblock %}", "the theme writes a <title of its own"),
        ('{% block extrahead %}<link rel="canonical" href="x">{% endblock %}', 'the theme writes a rel="canonical" of its own'),
    ],
)
def test_a_theme_that_says_again_what_each_page_says_is_refused(tiny: Path, block: str, said: str) -> None:
    (tiny / "site/overrides").mkdir(parents=True)
    (tiny / "site/overrides/main.html").write_text(f'{{% extends "base.html" %}}{{% block htmltitle %}}{{% endblock %}}{block}')
    done = show.podloom(tiny, "build")
    assert done.returncode == 1
    assert said in done.stderr


def test_a_page_that_a_service_asks_for_is_left_as_it_is(tiny: Path) -> None:
    (tiny / "site/pages/google123.html").write_text("google-site-verification: google123.html")
    show.built(tiny)
    assert (tiny / "build/site/google123.html").read_text() == "google-site-verification: google123.html"


def test_a_theme_without_a_charset_has_its_policy_all_the_same(tiny: Path) -> None:
    (tiny / "site/overrides").mkdir(parents=True)
    (tiny / "site/overrides/main.html").write_text(
        '{% extends "base.html" %}{% block site_meta %}{% endblock %}{% block htmltitle %}{% endblock %}'
    )
    show.built(tiny)
    assert "Content-Security-Policy" in (tiny / "build/site/index.html").read_text()


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_podcasts_feed_stands_at_the_foot_of_each_page_where_the_show_has_one(builder: str, built: Path) -> None:
    for name, page in pages(shell(builder, built)).items():
        foot = page[page.index("<footer") :]
        assert (found := re.search(r'<a href="([^"]*)" type="application/rss\+xml">Podcast feed</a>', foot)), name
        if name != "404.html":
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1])) == "podcast.xml"
    assert (built / "build/site/podcast.xml").is_file()
    settings = built / "build/mkdocs.yml"
    settings.write_text(re.sub(r"(?m)^site_url: .*$", 'site_url: ""', settings.read_text()))
    assert not any("podcast.xml" in page for page in pages(shell(builder, built)).values())


def test_both_builders_say_the_same_on_every_page(built: Path) -> None:
    by_mkdocs = pages(shell("mkdocs", built))
    by_zensical = pages(shell("zensical", built))
    assert by_mkdocs.keys() == by_zensical.keys()
    for name, page in by_mkdocs.items():
        if name != "404.html":  # its links hang on the site's address, which each builder writes in its own way
            assert said(name, page) == said(name, by_zensical[name]), name
