"""Give passages their themes. Adds nothing to what it learned in `train`, and never guesses beyond the show's themes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Evidence, Mention, Passage, Theme
from pipeline.tag import encode, lexicon, regress, sketch
from pipeline.tag.evidence import evidence, sentences
from pipeline.tag.examples import Example, check_themes, shipped
from pipeline.tag.limits import Limits, choose
from pipeline.tag.report import Finding

Matrix = NDArray[np.float64]

# notes/themes.md: a regression reaches .59 with 4 examples a theme and .73 with 8; the theme's own words reach .70.
LEARNABLE = 8
WORDS_AT_LEAST = 6
PHRASE_SCALE = 0.25
PINNED_FACTOR = 0.7  # the host says that the item is about it, so less is asked of a passage
_DECIMALS = 4


@dataclass(frozen=True)
class Reach:
    """How many passages to each side are read along, and what that does to the limits: mixing flattens scores."""

    passages: int
    factor: float


# A passage counts half for itself and half as read with its neighbours. Measured on the demo truth, micro-F1 over the
# four themes labelled there: 137 turns of speech .31 -> .58 (precision .74), 41 paragraphs of letters .33 -> .53
# (precision .65). Other reaches and factors from .55 to 1 did no better without losing precision.
SPEECH = Reach(passages=1, factor=0.7)
LETTER = Reach(passages=2, factor=1.0)


@dataclass(frozen=True)
class Learned:
    """What was learned of the themes with enough examples: their columns, the regressions and the limits.

    The last column of the regressions is the gate: does the text make a point about any theme at all?
    """

    columns: tuple[int, ...]
    regressions: regress.Fit
    limits: Limits


@dataclass(frozen=True)
class Tagger:
    """Themes with everything needed to recognise them; made by `train`."""

    themes: tuple[Theme, ...]
    lexicons: tuple[frozenset[lexicon.Phrase], ...]
    learned: Learned | None
    sketched: tuple[int, ...]
    sketches: sketch.Sketches | None
    settled: dict[str, tuple[str, ...]]

    def tag(self, passages: Sequence[Passage], pinned: Sequence[str] = ()) -> tuple[Mention, ...]:
        """Return the mentions of one item's passages, in order of passage and then of theme.

        Passages of fewer than six words get none. `pinned` themes, those that the host gave the item, need less.

        Raises:
            InputError: a pinned theme is not defined.
        """
        check_themes(pinned, [theme.slug for theme in self.themes])
        texts = [passage.text for passage in passages]
        strengths = self._strengths(texts, _reach(passages), pinned)
        return tuple(
            Mention(
                passage=passage.id,
                theme=self.themes[column].slug,
                score=score,
                strength=strength,
                evidence=self._evidence([sentence.text for sentence in passage.sentences] or [passage.text], column),
            )
            for passage, row in zip(passages, strengths, strict=True)
            for column, score, strength in row
        )

    def explain(self, text: str) -> tuple[Finding, ...]:
        """Return the themes of one text that stands alone, the highest score first, each with its evidence."""
        (row,) = self._strengths([text], SPEECH, ())
        found = [
            Finding(self.themes[column].slug, score, strength, (self._evidence(sentences(text) or (text,), column),))
            for column, score, strength in row
        ]
        return tuple(sorted(found, key=lambda finding: -finding.score))

    def found(self, texts: Sequence[str]) -> tuple[frozenset[str], ...]:
        """Return the themes of each text, every text standing alone, without the cost of evidence."""
        rows = [row for text in texts for row in self._strengths([text], SPEECH, ())]
        return tuple(frozenset(self.themes[column].slug for column, _, _ in row) for row in rows)

    def scores(self, texts: Sequence[str]) -> Matrix:
        """Return 0..1 for each text (rows) and theme (columns), each text read alone."""
        vectors, hits = encode.vectors(texts), _hits(texts, self.lexicons)
        scores = np.zeros((len(texts), len(self.themes)))
        if self.learned is not None:
            logits = self.learned.regressions.logits(_features(vectors, hits, self.learned.columns))
            scores[:, self.learned.columns] = gated(logits)
        if self.sketches is not None:
            scores[:, self.sketched] = self.sketches.scores(vectors, hits[:, self.sketched])
        return scores

    def limits(self, column: int) -> Limits:
        """Return the limits of a theme, by its place among the themes."""
        if self.learned is not None and column in self.learned.columns:
            return self.learned.limits
        return sketch.LIMITS

    def _strengths(self, texts: Sequence[str], reach: Reach, pinned: Sequence[str]) -> list[list[tuple[int, float, str]]]:
        scores = self._in_context(texts, reach)
        factor = reach.factor if len(texts) > 1 else 1.0
        limits = [
            self.limits(column).times(factor * (PINNED_FACTOR if theme.slug in pinned else 1.0))
            for column, theme in enumerate(self.themes)
        ]
        return [self._row(text, row, limits) for text, row in zip(texts, scores, strict=True)]

    def _row(self, text: str, scores: Matrix, limits: Sequence[Limits]) -> list[tuple[int, float, str]]:
        settled = self.settled.get(encode.plain(text))
        if settled is not None:
            return [(column, 1.0, "strong") for column, theme in enumerate(self.themes) if theme.slug in settled]
        if len(text.split()) < WORDS_AT_LEAST:
            return []
        rounded = [round(float(score), _DECIMALS) for score in scores]
        strengths = [limit.strength(score) for score, limit in zip(rounded, limits, strict=True)]
        return [
            (column, score, strength) for column, (score, strength) in enumerate(zip(rounded, strengths, strict=True)) if strength
        ]

    def _in_context(self, texts: Sequence[str], reach: Reach) -> Matrix:
        own = self.scores(texts)
        if len(texts) < 2:
            return own
        around = [" ".join(texts[max(0, place - reach.passages) : place + reach.passages + 1]) for place in range(len(texts))]
        mixed: Matrix = 0.5 * own + 0.5 * self.scores(around)
        return mixed

    def _evidence(self, candidates: Sequence[str], column: int) -> Evidence:
        scores = self.scores(candidates)[:, column] if len(candidates) > 1 else np.ones(1)
        return evidence(candidates, [round(float(score), _DECIMALS) for score in scores], self.lexicons[column])


def train(themes: Sequence[Theme], examples: Sequence[Example]) -> Tagger:
    """Learn `themes` from the shipped examples and the show's own; see `pipeline.tag.train`."""
    slugs = [theme.slug for theme in themes]
    for example in examples:
        check_themes(example.themes, slugs, example.id)
    known = (*shipped(), *examples)
    texts = [[example.text for example in known if slug in example.themes] for slug in slugs]
    learnable = tuple(column for column, own in enumerate(texts) if len(own) >= LEARNABLE)
    sketched = tuple(column for column in range(len(themes)) if column not in learnable)
    lexicons = tuple(lexicon.phrases(theme) for theme in themes)
    return Tagger(
        themes=tuple(themes),
        lexicons=lexicons,
        learned=_learn(known, slugs, learnable, lexicons) if learnable else None,
        sketched=sketched,
        sketches=sketch.draw([themes[at] for at in sketched], [texts[at] for at in sketched]) if sketched else None,
        settled={encode.plain(example.text): example.themes for example in examples},
    )


