"""Measure what a site of many episodes costs, beside plain mkdocs-material on the same text, in one run.

    python bench/site.py [--episodes 1000] [--words 10000] [--issues 500] [--keep FOLDER]

A show is generated (bench/many.py), with its transcripts. "Pages" are the stages from lines to site but for the index; "search"
are records and index. Then the same text as Markdown goes through mkdocs-material with its own search, then the show is built
again with nothing changed, and with one more episode. Ratios are to mkdocs-material. Nothing of the repository is changed.
"""

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import many

from pipeline import vtt

PAGES = ("lines", "views", "page", "sheets", "shell", "fill", "site")
SEARCH = ("records", "index")


def main() -> None:
    """Print a row for each build, and what pages weigh."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        root = options.keep or Path(folder) / "show"
        if not (root / "content").exists():
            many.show(root, options.episodes, options.words, options.issues)
        first, wall, memory = _build(root)
        plain = _plain(root, Path(folder) / "plain")
        print(
            f"{options.episodes} episodes of {options.words} words, {options.issues} letters; mkdocs-material alone: {plain:.1f} s"
        )
        pages, search = _sum(first, PAGES), _sum(first, SEARCH)
        _row("first build, all of it", wall, plain, f"{memory:.0f} MB")
        _row("  its pages", pages, plain, _parts(first, PAGES))
        _row("  pages and search", pages + search, plain, _parts(first, SEARCH))
        _, wall, memory = _build(root)
        _row("nothing changed", wall, plain, f"{memory:.0f} MB")
        chance = random.Random(12)  # noqa: S311 - a mixture, not a secret
        many.episode(root, options.episodes, options.words, many.sayings(chance), chance)
        added, wall, memory = _build(root)
        _row("one episode more", wall, plain, f"{memory:.0f} MB; {_parts(added, tuple(added))}")
        _weights(root / "build/site")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what a large site costs.")
    parser.add_argument("--episodes", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--issues", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="write the show there, or take the one that is there")
    return parser.parse_args()


def _build(root: Path) -> tuple[dict[str, float], float, float]:
    """Build in a process of its own; return seconds by stage, seconds in all, and the most memory so far in MB."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "pipeline", "build", "--json"], cwd=root, stdout=subprocess.PIPE, check=True)
    wall = time.perf_counter() - began
    report: dict[str, Any] = json.loads(done.stdout)
    return report["seconds"], wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _plain(root: Path, folder: Path) -> float:
    """Build the same text with mkdocs-material alone; return the seconds that it took."""
    for path in sorted((root / "content/episodes").glob("*/transcript.vtt")):
        said = vtt.parse(path.read_text("utf-8"), path.name)
        text = "\n\n".join(f"**{cue.speaker}** {cue.text}" for cue in said.segments)
        _write(folder / f"docs/episodes/{path.parent.name}.md", f"# {path.parent.name}\n\n{text}\n")
    for path in sorted((root / "content/newsletters").glob("*.md")):
        _write(folder / f"docs/letters/{path.name}", path.read_text("utf-8"))
    _write(folder / "docs/index.md", "# Home\n")
    _write(
        folder / "mkdocs.yml",
        "site_name: A Long Show\ntheme: {name: material, font: false}\nplugins: [search]\nnav: [{Home: index.md}]\n",
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _row(name: str, seconds: float, plain: float, more: str) -> None:
    print(f"{name:24} {seconds:7.1f} s   {seconds / plain:6.3f} of it   {more}", flush=True)


def _sum(seconds: Mapping[str, float], stages: tuple[str, ...]) -> float:
    return sum(seconds[stage] for stage in stages)


def _parts(seconds: Mapping[str, float], stages: tuple[str, ...]) -> str:
    return ", ".join(f"{stage} {seconds[stage]:.1f}" for stage in stages if seconds[stage] >= 0.05)


def _weights(site: Path) -> None:
    pages = {
        "home page": site / "index.html",
        "longest episode": max((site / "episodes").glob("*/index.html"), key=lambda one: one.stat().st_size),
    }
    for name, path in pages.items():
        print(f"{name}: {_squeezed(path) / 1000:.1f} kB gzip of HTML")
    for kind in ("css", "js"):
        files = sorted((site / "assets").rglob(f"*.{kind}"))
        print(f"all {kind}: {sum(map(_squeezed, files)) / 1000:.1f} kB gzip in {len(files)} files")


def _squeezed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    main()
