"""A bad line is named by file and line; the shipped examples keep what they promise."""

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.model import Theme
from pipeline.tag import read_examples
from pipeline.tag.examples import shipped, told
from tests.tag.make import SHARED, themes

GOOD = '{"id":"a","kind":"transcript","noisy":false,"text":"We count.","themes":["measurement"]}\n'
SLUGS = tuple(theme.slug for theme in themes())


def write(folder: Path, text: str) -> Path:
    path = folder / "lines.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_lines_are_read_and_empty_ones_skipped(tmp_path: Path) -> None:
    (first, second) = read_examples(write(tmp_path, GOOD + "\n" + '{"text":"No.","themes":[]}'), "x", SLUGS)
    assert (first.id, first.themes, second.themes) == ("a", ("measurement",), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "Expected `object`"),
        ('{"text":"We count."}', "missing required field `themes`"),
        ('{"text":"We count.","themes":[],"theme":1}', "unknown field `theme`"),
        ('{"text":" ","themes":[]}', "`text` is empty"),
        ('{"text":"We count.","themes":["measurment"]}', 'theme "measurment" is not defined'),
    ],
)
def test_a_bad_line_is_named_by_file_and_line(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        read_examples(write(tmp_path, GOOD + line + "\n"), "content/lines.jsonl", SLUGS)
    assert str(error.value).startswith("content/lines.jsonl:2: ")
    assert words in str(error.value)
    assert error.value.remedy


def test_an_unknown_theme_comes_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='Did you mean "measurement"'):
        read_examples(write(tmp_path, '{"text":"We count.","themes":["measurment"]}'), "x", SLUGS)


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    (only,) = read_examples(write(tmp_path, '{"text":"We\u2028count.","themes":[]}\n'), "x")
    assert only.text == "We\u2028count."


def test_an_empty_or_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no lines"):
        read_examples(write(tmp_path, "\n\n"), "x")
    with pytest.raises(InputError, match="cannot be read"):
        read_examples(tmp_path / "none.jsonl", "x")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe{")
    with pytest.raises(InputError, match="not UTF-8"):
        read_examples(tmp_path / "binary.jsonl", "x")


def test_the_shipped_examples_cover_every_theme_and_none() -> None:
    counts = Counter(slug for example in shipped() for slug in example.themes)
    assert set(counts) == set(SLUGS)
    assert min(counts.values()) >= 25
    assert sum(not example.themes for example in shipped()) >= 50
    assert sum(len(example.themes) > 1 for example in shipped()) >= 30
    assert min(Counter(slug for example in shipped() if example.noisy for slug in example.themes).values()) >= 8
    assert len({example.text for example in shipped()}) == len({example.id for example in shipped()}) == len(shipped())


def test_the_shipped_examples_share_no_sentence_with_the_lines_they_are_judged_by() -> None:
    path = SHARED / "themes" / "dev.jsonl"
    if not path.exists():
        pytest.skip(f"THE DEVELOPMENT LINES ARE NOT HERE ({path}): whether examples were copied was not checked")
    ours = {run for example in shipped() for run in runs(example.text)}
    theirs = {run for line in read_examples(path, "dev.jsonl") for run in runs(line.text)}
    assert not ours & theirs


def test_an_example_that_stands_under_two_themes_has_both() -> None:
    both, own = "We score trust each quarter.", "We listen first."
    found = told([Theme("m", "M", examples=(both,)), Theme("t", "T", examples=(own, both))])
    assert [(one.text, one.themes) for one in found] == [(both, ("m", "t")), (own, ("t",))]


def runs(text: str, size: int = 7) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}
