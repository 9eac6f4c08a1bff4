"""Build the demo show in a language, and collect what its pages say. Asserts nothing."""

import re
import shutil
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import show
from tests.once import once

SAID_IN = ("aria-label", "title", "placeholder", "alt", "content", "aria-valuetext")
_SILENT = ("script", "style")


def spoken(demo: Path, factory: pytest.TempPathFactory, language: str) -> Path:
    """Return the demo with the transcripts that it has already, its interface in `language`, and no name for its letters."""
    return once(factory, f"spoken-{language}", partial(_speak, demo=demo, language=language))


def _speak(root: Path, demo: Path, language: str) -> None:
    for name in ("content", "site"):
        shutil.copytree(demo / name, root / name, ignore=shutil.ignore_patterns("assets", "overrides"))
    shutil.copy(demo / "mkdocs.yml", root / "mkdocs.yml")
    settings = (root / "content/show.toml").read_text()
    settings = re.sub(r"^(letters|language) = .*\n", "", settings, flags=re.M)
    settings = settings.replace("[show]\n", f'[show]\nlanguage = "{language}"\n').replace(
        "[transcribe]\n", '[transcribe]\nlanguage = "en"\n'
    )
    (root / "content/show.toml").write_text(settings)
    show.built(root)


class Said(HTMLParser):
    """Collects what a page says: its texts, and the attributes that are read to somebody."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language = ""
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside += [tag] if tag in _SILENT else []
        self.language = values["lang"] if tag == "html" else self.language
        if tag != "meta" or values.get("name") == "description":
            self._take(*(values[name] for name in SAID_IN if name in values))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._take(data)

    def _take(self, *texts: str) -> None:
        self.texts += [plain for text in texts if (plain := " ".join(text.split()))]


def pages(site: Path) -> dict[str, Said]:
    """Return what each page of a built site says, by its path; not the transcripts, which are in the language that was spoken."""
    paths = (path for path in sorted(site.rglob("*.html")) if path.name != "transcript.html")
    return {str(path.relative_to(site)): Said(path.read_text()) for path in paths}
