"""What a running stage may read: its declared inputs and nothing else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from pipeline import encoding
from pipeline.disk import named, shown
from pipeline.errors import ItemError
from pipeline.stage.step import Item, Kept, Made
from pipeline.store import Store

T = TypeVar("T")


class Inputs:
    """The inputs of one step, by the names that the stage declared; asking for another name is a KeyError."""

    def __init__(
        self,
        item: Item,
        digests: Mapping[str, str],
        paths: Mapping[str, Path],
        settings: Mapping[str, object],
        store: Store,
        progress: Callable[[float], None],
        workspace: Path,
        last: Mapping[str, str] = MappingProxyType({}),
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.item = item
        self.digests = digests
        self.progress = progress
        self.workspace = workspace
        self._paths = paths
        self._settings = settings
        self._store = store
        self._last = dict(last)
        self._names = dict(names)

    def __reduce__(self) -> tuple[Callable[..., "Inputs"], tuple[object, ...]]:
        """Travel as plain values: without the callback, and without what the store remembers of this machine's files."""
        values = (dict(self.digests), dict(self._paths), dict(self._settings), self._store.root, self.workspace)
        return _arrived, (self.item, *values, self._last, self._names)

    def objects(self) -> dict[str, Path]:
        """Return by digest where everything lies that is read and is no file: results of earlier steps, and of this one."""
        made = {digest for name, digest in self.digests.items() if digest and name not in self._paths}
        return {digest: self._store.object_path(digest) for digest in sorted(made | set(self._last.values()))}

    def files(self) -> dict[str, tuple[Path, str]]:
        """Return the input files by name, each with the digest it must have."""
        return {name: (path, self.digests[name]) for name, path in sorted(self._paths.items())}

    def told(self, progress: Callable[[float], None]) -> "Inputs":
        """Return the same inputs with another listener."""
        parts = (self.item, self.digests, self._paths, self._settings, self._store, progress, self.workspace)
        return Inputs(*parts, self._last, self._names)

    def moved(self, workspace: Path, paths: Mapping[str, Path]) -> "Inputs":
        """Return the same inputs with files and store elsewhere; `where` names the files as before."""
        names = {name: self.where(name) for name in self._paths}
        parts = (self.item, self.digests, paths, self._settings, Store(workspace), self.progress, workspace)
        return Inputs(*parts, self._last, names)

    def keep(self, made: Mapping[str, bytes]) -> dict[str, str]:
        """Lay what was made into the store; return digests by name."""
        return {name: self._store.lay(data) for name, data in sorted(made.items())}

    def last(self, name: str) -> bytes | None:
        """Return what this step made last time under that name, or None: what a person edited since."""
        return self._store.get(self._last[name]) if name in self._last else None

    def has(self, name: str) -> bool:
        """Say whether an optional input is there."""
        return bool(self.digests.get(name))

    def path(self, name: str) -> Path:
        """Return the path of an input file."""
        return self._paths[name]

    def paths(self, prefix: str) -> dict[str, Path]:
        """Return the input files whose name starts with `prefix`, by the rest of their name."""
        return {name[len(prefix) :]: path for name, path in sorted(self._paths.items()) if name.startswith(prefix)}

    def where(self, name: str) -> str:
        """Name an input file as a person knows it: by its path from the show's root."""
        if name in self._names:
            return self._names[name]
        path = self._paths[name]
        root = self.workspace.parent
        return shown(path.relative_to(root) if path.is_relative_to(root) else path)

    def read(self, name: str) -> bytes:
        """Return the bytes of an input, a file's or an earlier stage's."""
        if name in self._paths:
            with named(self._paths[name]):
                return self._paths[name].read_bytes()
        data = self._store.get(self.digests[name])
        if data is None:
            raise ItemError(f"the result {name} is damaged", str(self._store.root), "Run the same command again.")
        return data

    def text(self, name: str) -> str:
        """Return an input file as text.

        Raises:
            ItemError: its encoding is unknown.
        """
        return encoding.text(self.read(name), self.where(name))

    def record(self, name: str, kind: type[T]) -> T:
        """Return an earlier stage's output as a record."""
        return msgspec.json.decode(self.read(name), type=kind)

    def every(self, name: str, kind: type[T]) -> dict[str, T]:
        """Return that output of all items, by item key, in the order of their keys."""
        prefix = f"{name}/"
        return {key[len(prefix) :]: self.record(key, kind) for key in sorted(self.digests) if key.startswith(prefix)}

    def setting(self, name: str, kind: type[T]) -> T:
        """Return a table of show.toml, or one value of it (`show.language`), that the stage declared."""
        found = self._settings[name]
        if not isinstance(found, kind):
            raise TypeError(f"{name} is {type(found).__name__}, not {kind.__name__}")
        return found


class Run:
    """One step ready to be called, here or on another machine."""

    def __init__(self, function: Callable[[Inputs], Made], inputs: Inputs) -> None:
        self.function = function
        self.inputs = inputs

    def __call__(self) -> Made:
        """Run the step."""
        self.inputs.progress(0.0)
        return self.function(self.inputs)


class Keeping:
    """A step that keeps what it makes where it runs, which is this machine: 400 kB a page need not travel."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self) -> Kept:
        """Run the step."""
        made = self._run()
        return Kept(self._run.inputs.keep(made.outputs), made.warnings)


def _arrived(
    item: Item,
    digests: Mapping[str, str],
    paths: Mapping[str, Path],
    settings: Mapping[str, object],
    store: Path,
    workspace: Path,
    last: Mapping[str, str],
    names: Mapping[str, str],
) -> Inputs:
    return Inputs(item, digests, paths, settings, Store(store), _unheard, workspace, last, names)


def _unheard(part: float) -> None:
    """Where inputs arrive, nobody listens yet; see `told`."""
