"""Tell at a glance that nothing moved since a run that left nothing to do. Runs no step, and trusts no file's bytes to its name.

The executor looks at every step: 32 us each, and a show of 1,000 episodes has 25,000. Here every file that any step reads, and
every one that a step made, is looked at once instead, as the file system sees it: 3 us each. Where anything differs, or the
last run left something to do, the executor walks.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from stat import S_ISDIR
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from pipeline import tree
from pipeline.house import files_of_house
from pipeline.model import UNREAD
from pipeline.settings import Settings
from pipeline.stage.ground import Ground
from pipeline.stage.report import Report
from pipeline.stage.step import SHOW, Item, Outcome, Stage
from pipeline.store import Glance, Store, boot

FILE = "still.json"
_KEPT = ("objects", "receipts", "made")
Known = Mapping[str, Glance]  # by path


class _End(msgspec.Struct, frozen=True, array_like=True):
    """How a step ended, without what only later steps ask."""

    stage: str
    item: str
    edited: bool
    why: tuple[str, ...]
    warnings: tuple[str, ...]
    outputs: dict[str, str]


class _Last(msgspec.Struct, frozen=True):
    """What the last run left: digests of the plan with its settings and items, of all it read, and of all it made."""

    boot: str
    plan: str
    read: str
    made: str
    ends: tuple[_End, ...]


class _Made(NamedTuple):
    """What was made, as the file system sees it: a digest of it all, the inodes of objects, those of their other names by path."""

    digest: str
    inodes: Set[int]
    names: Mapping[str, int]


class Still:
    """A look at a show before a run, and the memory of the one before it. The caller holds the show's lock."""

    def __init__(self, root: Path, settings: Settings, store: Store, plan: Sequence[Stage], items: Sequence[Item]) -> None:
        self._root, self._store, self._stages = root.absolute(), store, plan
        try:
            self._plan = _digest(_said(root, settings, plan, items))
        except Exception:  # noqa: BLE001 - what decides a stage cannot be named: the walk tells whose fault that is
            self._plan = ""
        self._before = self._files()

    def report(self) -> Report | None:
        """Return what the executor would report, or None where it must walk."""
        try:
            last = msgspec.json.decode(self._store.noted(FILE) or b"", type=_Last)
        except UNREAD:
            return None
        same = (last.boot, last.plan, last.read) == (boot(), self._plan, _digest(self._before))
        if not (same and last.boot and self._plan) or last.made != self._made().digest:
            return None
        ends = ((one, "edited" if one.edited else "fresh") for one in last.ends)
        return Report(tuple(Outcome(one.stage, one.item, state, one.why, one.outputs, one.warnings) for one, state in ends))  # type: ignore[arg-type]  # two of its states

    def keep(self, report: Report, wrote: Mapping[Path, str]) -> None:
        """Note what a run left, where nothing waits, failed, or changed while it was at work but what it wrote itself.

        `wrote` are the files that it put into the show, with the digests of their bytes. Objects that the run asked for are noted
        as it saw them: one that was touched since is another when the next run looks.
        """
        after = self._files()
        moved = set(after) ^ set(self._before)
        written = [path.absolute() for path, digest in wrote.items() if self._store.find(path) == digest]
        ours = tuple(f"{one} " for path in written for one in (path, f"{path.parent}/"))
        asked = {digest for one in report.outcomes for digest in one.outputs.values()}
        known = {path: glance for path, glance in self._store.seen.items() if glance.sha256 in asked}
        made = self._made(known)
        if self._plan and all(one.startswith(ours) for one in moved) and self._whole(report, asked, known, made):
            last = _Last(boot(), self._plan, _digest(after), made.digest, tuple(self._end(one) for one in report.outcomes))
            self._store.note(FILE, msgspec.json.encode(last, order="deterministic"))

    def _whole(self, report: Report, asked: Set[str], known: Known, made: "_Made") -> bool:
        """Say whether a run left nothing to do, and all that it made is here."""
        inodes = {glance.sha256: glance.inode for glance in known.values() if glance.inode in made.inodes}
        left = any(one.state not in ("made", "fresh", "edited") for one in report.outcomes)
        if left or not all(map(self._store.holds, asked - inodes.keys())):
            return False
        trees = {stage.name: stage.tree for stage in self._stages if stage.tree}
        planted = [(trees[one.stage], one.outputs) for one in report.outcomes if one.item == SHOW and one.stage in trees]

        def here(path: str, sha256: str) -> bool:
            return sha256 in inodes and made.names.get(path) == inodes[sha256]

        return all(tree.stands(self._store.root.absolute() / name, outputs.get(name, ""), here) for name, outputs in planted)

    def _end(self, one: Outcome) -> _End:
        planted = one.item == SHOW and any(stage.tree and stage.name == one.stage for stage in self._stages)
        why = () if one.state == "made" else one.why
        return _End(one.stage, one.item, one.state == "edited", why, one.warnings, one.outputs if planted else {})

    def _files(self) -> list[str]:
        """Look at every file of the show but what is below build/, .git, .venv and their like, and at those of the house."""
        look = _Look()
        look.folder(str(self._root), (self._store.root.name, *(name for name in os.listdir(self._root) if name.startswith("."))))  # noqa: PTH208 - names
        folders = {take.name for stage in self._stages for take in stage.takes if take.source == "house"}
        paths = (path for folder in sorted(folders) for path in files_of_house(self._root, folder).values())
        return look.lines + [f"{path} {_seen_at(path)}" for path in paths]

    def _made(self, known: Known = MappingProxyType({})) -> "_Made":
        """Look at everything that was made but what is `known`; what of the site is another name of an object was seen there."""
        root = str(self._store.root.absolute())
        kept = _Look(known=known)
        for folder in _KEPT:
            kept.folder(f"{root}/{folder}")
        planted = _Look(kept.inodes)
        for name in (stage.tree for stage in self._stages if stage.tree):
            planted.folder(f"{root}/{name}")
            planted.lines.append(_seen_at(Path(f"{root}/{name}.json")))
        return _Made(_digest([*kept.lines, *planted.lines]), kept.inodes, planted.names)


