"""The measure is honest: a line is judged unseen, and ratios are what they say."""

import msgspec
import pytest

from bench.themes import means
from pipeline.errors import InputError
from pipeline.model import Theme
from pipeline.tag import Example, Report, read_examples, score
from pipeline.tag.report import rates
from pipeline.tag.scoring import deal
from tests.tag.make import HOUSEKEEPING, MULTI, SHARED, themes

LINES = (
    Example(text=MULTI, themes=("measurement", "trust-communication"), id="a"),
    Example(text=HOUSEKEEPING, themes=(), id="b"),
    Example(
        text="um the whole thing collapsed after two years the joint venture was was dissolved and nobody learned why",
        themes=("alliance-failure",),
        id="c",
        noisy=True,
    ),
)


def test_a_small_file_is_scored_and_its_report_is_json() -> None:
    report = score(LINES, themes())
    assert (report.lines, report.folds, report.themeless) == (3, 3, 1)
    assert report.false_positive_rate == 0
    assert report.macro.f1 == report.micro.f1 == report.clean_f1 == report.noisy_f1 == 1
    assert [row.gold for row in report.themes if row.gold] == [1, 1, 1]
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def test_without_folds_the_lines_teach_nothing() -> None:
    lied = [msgspec.structs.replace(LINES[0], themes=("nurturing",))]
    assert score(lied, themes(), folds=0).micro.f1 == 0
    assert score(lied * 2, themes(), folds=2).micro.f1 == 0, "a line that stands twice taught itself"


def test_lines_that_all_have_themes_have_no_false_positive_rate() -> None:
    report = score(LINES[:1], themes())
    assert report.false_positive_rate is None
    assert report.noisy_f1 is None


def test_no_lines_and_unknown_themes_are_refused() -> None:
    with pytest.raises(InputError, match="no lines"):
        score((), themes())
    with pytest.raises(InputError, match='z: theme "trust" is not defined'):
        score([Example(text=MULTI, themes=("trust",), id="z")], themes())


def test_folds_spread_each_kind_of_line_evenly() -> None:
    lines = [Example(text=f"{at}", themes=("a",) if at % 2 else (), id=f"{at:02}") for at in range(20)]
    folds = deal(lines, 5)
    for kind in (0, 1):
        assert sorted(fold for at, fold in enumerate(folds) if at % 2 == kind) == sorted([*range(5), *range(5)])


def test_nothing_found_and_nothing_sought_is_0_and_not_an_error() -> None:
    assert rates(0, 0, 0).f1 == 0


def test_the_development_lines_are_tagged_as_well_as_the_notes_say() -> None:
    path = SHARED / "themes" / "dev.jsonl"
    if not path.exists():
        pytest.skip(f"THE DEVELOPMENT LINES ARE NOT HERE ({path}): macro-F1 and false positives were not checked")
    lines = read_examples(path, "dev.jsonl", [theme.slug for theme in themes()])
    # One deal into folds is luck: macro-F1 .835 to .856, clean less noisy .025 to .065. The means of these five (bench/themes.py
    # --lines): macro-F1 .845, false positives .042 (1 of 24), relationships .762, measurement .914, sales-vs-alliances .919, clean
    # less noisy .047, where .05 at most is aimed at.
    mean = means([score(lines, themes(), deal=number) for number in range(5)])
    assert mean["macro"] >= 0.82
    assert mean["false positives"] <= 0.06
    assert mean["relationships"] >= 0.75
    assert min(mean["measurement"], mean["sales-vs-alliances"]) >= 0.87
    assert mean["clean less noisy"] <= 0.05


def test_another_deal_puts_other_lines_together_and_spreads_them_as_evenly() -> None:
    lines = [Example(text=f"{at}", themes=("a",) if at % 2 else (), id=f"{at:02}") for at in range(20)]
    deals = [deal(lines, 5, number) for number in range(4)]
    assert len(set(deals)) == 4
    assert deals == [deal(lines, 5, number) for number in range(4)]
    for folds in deals:
        assert sorted(fold for at, fold in enumerate(folds) if at % 2) == sorted([*range(5), *range(5)])


def test_an_example_of_a_theme_is_not_judged_by_itself() -> None:
    lie = Theme(slug="weather", name="Weather", examples=(MULTI,) * 20)
    (found,) = score([Example(text=MULTI, themes=("weather",))], [lie], folds=0).themes
    assert found.found == 0
