from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import FaultsError, InputError

FILE = """\
[[person]]
slug = "ines"
name = "Ines Caldeira"

[[book]]
slug = "quiet"
name = "Quiet"

[[organisation]]
slug = "lumetra"
name = "Lumetra"
aliases = ["Lumetra Sensors"]
url = "https://lumetra.example/"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "people.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_people_organisations_and_books_share_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, FILE)
    assert [one.slug for one in settings.people(path)] == ["ines"]
    assert [(one.kind, one.slug, one.aliases) for one in settings.things(path)] == [
        ("organisation", "lumetra", ("Lumetra Sensors",)),
        ("book", "quiet", ()),
    ]


def test_a_show_without_the_file_names_nothing(tmp_path: Path) -> None:
    assert settings.things(tmp_path / "people.toml") == ()


def test_an_unknown_block_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    for read in (settings.people, settings.things):
        with pytest.raises(InputError) as caught:
            read(written(tmp_path, FILE.replace("[[organisation]]", "[[organization]]")))
        assert caught.value.message == 'unknown table "organization"'
        assert caught.value.where == "content/people.toml:9"
        assert caught.value.remedy == 'Did you mean "organisation"?'


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('kind = "organisation"', 'unknown key "kind"'),
        ('nmae = "x"', 'unknown key "nmae"'),
        ("aliases = 1", "aliases: "),
    ],
)
def test_a_fault_in_a_book_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises((InputError, FaultsError)) as caught:
        settings.things(written(tmp_path, f'[[book]]\nslug = "quiet"\nname = "Quiet"\n{line}\n'))
    assert message in str(caught.value)
    assert "content/people.toml:4" in str(caught.value)


def test_a_slug_that_two_books_share_is_a_fault(tmp_path: Path) -> None:
    book = '[[book]]\nslug = "quiet"\nname = "Quiet"\n'
    with pytest.raises(InputError, match="defined twice"):
        settings.things(written(tmp_path, book + book))


def test_a_block_in_single_brackets_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\[\[book\]\]"):
        settings.things(written(tmp_path, '[book]\nslug = "quiet"\n'))