def _said(root: Path, settings: Settings, plan: Sequence[Stage], items: Sequence[Item]) -> Iterator[str]:
    """Yield what decides a run besides files: the stages with their settings and versions, and which items are worked on."""
    for stage in plan:
        ground = Ground.of(stage, settings, root)
        takes = [(take.source, take.name, take.optional, take.hint) for take in stage.takes]
        yield f"{stage.name} {stage.per} {stage.over} {takes} {stage.keeps} {stage.spares} {stage.tree}"
        yield f"{ground.version} {ground.settings} {ground.identity}"
    written = {name for stage in plan for name in stage.keeps}  # a run may make them, and they are asked for by their place
    for item in items:
        files = sorted((name, str(path)) for name, path in item.files.items() if name not in written)
        yield f"{item.key} {item.folder} {item.hidden} {item.waits} {files} {[str(fault) for fault in item.faults]}"


class _Look:
    """A walk through folders: a line for each and for each file, its path and what the file system says of it, in order.

    A file that is one of the inodes `elsewhere` is told by that alone, and is among the `names`: it was looked at under another.
    `inodes` are those of the files that were looked at. The file system is not asked what is `known` of a file that is still the
    same inode. Links to folders are followed, none twice on one way down. It calls os itself: pathlib takes ten times as long.
    """

    def __init__(self, elsewhere: Set[int] = frozenset(), known: Known = MappingProxyType({})) -> None:
        self.lines: list[str] = []
        self.inodes: set[int] = set()
        self.names: dict[str, int] = {}
        self._elsewhere, self._known = elsewhere, known

    def folder(self, path: str, without: Sequence[str] = (), been: frozenset[tuple[int, int]] = frozenset()) -> None:
        """Look at everything below a folder, but at what lies in it by a name of `without`."""
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=attrgetter("name"))
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as fault:
            self.lines.append(f"{path} cannot be read: {fault.errno}")
            return
        for entry in found:
            if entry.name in without:
                continue
            if (number := entry.inode()) in self._elsewhere:
                self.names[entry.path] = number
                self.lines.append(f"{entry.path} {number}")
            elif (glance := self._known.get(entry.path)) and glance.inode == number:
                self.inodes.add(number)
                self.lines.append(f"{entry.path} {glance.size} {glance.mtime_ns} {glance.ctime_ns} {number}")
            elif entry.is_dir(follow_symlinks=False):
                self._folder(entry, been)
            else:
                self._file(entry, been)

    def _folder(self, entry: "os.DirEntry[str]", been: frozenset[tuple[int, int]]) -> None:
        """Look at a folder's own times too: what was put there and taken away again while a run was at work shows in them."""
        stat = entry.stat(follow_symlinks=False)
        self.lines.append(f"{entry.path}/ {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}")
        self.folder(entry.path, (), been)

    def _file(self, entry: "os.DirEntry[str]", been: frozenset[tuple[int, int]]) -> None:
        try:
            stat = entry.stat()
        except OSError:
            self.lines.append(f"{entry.path} leads nowhere")
            return
        if not S_ISDIR(stat.st_mode):
            self.inodes.add(stat.st_ino)
            self.lines.append(f"{entry.path} {_seen(stat)}")
        elif (place := (stat.st_dev, stat.st_ino)) not in been:
            self.folder(entry.path, (), been | {place})


def _seen(stat: os.stat_result) -> str:
    """Say what the file system says of a file; who changes its rights changes its last time too."""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def _seen_at(path: Path) -> str:
    try:
        return _seen(path.stat())
    except OSError as fault:
        return f"cannot be read: {fault.errno}"


def _digest(lines: Iterable[str]) -> str:
    return blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()
