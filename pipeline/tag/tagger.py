"""Give passages their themes. Adds nothing to what was learned, and never guesses beyond the show's themes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Evidence, Mention, Passage, Theme
from pipeline.tag import encode, evidence, reading, regress, sketch
from pipeline.tag.encode import Vectors
from pipeline.tag.examples import check_themes
from pipeline.tag.lexicon import Lexicon
from pipeline.tag.limits import Limits
from pipeline.tag.reading import Reading, Text
from pipeline.tag.report import Finding

Matrix = NDArray[np.float64]
Row = list[tuple[int, float, str]]  # column of the theme, score, strength

WORDS_AT_LEAST = 6
PHRASE_SCALE = 0.25
PINNED_FACTOR = 0.7  # the host says that the item is about it, so less is asked of a passage
_DECIMALS = 4


@dataclass(frozen=True)
class Reach:
    """How many passages to each side are read along, and what that does to the limits: mixing flattens scores."""

    passages: int
    factor: float


# A passage counts half for itself and half as read with its neighbours. Measured on the demo truth, micro-F1 over the four
# themes labelled there: 137 turns of speech by the passage they stand in .58 alone, .67 so (precision .66; bench/topics.py), 41
# paragraphs of letters .33 alone, .53 so (precision .59; from .6 to .9 the factor made no difference, 1 gave .46).
SPEECH = Reach(passages=1, factor=1.0)
LETTER = Reach(passages=2, factor=0.85)
ALONE = Reach(passages=0, factor=1.0)


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
    """Themes with everything needed to recognise them; made by `pipeline.tag.train`."""

    themes: tuple[Theme, ...]
    lexicons: tuple[Lexicon, ...]
    learned: Learned | None
    sketched: tuple[int, ...]
    sketches: sketch.Sketches | None
    settled: dict[str, tuple[str, ...]]
    nearest: evidence.Nearest
    vectors: Vectors = field(repr=False, compare=False)

    def tag(self, passages: Sequence[Passage], pinned: Sequence[str] = ()) -> tuple[Mention, ...]:
        """Return the mentions of one item's passages, in order of passage and then of theme.

        Passages of fewer than six words get none. `pinned` themes, those that the host gave the item, need less.

        Raises:
            InputError: a pinned theme is not defined.
        """
        return self.weigh(passages, pinned)[0]

    def weigh(self, passages: Sequence[Passage], pinned: Sequence[str] = ()) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return the mentions as `tag` does, and those that were nearly given: pinned, their themes would have been.

        Raises:
            InputError: a pinned theme is not defined.
        """
        slugs = [theme.slug for theme in self.themes]
        check_themes(pinned, slugs)
        if not self.themes or not passages:
            return (), ()
        texts = [reading.parts(passage) for passage in passages]
        read = self.read(texts)
        reach = _reach(passages)
        scores = self._in_context(read, reach)
        bare = [passage.text for passage in passages]
        given = self._strengths(bare, scores, reach.factor, pinned)
        rows = self._strengths(bare, scores, reach.factor, slugs)
        strengths = {(place, column): strength for place, row in enumerate(given) for column, _, strength in row}
        flat = [(place, *found) for place, row in enumerate(rows) for found in row]
        found: dict[bool, list[Mention]] = {True: [], False: []}
        for (place, column, score, lower), reason in zip(flat, self._reasons(read, texts, rows), strict=True):
            strength = strengths.get((place, column), "")
            mention = Mention(passages[place].id, slugs[column], score, strength or lower, reason)
            found[bool(strength)].append(mention)
        return tuple(found[True]), tuple(found[False])

    def explain(self, text: str) -> tuple[Finding, ...]:
        """Return the themes of one text that stands alone, the highest score first, each with its evidence."""
        texts = [_bare(text)]
        read = self.read(texts)
        (row,) = self._strengths([text], self.judge(*read.alone()))
        found = [
            Finding(self.themes[column].slug, score, strength, (reason,))
            for (column, score, strength), reason in zip(row, self._reasons(read, texts, [row]), strict=True)
        ]
        return tuple(sorted(found, key=lambda finding: -finding.score))

    def found(self, texts: Sequence[str]) -> tuple[frozenset[str], ...]:
        """Return the themes of each text, every text standing alone, without the cost of evidence."""
        rows = self._strengths(texts, self.scores(texts))
        return tuple(frozenset(self.themes[column].slug for column, _, _ in row) for row in rows)

    def scores(self, texts: Sequence[str]) -> Matrix:
        """Return 0..1 for each text (rows) and theme (columns), each text read alone."""
        return self.judge(*self.read([_bare(text) for text in texts]).alone())

    def limits(self, column: int) -> Limits:
        """Return the limits of a theme, by its place among the themes."""
        if self.learned is not None and column in self.learned.columns:
            return self.learned.limits
        return sketch.LIMITS

    def read(self, texts: Sequence[Text]) -> Reading:
        """Read texts, each given as its parts."""
        return reading.read(texts, self.lexicons, self.vectors)

    def judge(self, vectors: Matrix, hits: Matrix) -> Matrix:
        """Return 0..1 for each text (rows) and theme (columns), by vectors (texts x 512) and counts of phrases."""
        scores = np.zeros((len(vectors), len(self.themes)))
        if self.learned is not None:
            logits = self.learned.regressions.logits(features(vectors, hits[:, self.learned.columns]))
            scores[:, self.learned.columns] = gated(logits)
        if self.sketches is not None:
            scores[:, self.sketched] = self.sketches.scores(vectors, hits[:, self.sketched])
        return scores

    def _in_context(self, read: Reading, reach: Reach) -> Matrix:
        own = self.judge(*read.alone())
        if not reach.passages:
            return own
        mixed: Matrix = 0.5 * own + 0.5 * self.judge(*read.around(reach.passages))
        return mixed

    def _strengths(self, texts: Sequence[str], scores: Matrix, factor: float = 1.0, pinned: Sequence[str] = ()) -> list[Row]:
        factors = [factor * (PINNED_FACTOR if theme.slug in pinned else 1.0) for theme in self.themes]
        limits = [self.limits(column).times(own) for column, own in enumerate(factors)]
        return [self._row(text, row, limits) for text, row in zip(texts, scores, strict=True)]

    def _row(self, text: str, scores: Matrix, limits: Sequence[Limits]) -> Row:
        plain = encode.plain(text)
        settled = self.settled.get(plain)
        if settled is not None:
            return [(column, 1.0, "strong") for column, theme in enumerate(self.themes) if theme.slug in settled]
        if len(plain.split()) < WORDS_AT_LEAST:
            return []
        rounded = [round(float(score), _DECIMALS) for score in scores]
        strengths = [limit.strength(score) for score, limit in zip(rounded, limits, strict=True)]
        return [
            (column, score, strength) for column, (score, strength) in enumerate(zip(rounded, strengths, strict=True)) if strength
        ]

    def _reasons(self, read: Reading, texts: Sequence[Text], rows: Sequence[Row]) -> list[Evidence]:
        """Return the evidence for each theme of each text, in order."""
        tagged = [place for place, row in enumerate(rows) if row]
        if not tagged:
            return []
        gists = [list(read.gists[read.spans[place]]) for place in tagged]
        every = [gist for own in gists for gist in own]
        parts = [part for place in tagged for part in texts[place]]
        scores = self.judge(*reading.sentences(every, parts, self.lexicons)).round(_DECIMALS)
        scores *= np.concatenate([gist.pieces > 0 for gist in every])[:, None]
        counts = [sum(len(gist.pieces) for gist in own) for own in gists]
        likeness = self.nearest.likeness(encode.joined(gists))
        return [
            evidence.evidence(
                [sentence for part in texts[place] for sentence in part],
                of[:, column].tolist(),
                self.lexicons[column],
                self.nearest.to(like, column),
            )
            for place, of, like in zip(tagged, np.split(scores, np.cumsum(counts)[:-1]), likeness, strict=True)
            for column, _, _ in rows[place]
        ]


def gated(logits: Matrix) -> Matrix:
    """Return the scores of the themes: each one's probability times the root of the gate's, the last column.

    The root, because with the whole gate true themes are lost: macro-F1 .829 against .842, equal false positives.
    """
    shares = regress.squash(logits)
    scores: Matrix = shares[:, :-1] * np.sqrt(shares[:, -1:])
    return scores


def features(vectors: Matrix, hits: Matrix) -> Matrix:
    """Return what the regressions see of texts: their vectors, and damped counts of the themes' phrases."""
    return np.hstack([vectors, PHRASE_SCALE * np.log1p(hits)])


def _reach(passages: Sequence[Passage]) -> Reach:
    if len(passages) < 2:
        return ALONE
    return SPEECH if any(passage.start is not None for passage in passages) else LETTER


def _bare(text: str) -> Text:
    return [evidence.sentences(text) or (text,)]
