"""Measure the tagger on labelled lines that it has not seen. Tunes nothing: limits come from the training lines alone."""

import hashlib
from collections.abc import Callable, Collection, Sequence

from msgspec import structs

from pipeline.errors import InputError
from pipeline.model import Theme
from pipeline.tag.examples import Example, check_themes
from pipeline.tag.learn import train
from pipeline.tag.report import Rates, Report, ThemeRates, rates

Pair = tuple[frozenset[str], frozenset[str]]  # gold, found


def score(lines: Sequence[Example], themes: Sequence[Theme], folds: int, deal_number: int = 0) -> Report:
    """Judge every line by a tagger that never saw it; see `pipeline.tag.score`."""
    if not lines:
        raise InputError("there are no lines to score.", "", "Give a file with labelled lines.")
    slugs = [theme.slug for theme in themes]
    for line in lines:
        check_themes(line.themes, slugs, line.id)
    folds = min(folds, len(lines)) if len(lines) > 1 else 0
    found = _judge(lines, themes, deal(lines, folds, deal_number))
    return _report(lines, found, slugs, folds)


def deal(lines: Sequence[Example], folds: int, number: int = 0) -> tuple[int, ...]:
    """Give each line its fold: lines with equal themes and noise are spread evenly, without chance.

    Each `number` is another deal. With fewer than two folds all lines are in one.
    """

    def place(at: int) -> tuple[tuple[str, ...], bool, str, str, str]:
        line = lines[at]
        shuffled = hashlib.sha256(f"{number} {line.id} {line.text}".encode("utf-8", "replace")).hexdigest() if number else ""
        return line.themes, line.noisy, shuffled, line.id, line.text

    order = sorted(range(len(lines)), key=place)
    fold_of = {at: turn % max(1, folds) for turn, at in enumerate(order)}
    return tuple(fold_of[at] for at in range(len(lines)))


def _judge(lines: Sequence[Example], themes: Sequence[Theme], fold_of: Sequence[int]) -> tuple[frozenset[str], ...]:
    """Judge the lines of each fold by a tagger that learned from the other folds; from none, where there is a single one."""
    found: dict[int, frozenset[str]] = {}
    for fold in sorted(set(fold_of)):
        places = [at for at, own in enumerate(fold_of) if own == fold]
        held_out = {lines[at].text for at in places}
        # A line that stands twice in the file, or beside its theme, must not be its own example.
        tagger = train(_without(themes, held_out), [line for line in lines if line.text not in held_out])
        found.update(zip(places, tagger.found([lines[at].text for at in places]), strict=True))
    return tuple(found[at] for at in range(len(lines)))


def _without(themes: Sequence[Theme], texts: Collection[str]) -> list[Theme]:
    return [structs.replace(theme, examples=tuple(text for text in theme.examples if text not in texts)) for theme in themes]


def _report(lines: Sequence[Example], found: Sequence[frozenset[str]], slugs: Sequence[str], folds: int) -> Report:
    pairs: list[Pair] = [(frozenset(line.themes), given) for line, given in zip(lines, found, strict=True)]
    per_theme = tuple(_theme_rates(slug, pairs) for slug in slugs)
    themeless = [given for gold, given in pairs if not gold]
    return Report(
        lines=len(lines),
        folds=folds,
        themeless=len(themeless),
        false_positive_rate=round(sum(map(bool, themeless)) / len(themeless), 4) if themeless else None,
        macro=_macro(per_theme),
        micro=rates(
            sum(len(gold & given) for gold, given in pairs),
            sum(len(given) for _, given in pairs),
            sum(len(gold) for gold, _ in pairs),
        ),
        clean_f1=_f1_where(lines, pairs, slugs, lambda line: not line.noisy),
        noisy_f1=_f1_where(lines, pairs, slugs, lambda line: line.noisy),
        themes=per_theme,
    )


def _theme_rates(slug: str, pairs: Sequence[Pair]) -> ThemeRates:
    gold = sum(slug in gold for gold, _ in pairs)
    found = sum(slug in given for _, given in pairs)
    hits = sum(slug in gold and slug in given for gold, given in pairs)
    return ThemeRates(slug, gold, found, rates(hits, found, gold))


def _macro(per_theme: Sequence[ThemeRates]) -> Rates:
    carried = [row.rates for row in per_theme if row.gold]
    many = max(len(carried), 1)
    return Rates(
        precision=round(sum(row.precision for row in carried) / many, 4),
        recall=round(sum(row.recall for row in carried) / many, 4),
        f1=round(sum(row.f1 for row in carried) / many, 4),
    )


def _f1_where(
    lines: Sequence[Example], pairs: Sequence[Pair], slugs: Sequence[str], wanted: Callable[[Example], bool]
) -> float | None:
    kept = [pair for line, pair in zip(lines, pairs, strict=True) if wanted(line)]
    if not any(gold for gold, _ in kept):
        return None
    return _macro([_theme_rates(slug, kept) for slug in slugs]).f1
