"""The measure is honest: a line is judged unseen, and ratios are what they say."""

import msgspec
import pytest

from pipeline.errors import InputError
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
    report = score(lines, themes())
    # Reached with five folds: .850 and .042 (1 of 24), and .825 and .042 without training on the lines; relationships .756,
    # measurement .923, sales-vs-alliances .919; clean lines .864, noisy ones .811. Other deals into folds move relationships
    # between .72 and .76 and the noisy lines between .79 and .82, so the floors leave room for two lines of twenty.
    assert report.macro.f1 >= 0.80
    assert report.false_positive_rate is not None
    assert report.false_positive_rate <= 0.09
    f1 = {row.theme: row.rates.f1 for row in report.themes}
    assert f1["relationships"] >= 0.68
    assert min(f1["measurement"], f1["sales-vs-alliances"]) >= 0.8
    assert report.clean_f1 is not None
    assert report.noisy_f1 is not None
    assert report.clean_f1 - report.noisy_f1 <= 0.08
