"""Lay a person's file wherever Podloom puts what it makes, and see that it stays. Damages nothing of ours."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from prove.proof import Found
from prove.scenes import repository
from prove.show import copied, podloom, ready, tiny

WORK = b"years of work"
NAME = "thesis.txt"


class Place(NamedTuple):
    """A folder, from the show's, and the command line that would fill it; `refuses` where it must not go on beside the file."""

    folder: str
    words: tuple[str, ...]
    refuses: bool = True


PLACES = (
    *(Place(f"build/{name}", ("build",)) for name in ("site", "docs", "theme", "shell")),
    Place("../www", ("publish", "--to", "../www")),
    Place("../www/releases", ("publish", "--to", "../www")),
    Place("../www/current", ("publish", "--to", "../www")),
    Place("../far", ("publish", "--to", "file://{place}/far"), refuses=False),
    Place("../new", ("init", "../new")),
    Place("../mail", ("email", "slow-bread", "--out", "../mail"), refuses=False),
    Place("../texts", ("transcribe", "content/episodes/two-clocks/audio.wav", "--out", "../texts"), refuses=False),
    Place("content/episodes/a-talk", ("add", "../a-talk.wav"), refuses=False),
)
BRANCH = ("publish", "--to", "branch:gh-pages")


def run(trials: int, folder: Path) -> Found:
    """Try every place, a sample the first ones, and the branch of a repository last."""
    start, place = folder / "start", folder / "place"
    ready(tiny(start / "show"), "build")
    (start / "a-talk.wav").write_bytes((start / "show/content/episodes/two-clocks/audio.wav").read_bytes())
    tries: list[tuple[str, Callable[[], str]]] = [(one.folder, lambda one=one: _folder(place, one)) for one in PLACES]  # type: ignore[misc]
    tries.append(("branch", lambda: _branch(place)))
    faults = []
    for name, attempt in tries[:trials]:
        copied(start, place)
        if fault := attempt():
            faults.append(f"{name}: {fault}")
    return Found(min(trials, len(tries)), tuple(faults))


def _folder(place: Path, one: Place) -> str:
    root = place / "show"
    theirs = root / one.folder / NAME
    if one.folder.startswith("build/"):
        (root / "build").rename(place / "aside")  # theirs was there before us
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_bytes(WORK)
    done = podloom(root, *(word.format(place=place) for word in one.words))
    if not theirs.is_file() or theirs.read_bytes() != WORK:
        return f"gone or changed (exit {done.returncode})"
    if one.refuses and (done.returncode not in (1, 2) or not any(part in done.stderr for part in Path(one.folder).parts[1:])):
        return f"was not refused by its name: exit {done.returncode}: {done.stderr[-300:]}"
    return ""


def _branch(place: Path) -> str:
    root = place / "show"
    repository(place)

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S607 - the host's git

    git("checkout", "--quiet", "--orphan", "gh-pages")
    (root / NAME).write_bytes(WORK)
    git("add", NAME)
    git("commit", "--quiet", "--message", "Work")
    git("push", "--quiet", "origin", "gh-pages")
    git("checkout", "--quiet", "--orphan", "main")
    before = git("rev-parse", "gh-pages", "origin/gh-pages")
    done = podloom(root, *BRANCH)
    if git("rev-parse", "gh-pages", "origin/gh-pages") != before:
        return "the branch was moved"
    return "" if done.returncode in (1, 2) and "gh-pages" in done.stderr else f"exit {done.returncode}: {done.stderr[-300:]}"
