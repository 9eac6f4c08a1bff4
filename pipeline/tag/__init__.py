"""Say which themes a passage makes a point about, with evidence, or that it has none. Fetches and remembers nothing.

Importing this costs no numpy: that comes with the first `train` or `score`.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Passage, Theme, Turn
from pipeline.tag.encode import Vectors
from pipeline.tag.examples import Example, read_examples
from pipeline.tag.identity import identity
from pipeline.tag.report import Finding, Report

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger

__all__ = [
    "Example",
    "Finding",
    "Report",
    "Tagger",
    "Vectors",
    "identity",
    "kept",
    "meanings",
    "part",
    "read_examples",
    "score",
    "train",
]


def __getattr__(name: str) -> object:
    """Give `Tagger` when it is first asked for, so that importing the package stays cheap."""
    if name == "Tagger":
        from pipeline.tag.tagger import Tagger

        return Tagger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@lru_cache(maxsize=1)
def kept(folder: Path) -> Vectors:
    """Return what was read in earlier runs and kept in `folder`; one for the whole process."""
    return Vectors(folder)


def train(themes: Sequence[Theme], examples: Sequence[Example] = (), vectors: Vectors | None = None) -> "Tagger":
    """Learn the themes from the examples that ship with Podloom, from their own, and from `examples`, what the host decided.

    A theme with fewer than sixteen examples works from its definition, `counts` and words. A passage whose text stands in
    `examples` keeps exactly the themes that it has there. With `vectors`, such as `Vectors(build / "vectors")`, what was
    read in an earlier run is not read again.

    Raises:
        InputError: an example carries a theme that is not among `themes`.
        ShowError: the weights of the sentence encoder are missing or altered.
    """
    from pipeline.tag import learn

    return learn.train(themes, examples, vectors)


def part(tagger: "Tagger", turns: Sequence[Turn], chapters: Sequence[int] = (0,)) -> tuple[int, ...]:
    """Return the numbers of the turns with which a passage begins: where a chapter does, and where the subject changes.

    `chapters` are the numbers of the turns with which chapters begin.
    """
    from pipeline.tag.topics import topics

    texts = [tuple(sentence.text for sentence in turn.sentences) for turn in turns]
    borders = [*sorted({0, *chapters}), len(turns)]
    return tuple(begin + at for begin, end in pairwise(borders) for at in topics(tagger, texts[begin:end]))


def meanings(passages: Sequence[Passage], vectors: Vectors) -> dict[str, bytes]:
    """Return what each passage means, by its id: a unit vector as 512 signed bytes, 127 for 1.

    Raises:
        ShowError: the weights of the sentence encoder are missing or altered.
    """
    from pipeline.tag import encode, reading

    rows = reading.meanings([reading.parts(passage) for passage in passages], vectors)
    return dict(zip((passage.id for passage in passages), encode.packed(rows), strict=True))


def score(lines: Sequence[Example], themes: Sequence[Theme], folds: int = 5, deal: int = 0) -> Report:
    """Measure the tagger on labelled lines, each judged by a tagger that never saw it.

    With `folds` of 2 or more, a line is judged after training on the shipped examples and the other folds of `lines`; another
    number of the `deal` puts other lines together. With 0, after training on the shipped examples and the themes'
    own alone, as in a show without corrections.

    Raises:
        InputError: a line carries a theme that is not among `themes`, or there are no lines.
        ShowError: the weights of the sentence encoder are missing or altered.
    """
    from pipeline.tag import scoring

    return scoring.score(lines, themes, folds, deal)
