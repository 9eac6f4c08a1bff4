from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import FaultsError, InputError
from pipeline.settings import slug_fault, slugify


def show(tmp_path: Path, text: str) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/show.toml").write_text(text)
    return tmp_path


def test_the_settings_of_a_short_file_are_the_defaults(tmp_path: Path) -> None:
    found = settings.load(show(tmp_path, '[show]\ntitle = "T"\n'))
    assert found.show.title == "T"
    assert (found.transcribe.engine, found.transcribe.model, found.transcribe.beam) == ("faster-whisper", "base", 5)


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_key(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        settings.load(show(tmp_path, '[show]\ntitle = "T"\n\n[transcribe]\nmodle = "base"\n'))
    assert caught.value.where == "content/show.toml:5"
    assert 'unknown key "modle"' in caught.value.message
    assert caught.value.remedy == 'Did you mean "model"?'


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FaultsError) as caught:
        settings.load(show(tmp_path, '[show]\ntitel = "T"\n[transcribe]\nbeam = "five"\n[trancribe]\n'))
    told = str(caught.value)
    assert 'unknown key "titel"' in told
    assert '"title" is missing' in told
    assert "content/show.toml:4: beam" in told
    assert 'unknown table "trancribe"' in told


def test_text_that_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        settings.load(show(tmp_path, "[show]\ntitle = The Long Table\n"))
    assert caught.value.where == "content/show.toml:2"


def test_a_missing_file_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="podloom init"):
        settings.load(tmp_path)


def test_two_themes_with_one_slug_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text('[[theme]]\nslug = "a"\nname = "A"\n\n[[theme]]\nslug = "a"\nname = "B"\n')
    with pytest.raises(InputError) as caught:
        settings.themes(path, "content/themes.toml")
    assert caught.value.where == "content/themes.toml:6"


def test_the_themes_of_the_house_come_in_the_hosts_order() -> None:
    found = settings.themes(Path(__file__).parent.parent / "content/themes.toml")
    assert [theme.slug for theme in found[:3]] == ["relationships", "measurement", "sales-vs-alliances"]
    assert len(found) == 7


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Counting What Won't Sit Still", "counting-what-wont-sit-still"), ("Ça va, Zoë?", "ca-va-zoe"), ("!!!", ""), ("a  b", "a-b")],
)
def test_slugs_are_made_of_plain_letters(name: str, slug: str) -> None:
    assert slugify(name) == slug


@pytest.mark.parametrize("slug", ["", "Big", "a--b", "-a", "a/b", "../a", "a b", "x" * 200])
def test_what_cannot_be_a_slug_is_refused(slug: str) -> None:
    assert slug_fault(slug)
