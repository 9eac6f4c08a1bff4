"""Measure what a site of many episodes costs, beside plain mkdocs-material on the same text, in one run.

    python bench/site.py [--episodes 1000] [--words 10000] [--issues 500] [--keep FOLDER]

A show is generated (bench/many.py), with its transcripts. "Pages" are the stages from told to site but for the index; "search"
are rows, records and index: the seconds for which each kept the run waiting (the index of a show of less than eight years is made
beside other stages). With `--keep` and a folder where a show was built before, its pages and its search are forgotten
and made again while its themes and links are kept: "all of it" is then what that costs, and takes no ten minutes. Then the
same text as Markdown goes through mkdocs-material with its own search, then the show is built again with nothing changed (the
middle of three times), and with one more episode, the newest, three times too: the first of these has no tree of an earlier
site to work in yet. Ratios are to mkdocs-material; those by the clock on the wall say little of a machine that is busy, so
that the seconds of all processors are told too. Memory is that of all processes together. Nothing of the repository is changed.
"""

import argparse
import contextlib
import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import many

from pipeline import vtt
from pipeline.store import Store

PAGES = ("told", "views", "frames", "shell", "page", "site")
SEARCH = ("rows", "records", "index")
LOOK_SECONDS = 0.25


class Cost(NamedTuple):
    """Seconds on the wall, seconds of all processors, and the most memory in MB; 0 where it was not measured."""

    wall: float
    processors: float = 0.0
    memory: float = 0.0


def main() -> None:
    """Print a row for each build, and what pages weigh."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        root = options.keep or Path(folder) / "show"
        if not (root / "content").exists():
            many.show(root, options.episodes, options.words, options.issues)
        _forget(root / "build")
        _run(root, "status")  # so that Python has read the program once, as it has where it is installed
        first, cost = _build(root)
        plain = _plain(root, Path(folder) / "plain")
        print(
            f"{options.episodes} episodes of {options.words} words, {options.issues} letters;"
            f" mkdocs-material alone: {plain.wall:.1f} s, {plain.processors:.1f} s of processors"
        )
        pages, search = _sum(first, PAGES), _sum(first, SEARCH)
        _row("first build, all of it", cost, plain)
        _row("  its pages", Cost(pages), plain, _parts(first, PAGES))
        _row("  pages and search", Cost(pages + search), plain, _parts(first, SEARCH))
        _row("nothing changed", sorted(_build(root)[1] for _ in range(3))[1], plain)
        chance = random.Random(12)  # noqa: S311 - a mixture, not a secret
        turns, costs = many.sayings(chance), list[Cost]()
        for name in ("one episode more", "another", "and another"):
            held = len(list((root / "content/episodes").iterdir()))
            many.episode(root, held, options.words, turns, chance)
            added, cost = _build(root)
            _row(name, cost, plain, _parts(added, tuple(added)))
            costs.append(cost)
        _row("  the middle one of them", sorted(costs)[1], plain)
        _weights(root / "build/site")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what a large site costs.")
    parser.add_argument("--episodes", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--issues", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="write the show there, or take the one that is there")
    return parser.parse_args()


def _build(root: Path) -> tuple[dict[str, float], Cost]:
    """Build in a process of its own; return seconds by stage, and what it cost."""
    said, cost = _run(root, "build", "--json")
    report: dict[str, Any] = json.loads(said)
    return report["seconds"], cost


def _run(root: Path, *arguments: str) -> tuple[bytes, Cost]:
    """Run the program; return what it says and what it costs, with all processes that it starts."""
    began, before = time.perf_counter(), _processors()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = kept | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "podloom-bench")}
    most = 0.0
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen([sys.executable, "-m", "pipeline", *arguments], cwd=root, env=env, stdout=said) as running:
            while running.poll() is None:
                most = max(most, sum(map(_resident, _family(running.pid))))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    running.wait(LOOK_SECONDS)
        if running.returncode:
            raise SystemExit(f"podloom {' '.join(arguments)} ended with {running.returncode}")
        said.seek(0)
        return said.read(), Cost(time.perf_counter() - began, _processors() - before, most)


def _processors() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _family(pid: int) -> list[int]:
    """Return a process and those that it started, on Linux; none that has just ended."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [one for child in task.read_text().split() for one in _family(int(child))]
    return found


def _resident(pid: int) -> float:
    """Return the memory of a process in MB. What several share is counted for each: to part it takes the system 7 ms a look."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    return 0.0


def _forget(build: Path) -> None:
    """Drop what was made of a show's pages and its search, so that it is made again."""
    gone: set[str] = set()
    left: set[str] = set()
    store = Store(build)
    for file in store.receipts():
        kind, _, stage = file.partition("/")
        fan = kind == "show" and stage != "show"  # one stage over the outputs of another
        entries: dict[str, Any] = json.loads(store.receipt(file) or b"{}")
        for name, receipt in list(entries.items()):
            ours = (stage if fan else name) in (*PAGES, *SEARCH)
            (gone if ours else left).update(receipt.get("outputs", {}).values())
            if ours:
                del entries[name]
        store.keep_receipts({file: json.dumps(entries).encode()})
    for digest in gone - left:
        (build / "objects" / digest[:2] / digest[2:]).unlink(missing_ok=True)
    for name in ("site", "site.new"):
        shutil.rmtree(build / name, ignore_errors=True)


def _plain(root: Path, folder: Path) -> Cost:
    """Build the same text with mkdocs-material alone; return what that costs."""
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
    began, before = time.perf_counter(), _processors()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
    return Cost(time.perf_counter() - began, _processors() - before)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _row(name: str, cost: Cost, plain: Cost, more: str = "") -> None:
    spent = f"{cost.processors:6.1f} s of processors {cost.processors / plain.processors:6.3f}, " if cost.processors else ""
    memory = f"{cost.memory:.0f} MB; " if cost.memory else ""
    print(f"{name:24} {cost.wall:6.1f} s {cost.wall / plain.wall:6.3f} of it; {spent}{memory}{more}", flush=True)


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
