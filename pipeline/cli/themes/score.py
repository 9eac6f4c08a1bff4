"""`podloom themes score`: measure the themes on labelled lines."""

from pathlib import Path

import click

from pipeline import tag
from pipeline.cli.common import Common, common, examples
from pipeline.cli.themes.common import known
from pipeline.tag.report import Rates


@click.command(epilog=examples("podloom themes score labelled.jsonl", "podloom themes score labelled.jsonl --json | jq .macro"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--folds", default=5, show_default=True, type=click.IntRange(0, 50), help="0 judges by the shipped examples alone.")
@common
def score(options: Common, file: Path, folds: int) -> int:
    """Print precision, recall and F1 on lines with gold "themes", and the false-positive rate on those without a theme.

    The figures are cross-validated: every line is judged by a tagger that never saw it.
    """
    themes = known(options)
    lines = tag.read_examples(file, str(file), [theme.slug for theme in themes])
    found = tag.score(lines, themes, folds)
    options.emit(found)
    if not options.json:
        for row in found.themes:
            options.say(f"{_rates(row.theme, row.rates)}  ({row.gold} lines)")
        options.say(_rates("macro", found.macro))
        options.say(_rates("micro", found.micro))
        options.say(f"false-positive rate on {found.themeless} lines without a theme: {found.false_positive_rate}")
    return 0


def _rates(name: str, rates: Rates) -> str:
    return f"{name:<24} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}"
