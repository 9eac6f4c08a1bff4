"""What the tagger found and how well it does, as records that encode to JSON. Computes nothing but the three ratios."""

from pipeline.model import Evidence, Fact


class Finding(Fact, frozen=True):
    """A theme found in one text. `strength` is "strong" or "likely"; `score` is 0..1 and orders, no more."""

    theme: str
    score: float
    strength: str
    evidence: tuple[Evidence, ...]


class Rates(Fact, frozen=True):
    """Precision, recall and F1, each 0..1 and rounded to four decimals."""

    precision: float
    recall: float
    f1: float


class ThemeRates(Fact, frozen=True):
    """How one theme fares: `gold` lines carry it, `found` lines were given it."""

    theme: str
    gold: int
    found: int
    rates: Rates


class Report(Fact, frozen=True):
    """How the tagger fares on labelled lines.

    `macro` averages over the themes that some line carries. `false_positive_rate` is the share of the `themeless`
    lines that were given a theme, and None where every line has one; `clean_f1` and `noisy_f1` are macro, and None
    where no such line carries a theme.
    """

    lines: int
    folds: int
    themeless: int
    false_positive_rate: float | None
    macro: Rates
    micro: Rates
    clean_f1: float | None
    noisy_f1: float | None
    themes: tuple[ThemeRates, ...]


def rates(hits: int, found: int, gold: int) -> Rates:
    """Return the ratios for `hits` right answers among `found`, where `gold` were to be found; 0/0 counts as 0."""
    return Rates(
        precision=_ratio(hits, found),
        recall=_ratio(hits, gold),
        f1=_ratio(2 * hits, found + gold),
    )


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
