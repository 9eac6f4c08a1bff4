"""Learn a show's themes from labelled examples, or draw them from their own words. Tags nothing."""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.model import Theme
from pipeline.settings import theme_names
from pipeline.tag import encode, lexicon, reading, regress, sketch
from pipeline.tag.encode import Vectors
from pipeline.tag.evidence import Nearest, sentences
from pipeline.tag.examples import Example, check_themes, shipped, told
from pipeline.tag.limits import choose
from pipeline.tag.reading import Matrix
from pipeline.tag.tagger import Learned, Tagger, features, gated

# With 3, 5, 8, 12, 16 and 25 examples a theme and 60 passages without one, regressions reach macro-F1 .45, .67, .76, .80, .80 and
# .82 on the development lines, themes drawn from their own words .76, .76, .77, .77, .78 and .77 (three choices of examples). With
# nine a theme in the shows of tests/tag/shows, out of fold, regressions have .67 and .45, drawn themes .92 and .69.
LEARNABLE = 16


def train(themes: Sequence[Theme], examples: Sequence[Example], vectors: Vectors | None = None) -> Tagger:
    """Learn `themes` from the shipped examples, their own and `examples`, in this order; see `pipeline.tag.train`."""
    slugs = [theme.slug for theme in themes]
    for example in examples:
        check_themes(example.themes, slugs, example.id)
    vectors = vectors or encode.memory()
    known = (*shipped(), *told(themes), *examples)
    lexicons = tuple(lexicon.phrases(theme) for theme in themes)
    given = [_given(example, theme_names(themes)) for example in known]
    answers = np.array([[slug in own for slug in slugs] for own in given]).reshape(len(known), -1)
    read, hits = reading.read([[sentences(example.text)] for example in known], lexicons, vectors).alone()
    learnable = tuple(column for column in range(len(themes)) if answers[:, column].sum() >= LEARNABLE)
    sketched = tuple(column for column in range(len(themes)) if column not in learnable)
    return Tagger(
        themes=tuple(themes),
        lexicons=lexicons,
        learned=_learn(read, hits, answers, learnable) if learnable else None,
        sketched=sketched,
        sketches=_draw(themes, known, given, sketched, vectors) if sketched else None,
        settled={encode.plain(example.text): example.themes for example in examples},
        nearest=Nearest(read, answers, tuple(example.text for example in known)),
        vectors=vectors,
    )


def _given(example: Example, names: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return an example's themes by their names of today; one that was split says nothing of its parts."""
    return frozenset(now for name in example.themes if len(found := names.get(name, ())) == 1 for now in found)


def _learn(read: Matrix, hits: Matrix, answers: Matrix, columns: tuple[int, ...]) -> Learned:
    own = answers[:, columns].astype(np.float64)
    fitted = regress.fit(features(read, hits[:, columns]), np.hstack([own, own.max(axis=1, keepdims=True)]))
    return Learned(columns, fitted, choose(gated(fitted.left_out), own))


def _draw(
    themes: Sequence[Theme], known: Sequence[Example], given: Sequence[frozenset[str]], columns: Sequence[int], vectors: Vectors
) -> sketch.Sketches:
    texts = [[example.text for example, own in zip(known, given, strict=True) if themes[at].slug in own] for at in columns]
    return sketch.draw([themes[at] for at in columns], texts, vectors)