def gated(logits: Matrix) -> Matrix:
    """Return the scores of the themes: each one's probability times the root of the gate's, the last column.

    The root, because with the whole gate true themes are lost: macro-F1 .829 against .842, equal false positives.
    """
    shares = regress.squash(logits)
    scores: Matrix = shares[:, :-1] * np.sqrt(shares[:, -1:])
    return scores


def _learn(
    known: Sequence[Example], slugs: Sequence[str], columns: tuple[int, ...], lexicons: Sequence[frozenset[lexicon.Phrase]]
) -> Learned:
    texts = [example.text for example in known]
    answers = np.array([[float(slugs[column] in example.themes) for column in columns] for example in known])
    features = _features(encode.vectors(texts), _hits(texts, lexicons), columns)
    regressions = regress.fit(features, np.hstack([answers, answers.max(axis=1, keepdims=True)]))
    return Learned(columns, regressions, choose(gated(regressions.left_out), answers))


def _features(vectors: Matrix, hits: Matrix, columns: tuple[int, ...]) -> Matrix:
    return np.hstack([vectors, PHRASE_SCALE * np.log1p(hits[:, columns])])


def _hits(texts: Sequence[str], lexicons: Sequence[frozenset[lexicon.Phrase]]) -> Matrix:
    counts = [lexicon.hits(text, lexicons) for text in texts]
    return np.array(counts, dtype=np.float64).reshape(len(texts), len(lexicons))


def _reach(passages: Sequence[Passage]) -> Reach:
    return SPEECH if any(passage.start is not None for passage in passages) else LETTER
