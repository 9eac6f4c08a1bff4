"""What a host does to a show, each from a state of before to one of after: the grounds on which runs are cut off. Cuts none off."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.store import Store
from prove.show import apart, bytes_of, copied, left, podloom, ready, tiny
from tests.make import segment, wav
from tests.show import episode

LETTER = "---\ntitle: A New Letter\ndate: 2025-04-01\n---\n\nTwo Clocks Apart made me think of trust, and of a scorecard.\n"
_LEFTOVERS = ("**/.new-*", "build/*.new", "build/*.old")


class Scene(NamedTuple):
    """A command line, and the place it is given in: `show/` with whatever else it writes to beside it.

    `prepare` makes the place as it is before. `served` reads what a listener would find there.
    """

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Path], None]
    served: Callable[[Path], dict[str, bytes]]


class Stage(NamedTuple):
    """A scene ready to be played: the place, a copy of it as it was, what is served before and after, and the whole end."""

    scene: Scene
    place: Path
    start: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    whole: dict[str, bytes]

    @property
    def root(self) -> Path:
        """Return the show's folder."""
        return self.place / "show"

    def again(self) -> Path:
        """Put the place back as it was before, and return the show's folder."""
        copied(self.start, self.place)
        return self.root

    def torn(self) -> str:
        """Say how what is served is neither the old nor the new, "" where it is one of them whole."""
        now = self.scene.served(self.place)
        return "" if now in (self.before, self.after) else f"what is served is neither old nor new ({len(now)} files)"

    def ended(self) -> str:
        """Run the command line again, to its end; say what is not as if nothing had ever happened, "" where all is."""
        done = podloom(self.root, *self.scene.words)
        if done.returncode:
            return f"the next run: exit {done.returncode}: {done.stderr[-300:]}"
        return self.amiss()

    def amiss(self) -> str:
        """Name what is not as after an undisturbed run, "" where all is."""
        wrong = apart(self.whole, left_of(self))
        return f"other than undisturbed: {wrong}" if wrong else ""


def staged(scene: Scene, folder: Path, disk: Path) -> Stage:
    """Prepare a scene and play it once undisturbed. Its place on the disk has the same path each time, as a show has."""
    place, start = disk / "place", folder / f"start-{scene.name}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    scene.prepare(place)
    copied(place, start)
    before = scene.served(place)
    ready(place / "show", *scene.words)
    stage = Stage(scene, place, start, before, scene.served(place), {})
    return stage._replace(whole=left_of(stage))


def left_of(stage: Stage) -> dict[str, bytes]:
    """Return all that must be the same in the end: content, site, receipts, the ledger, what is served, and nothing half made."""
    halves = {str(path.relative_to(stage.place)): b"" for pattern in _LEFTOVERS for path in stage.root.glob(pattern)}
    return left(stage.root, "content", "build/site", "build/receipts", "build/made") | stage.scene.served(stage.place) | halves


def shared(trials: int, folder: Path, disk: Path | None = None) -> Iterator[tuple[Stage, int]]:
    """Share trials among the scenes, each played on `disk` where one is named."""
    for number, scene in enumerate(SCENES):
        if count := len(range(number, trials, len(SCENES))):
            yield staged(scene, folder, disk or folder), count


def tell(stage: Stage, tried: int, faults: Sequence[str]) -> None:
    """Say how far a long proof is: hours are long without a word."""
    print(f"    {stage.scene.name}: {tried} tried so far, {len(faults)} faults", *faults[-1:], sep="\n        ", flush=True)


# ---- how it is before


def _first(place: Path) -> None:
    tiny(place / "show")


def _changed(place: Path) -> None:
    """Build, then change something of every kind."""
    root = ready(tiny(place / "show"), "build")
    edit(root)
    (root / "content/newsletters/2025-03-01-afterwards.md").unlink()


def edit(root: Path) -> None:
    """Rename the show, change a letter, add one and an episode; nothing goes, for what was published may not."""
    letters = root / "content/newsletters"
    settings = root / "content/show.toml"
    settings.write_text(settings.read_text().replace("The Long Table", "The Longer Table"))
    (letters / "2025-01-07-slow-bread.md").write_text((letters / "2025-01-07-slow-bread.md").read_text().replace("Bread", "Dough"))
    (letters / "2025-04-01-a-new-letter.md").write_text(LETTER)
    said = (segment("A new talk about trust and the scorecard of Grace Holt.", 0.2, "Ada Byron"),)
    episode(root, "a-new-talk", "A New Talk", "2025-03-18", said, seconds=6.0)


def _of_another_version(place: Path) -> None:
    """Build, and let every receipt be one of an older Podloom, so that all is made anew over it."""
    root = ready(tiny(place / "show"), "build")
    store = Store(root / "build")
    for name in store.receipts():
        store.keep_receipts({name: (store.receipt(name) or b"").replace(b'"version": ', b'"version": 9')})


def _to_add(place: Path) -> None:
    """Lay a recording, its notes and a letter beside the show."""
    tiny(place / "show")
    (place / "inbox").mkdir()
    talk = wav(place / "inbox/a-new-talk.wav", (4.0, 0.2))
    talk.with_suffix(".md").write_text("---\ntitle: A New Talk\ndate: 2025-03-18\n---\n\nNotes.\n")
    wav(place / "inbox/another.wav", (3.0, 0.2))
    (place / "inbox/2025-04-01-a-new-letter.md").write_text(LETTER)


def _published(place: Path, to: str) -> None:
    root = tiny(place / "show")
    if to.startswith("branch:"):
        repository(place)
    ready(root, "publish", "--to", to)
    edit(root)
    ready(root, "build")


def repository(place: Path) -> None:
    """Put the show into git, with a remote beside it."""

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=place / "show", check=True, capture_output=True)  # noqa: S607 - the host's git

    git("init", "--quiet", "--bare", str(place / "remote.git"))
    git("init", "--quiet", "--initial-branch", "main")
    git("config", "user.name", "Ada Byron")
    git("config", "user.email", "ada@long-table.example")
    git("remote", "add", "origin", str(place / "remote.git"))


# ---- what is served


def _site(place: Path) -> dict[str, bytes]:
    return left(place / "show", "build/site")


def _folder(place: Path) -> dict[str, bytes]:
    return bytes_of(place / "www/current")


def _branch(place: Path) -> dict[str, bytes]:
    command = ["git", "--git-dir", str(place / "remote.git"), "ls-tree", "-r", "-z", "gh-pages"]
    rows = subprocess.run(command, check=False, capture_output=True).stdout.split(b"\0")
    return {"branch/" + row.partition(b"\t")[2].decode(): row.split()[2] for row in rows if row}


def _nothing(_: Path) -> dict[str, bytes]:
    return {}


# A sample takes the first ones: the old and the new, what is served, what people own.
SCENES = (
    Scene("build after changes", ("build",), _changed, _site),
    Scene("publish to a folder", ("publish", "--to", "../www"), lambda place: _published(place, "../www"), _folder),
    Scene("add", ("add", "../inbox"), _to_add, _nothing),
    Scene(
        "publish to a branch", ("publish", "--to", "branch:gh-pages"), lambda place: _published(place, "branch:gh-pages"), _branch
    ),
    Scene("first build", ("build",), _first, _site),
    Scene("build over an older version's", ("build",), _of_another_version, _site),
)
