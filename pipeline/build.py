"""Open a show and bring it up to date. The one place where plan, executor and folder meet; prints nothing."""

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline import settings as reading
from pipeline.errors import FaultsError, InputError, ShowError
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage
from pipeline.settings import Settings
from pipeline.stage import Executor, Item, Report
from pipeline.stage.executor import Tell
from pipeline.store import Store
from pipeline.workers import Inline, Threads

T = TypeVar("T")


class Opened(msgspec.Struct, frozen=True):
    """A show that was read: its settings and items. Nothing was run."""

    root: Path
    settings: Settings
    items: tuple[Item, ...]
    store: Store


def open_show(root: Path) -> Opened:
    """Read a show's settings and find its items.

    Raises:
        InputError: the folder is no show, or a file of settings is wrong; FaultsError with all faults of all files.
    """
    from pipeline.ingest import folder  # reads YAML, which `--help` must not pay for

    root = root.resolve()
    if not (root / "content/show.toml").is_file():
        raise InputError(
            "this folder is no show: it has no content/show.toml",
            str(root),
            "Go to your show's folder, name it with --root DIR, or start one with `podloom init DIR`.",
        )
    faults: list[ShowError] = []
    found: Settings | None = None
    for read in (reading.load, _read_themes, _read_people):
        try:
            result = read(root)
            found = result if isinstance(result, Settings) else found
        except FaultsError as several:
            faults += several.faults
        except InputError as fault:
            faults.append(fault)
    if faults or found is None:
        raise faults[0] if len(faults) == 1 else FaultsError(tuple(faults))
    return Opened(root, found, folder.items(root), Store(root / "build"))


def _read_themes(root: Path) -> object:
    path = root / "content/themes.toml"
    return reading.themes(path) if path.exists() else ()


def _read_people(root: Path) -> object:
    return reading.people(root / "content/people.toml")


def build(opened: Opened, tell: Tell = lambda *_: None, workers: int = 0) -> Report:
    """Make everything that is out of date, and nothing else; one run at a time.

    `workers` is how many episodes are transcribed at once; 0 takes one for each processor that the engine's threads leave.
    """
    from pipeline.plan import PLAN

    with opened.store.lock():
        try:
            count = workers or max(1, (os.cpu_count() or 1) // opened.settings.transcribe.threads)
            many = Threads(count) if count > 1 else Inline()
            executor = Executor(opened.root, opened.settings, opened.store, tell=tell, workers=many)
            return executor.run(PLAN, opened.items)
        finally:
            opened.store.close()


def survey(opened: Opened) -> Report:
    """Say what a build would do, without doing it."""
    from pipeline.plan import PLAN

    return Executor(opened.root, opened.settings, opened.store, dry=True).run(PLAN, opened.items)


def library(opened: Opened) -> Library:
    """Return the library as the last build left it, whatever was edited since."""
    from pipeline import library as libraries
    from pipeline.stage.receipts import Receipts

    root, receipts = opened.root, Receipts(opened.store)

    def last(name: str, kind: type[T]) -> dict[str, T]:
        found = {}
        for item in opened.items:
            for receipt in receipts.entries(item.key).values() if not item.hidden else ():
                if name in receipt.outputs and (data := opened.store.get(receipt.outputs[name])) is not None:
                    found[item.key] = msgspec.json.decode(data, type=kind)
        return found

    linked = receipts.get("show/show", "link")
    links = opened.store.get(linked.outputs.get("links", "")) if linked and linked.outputs else None
    themes = root / "content/themes.toml"
    return libraries.assemble(
        show=opened.settings.show,
        themes=reading.themes(themes) if themes.exists() else (),
        known=reading.people(root / "content/people.toml"),
        episodes=last("episode", Episode),
        issues=last("issue", Issue),
        passages=last("passages", tuple[Passage, ...]),
        mentions=last("mentions", tuple[Mention, ...]),
        links=msgspec.json.decode(links, type=tuple[Link, ...]) if links else (),
    )
