"""A show with themes of its own works from definitions and five examples a theme, with the figures that it reaches."""

from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from pipeline import tag
from pipeline.model import Theme
from pipeline.tag.report import rates
from tests.tag.make import themes

SHOWS = Path(__file__).parent / "shows"


class Show(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A show's themes, its five examples a theme, and passages held back."""

    theme: tuple[Theme, ...]
    example: tuple[tag.Example, ...]
    held: tuple[tag.Example, ...]


class Figures(NamedTuple):
    macro_f1: float
    false_positives: float


def show(name: str) -> Show:
    return msgspec.toml.decode((SHOWS / f"{name}.toml").read_bytes(), type=Show)


def judged(own: Show) -> Figures:
    found = tag.train(own.theme, own.example).found([line.text for line in own.held])
    pairs = [(frozenset(line.themes), given) for line, given in zip(own.held, found, strict=True)]
    f1 = []
    for theme in own.theme:
        hits = sum(theme.slug in gold & given for gold, given in pairs)
        f1.append(rates(hits, sum(theme.slug in given for _, given in pairs), sum(theme.slug in gold for gold, _ in pairs)).f1)
    themeless = [bool(given) for gold, given in pairs if not gold]
    return Figures(sum(f1) / len(f1), sum(themeless) / len(themeless))


# Reached: .889 and .705, no false positives. Chosen on one show and judged on the other: .82 and .60. Four passages a theme
# are few: one more that is missed costs about .04.
@pytest.mark.parametrize(("name", "floor"), [("cooking", 0.80), ("chess", 0.60)])
def test_a_show_with_other_themes_is_tagged_from_definitions_and_five_examples(name: str, floor: float) -> None:
    found = judged(show(name))
    assert found.macro_f1 >= floor
    assert found.false_positives <= 0.25


@pytest.mark.parametrize("name", ["cooking", "chess"])
def test_five_examples_a_theme_beat_the_definitions_alone(name: str) -> None:
    own = show(name)
    assert judged(own).macro_f1 >= judged(msgspec.structs.replace(own, example=())).macro_f1


@pytest.mark.parametrize("name", ["cooking", "chess"])
def test_the_passages_of_a_show_are_five_a_theme_and_none_is_judged_by_itself(name: str) -> None:
    own = show(name)
    assert [sum(theme.slug in line.themes for line in own.example) for theme in own.theme] == [5] * len(own.theme)
    assert len(own.held) == 20
    assert not {line.text for line in own.example} & {line.text for line in own.held}


def test_a_show_finds_little_of_its_own_in_the_talk_of_another() -> None:
    # Reached: 3 of 20 passages on chess are "knives", "leftovers" and the like; the cap on likeness holds the others back.
    cooking, chess = show("cooking"), show("chess")
    for own, other in ((cooking, chess), (chess, cooking)):
        found = tag.train(own.theme, own.example).found([line.text for line in other.held])
        assert sum(map(bool, found)) <= 4, [line.text for line, given in zip(other.held, found, strict=True) if given]


def with_examples(own: Show, many: int = 5) -> tuple[Theme, ...]:
    """Return the themes of a show with the first examples of each written beside it, as in themes.toml."""
    texts = {theme.slug: tuple(line.text for line in own.example if theme.slug in line.themes)[:many] for theme in own.theme}
    return tuple(msgspec.structs.replace(theme, examples=texts[theme.slug]) for theme in own.theme)


@pytest.mark.parametrize("name", ["cooking", "chess"])
def test_examples_beside_a_theme_teach_as_much_as_decisions(name: str) -> None:
    own = show(name)
    beside = msgspec.structs.replace(own, theme=with_examples(own), example=())
    assert judged(beside).macro_f1 == pytest.approx(judged(own).macro_f1, abs=0.02)


def test_nine_passages_a_theme_are_not_worse_than_five() -> None:
    # Reached, out of fold over all forty: .92 and .69. Regressions, which took over at eight, had .67 and .45.
    for name, floor in (("cooking", 0.85), ("chess", 0.6)):
        own = show(name)
        assert tag.score(own.example + own.held, own.theme, folds=8).macro.f1 >= floor


def test_themes_of_a_name_and_one_example_keep_to_their_own_passages() -> None:
    # Reached: precision .83 and .80, recall .59 and .24; with nothing to hold likeness back precision was .58 and .50.
    for name in ("cooking", "chess"):
        own = show(name)
        bare = tuple(Theme(slug=theme.slug, name=theme.name, examples=theme.examples) for theme in with_examples(own, 1))
        found = tag.train(bare).found([line.text for line in own.held])
        given = sum(map(len, found))
        assert given
        assert sum(len(here & set(line.themes)) for here, line in zip(found, own.held, strict=True)) / given >= 0.7


def test_a_bare_theme_beside_the_house_themes_stays_out_of_other_talk() -> None:
    # Before likeness had to be greater for a theme without words, "bread", "seasoning" and "nerves" each took 2 of these 40.
    for own, other in ((show("cooking"), show("chess")), (show("chess"), show("cooking"))):
        for theme in with_examples(own, 1):
            bare = Theme(slug=theme.slug, name=theme.name, examples=theme.examples)
            found = tag.train((*themes(), bare)).found([line.text for line in other.held + other.example])
            assert sum(bare.slug in here for here in found) == 0


def test_a_theme_with_one_example_uses_it() -> None:
    own = show("chess")
    bare = tuple(Theme(slug=theme.slug, name=theme.name) for theme in own.theme)
    one = tuple(next(line for line in own.example if theme.slug in line.themes) for theme in own.theme)
    taught = tag.train(bare, one)
    assert [finding.theme for line in one for finding in taught.explain(line.text)] == [theme.slug for theme in own.theme]
    (again, *_) = taught.explain(one[0].text)
    assert len(again.evidence[0].examples) == 1


def test_a_single_theme_of_a_single_example_does_not_swallow_all_talk() -> None:
    own = show("cooking")
    taught = tag.train(own.theme[:1], own.example[:1])
    found = taught.found([line.text for line in show("chess").held])
    assert sum(map(bool, found)) <= 1
