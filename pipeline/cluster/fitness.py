"""Say whether a worker would write the same words as this machine. Runs on the worker; starts nothing."""

import hashlib
import platform
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from pipeline.cluster.storage import Storage
from pipeline.disk import digest
from pipeline.errors import ShowError
from pipeline.settings import Settings
from pipeline.stage import Problem

SHOW_FILE = "content/show.toml"
# Besides the engines, which name their own versions: what decodes, measures and cuts the sound that they hear.
PACKAGES = ("av", "numpy", "onnxruntime", "tokenizers")
SAME = "Install the same versions on every machine: `pip install -r` one file of pinned packages."
Identify = Callable[[Settings, Path], Mapping[str, str]]


class Need(msgspec.Struct, frozen=True):
    """What a worker is held against: the show's settings, and how each stage that travels names what decides its result."""

    root: Path
    settings: Settings
    identities: tuple[Identify, ...]
    storage: Storage | None = None

    @property
    def show(self) -> Path:
        """Return the file by which a show is known again."""
        return self.root / SHOW_FILE


class Expected(msgspec.Struct, frozen=True):
    """A need, with what this machine found for itself."""

    need: Need
    show: str
    versions: dict[str, str]
    identities: tuple[dict[str, str], ...]


def expected(need: Need) -> Expected:
    """Look at this machine; what is found is what every worker must find for itself.

    Raises:
        InputError: the engine is not set up here, or the storage takes nothing.
    """
    show = digest(need.show.read_bytes())
    if need.storage:
        need.storage.keep(need.show, show)
    return Expected(need, show, versions(), tuple(dict(one(need.settings, need.root)) for one in need.identities))


def lack(wanted: Expected) -> Problem | None:
    """Return what keeps the worker that calls this from writing the same words, or None."""
    try:
        return _of_versions(wanted) or _of_files(wanted) or _of_engine(wanted)
    except ShowError as fault:
        return Problem.of(fault)


def versions() -> dict[str, str]:
    """Return the versions of what has a hand in the words, and the digest of our own code."""
    here = Path(__file__).parent.parent
    ours = hashlib.sha256()
    for path in sorted(here.rglob("*.py")):
        ours.update(f"{path.relative_to(here)}\0".encode() + path.read_bytes() + b"\0")
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, "podloom": _version("podloom"), "podloom's code": ours.hexdigest()[:12]} | {
        name: _version(name) for name in PACKAGES
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _of_versions(wanted: Expected) -> Problem | None:
    return _of_difference(wanted.versions, versions(), SAME)


def _of_files(wanted: Expected) -> Problem | None:
    if wanted.need.storage:
        with tempfile.TemporaryDirectory(prefix="podloom-") as folder:
            wanted.need.storage.fetch(wanted.show, Path(folder, "show.toml"))
        return None
    show = wanted.need.show
    if not show.is_file():
        remedy = "Let every machine see the show's folder at this path, or name a place for files with --storage URL."
        return Problem("it does not see the show's folder", str(wanted.need.root), remedy)
    if digest(show.read_bytes()) != wanted.show:
        remedy = "Let every machine see the same folder, or name a place for files with --storage URL."
        return Problem("it sees another show at the same path", str(wanted.need.root), remedy)
    return None


def _of_engine(wanted: Expected) -> Problem | None:
    """Compare what each stage says decides its result; with a storage, paths in the settings lead nowhere on the worker."""
    with tempfile.TemporaryDirectory(prefix="podloom-") as folder:
        root = Path(folder) if wanted.need.storage else wanted.need.root
        for identify, want in zip(wanted.need.identities, wanted.identities, strict=True):
            here = dict(identify(wanted.need.settings, root))
            if found := _of_difference(want, here, "Give every machine the same engine, model and device."):
                return found
    return None


def _of_difference(want: Mapping[str, str], here: Mapping[str, str], remedy: str) -> Problem | None:
    for name in sorted(want.keys() | here.keys()):
        if want.get(name) != here.get(name):
            return Problem(
                f"it has {name} {here.get(name, 'none')}; where the build runs it is {want.get(name, 'none')}", "", remedy
            )
    return None
