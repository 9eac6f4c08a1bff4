"""Say which themes a passage makes a point about, with evidence, or that it has none. Fetches and remembers nothing.

Importing this costs no numpy: that comes with the first `train` or `score`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.model import Theme
from pipeline.tag.encode import Vectors
from pipeline.tag.examples import Example, read_examples
from pipeline.tag.identity import identity
from pipeline.tag.report import Finding, Report

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger

__all__ = ["Example", "Finding", "Report", "Tagger", "Vectors", "identity", "read_examples", "score", "train"]


def __getattr__(name: str) -> object:
    """Give `Tagger` when it is first asked for, so that importing the package stays cheap."""
    if name == "Tagger":
        from pipeline.tag.tagger import Tagger

        return Tagger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def train(themes: Sequence[Theme], examples: Sequence[Example] = (), vectors: Vectors | None = None) -> "Tagger":
    """Learn the themes from the examples that ship with Podloom and from `examples`, the show's own.

    A theme with fewer than eight examples works from its definition, `counts` and words. A passage whose text stands in
    `examples` keeps exactly the themes that it has there. With `vectors`, such as `Vectors(build / "vectors")`, what was
    read in an earlier run is not read again.

    Raises:
        InputError: an example carries a theme that is not among `themes`.
        ShowError: the weights of the sentence encoder are missing or altered.
    """
    from pipeline.tag import learn

    return learn.train(themes, examples, vectors)


def score(lines: Sequence[Example], themes: Sequence[Theme], folds: int = 5) -> Report:
    """Measure the tagger on labelled lines, each judged by a tagger that never saw it.

    With `folds` of 2 or more, a line is judged after training on the shipped examples and the other folds of `lines`.
    With 0, after training on the shipped examples alone, as a show without corrections would be.

    Raises:
        InputError: a line carries a theme that is not among `themes`, or there are no lines.
        ShowError: the weights of the sentence encoder are missing or altered.
    """
    from pipeline.tag import scoring

    return scoring.score(lines, themes, folds)
