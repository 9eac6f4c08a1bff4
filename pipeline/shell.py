"""Build every page's shell with MkDocs over tiny Markdown files, then fill in our own parts. Renders no page itself.

Markdown and the search plugin must never see a transcript: 1,000 pages take 29 s that way and 2.4 s this way
(mkdocs-material 9.8.1; the figures are in CONTRIBUTING.md).
"""

import datetime
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import ItemError
from pipeline.language import Words, english
from pipeline.model import Fact, Show

SLOT = "<!--pl:slot-->"
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SECTIONS = ("frame", "key", "keys", "search")
_DROPPED = ("search/search_index.json", "sitemap.xml", "assets/javascripts/lunr/", "assets/javascripts/workers/")


class Sheet(Fact, frozen=True):
    """What MkDocs is told of one page: `path` is its folder on the site ("" for home)."""

    path: str
    title: str
    description: str = ""
    section: str = ""


def build(
    workspace: Path,
    config: Path,
    show: Show,
    words: Words,
    sheets: Iterable[Sheet],
    pages: Mapping[str, bytes],
    theme: Mapping[str, bytes],
    assets: Mapping[str, bytes],
    newest: str,
) -> dict[str, bytes]:
    """Return the shell's files by path on the site.

    `workspace` is build/, where docs/, theme/ and shell/ are written anew; `pages` are hand-written Markdown files;
    `newest` is the ISO date that the sitemap gives as last change, "" for none.

    Raises:
        ItemError: MkDocs refused; with what it said.
    """
    _fresh(workspace / "docs", {**pages, **{f"assets/{name}": data for name, data in assets.items()}})
    for sheet in sheets:
        _write(workspace / "docs" / sheet.path / "index.md", _front_matter(sheet).encode())
    _fresh(workspace / "theme", theme)
    shutil.rmtree(workspace / "shell", ignore_errors=True)
    _write(workspace / "mkdocs.yml", _config(config, workspace, show, words).encode())
    _mkdocs(workspace, newest)
    files = sorted(path for path in (workspace / "shell").rglob("*") if path.is_file())
    named = {str(path.relative_to(workspace / "shell")): path for path in files}
    return {name: path.read_bytes() for name, path in named.items() if not _drops(name)}


def fill(shell: bytes, part: str) -> bytes:
    """Put a page's rendered part into its shell.

    Raises:
        ItemError: the theme has no place for it.
    """
    before, slot, after = shell.partition(SLOT.encode())
    if not slot:
        raise ItemError(
            f"the theme's pl.html has no {SLOT}",
            "site/overrides/pl.html",
            "Take the line over from the theme that comes with Podloom.",
        )
    return before + part.encode() + after


def _drops(name: str) -> bool:
    return name.endswith(".map") or name.startswith(_DROPPED)


def _fresh(folder: Path, files: Mapping[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in files.items():
        _write(folder / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _front_matter(sheet: Sheet) -> str:
    """JSON strings are YAML strings, so no title can break out of its line."""
    lines = {
        "title": sheet.title,
        "description": sheet.description,
        "template": "pl.html",
        "section": sheet.section,
        "search": {"exclude": True},
    }
    return "---\n" + "".join(f"{key}: {_yaml(value)}\n" for key, value in lines.items()) + "---\n"


def _yaml(value: object) -> str:
    """Write a value as JSON that YAML reads alike: what YAML does not allow is escaped, an emoji is not cut in two."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _config(config: Path, workspace: Path, show: Show, words: Words) -> str:
    """A child of the show's mkdocs.yml: what a host writes there holds; names and folders are ours."""
    if not config.is_file():
        raise ItemError("the file is missing", config.name, "Start a show with `podloom init`, or copy mkdocs.yml from one.")
    ours = {
        "INHERIT": os.path.relpath(config, workspace),
        "site_name": show.title,
        "site_description": show.tagline or show.description,
        "site_url": show.url,  # also where it is empty: the one in mkdocs.yml may be another show's
        "copyright": show.credit or None,
        "docs_dir": "docs",
        "site_dir": "shell",
        "theme": {"custom_dir": "theme", "language": _theme_language(show.language)},
        "extra": {"words": _words(words)},
    }
    return "".join(f"{key}: {_yaml(value)}\n" for key, value in ours.items() if value is not None)


def _words(words: Words) -> dict[str, object]:
    """Return what the frame says; of navigation and scripts only what is not as they have it themselves, in English."""
    said = {f"{section}_{key}": one for section in _SECTIONS for key, one in words.within(section).items()}
    nav, script = ({old: new for old, new in _pairs(section, words) if old != new} for section in ("nav", "script"))
    safe = json.dumps(script, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c") if script else ""
    return {**said, "language": words.language, "nav": nav, "script": safe}


def _pairs(section: str, words: Words) -> Iterable[tuple[str, str]]:
    own = words.within(section)
    return ((text, own[key]) for key, text in english().within(section).items())


def _theme_language(language: str) -> str:
    """Return the theme's nearest language: its own words are few, and all of them are in English too."""
    spec = importlib.util.find_spec("material")
    folder = Path(spec.origin).parent / "templates/partials/languages" if spec and spec.origin else Path()
    choices = (language, language.partition("-")[0])
    return next((one for one in choices if (folder / f"{one}.html").is_file()), "en")


def _mkdocs(workspace: Path, newest: str) -> None:
    day = datetime.date.fromisoformat(newest or "2000-01-01")
    epoch = int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")},
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(workspace / "mkdocs.yml")]
    done = subprocess.run(command, env=environment, cwd=workspace, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ItemError(
            f"MkDocs could not build the shell: {' / '.join(said[-3:])[:400]}",
            "mkdocs.yml",
            "Mend mkdocs.yml or site/overrides, then build again.",
        )
