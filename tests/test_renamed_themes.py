"""A theme that gets another name, goes into another or is split: nothing that names it breaks."""

import json
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import InputError
from tests import show
from tests.show import podloom

LETTER = "content/newsletters/2025-01-07-slow-bread.md"


def pin(root: Path, theme: str) -> None:
    path = root / LETTER
    path.write_text(path.read_text().replace("sparked:", f"themes: {theme}\nsparked:", 1) + "\nMore under [[measurement]].\n")


def rename(root: Path, old: str, new: str) -> None:
    path = root / "content/themes.toml"
    path.write_text(path.read_text().replace(f'slug = "{old}"', f'slug = "{new}"\nwas = ["{old}"]', 1))


def test_what_names_a_renamed_theme_means_it_by_its_new_name(tiny: Path) -> None:
    pin(tiny, "measurement")
    show.built(tiny)
    rename(tiny, "measurement", "what-we-count")
    show.built(tiny)
    site = tiny / "build/site"
    assert "what-we-count" in (site / "letters/slow-bread/index.html").read_text()
    assert 'url=../what-we-count/"' in (site / "themes/measurement/index.html").read_text()
    assert "Counting Warmth" in (site / "themes/what-we-count/index.html").read_text()
    found = json.loads(podloom(tiny, "check", "--json").stdout)
    assert [one for one in found if "measurement" in json.dumps(one)] == []


def test_a_theme_that_was_split_offers_its_parts_and_a_pin_must_choose(tiny: Path) -> None:
    pin(tiny, "measurement")
    path = tiny / "content/themes.toml"
    both = "".join(
        f'\n[[theme]]\nslug = "{slug}"\nname = "{slug.title()}"\nwas = ["measurement"]\n' for slug in ("counts", "scores")
    )
    path.write_text(path.read_text().replace('slug = "measurement"', 'slug = "numbers"', 1) + both)
    done = podloom(tiny, "build")
    assert done.returncode == 1
    assert f'{LETTER}:4: theme "measurement" was split into counts, scores' in done.stderr
    page = (tiny / "build/site/themes/measurement/index.html").read_text()
    assert 'href="../counts/"' in page
    assert 'href="../scores/"' in page
    assert "refresh" not in page


def test_what_a_theme_was_is_no_theme_still_and_is_a_slug(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text('[[theme]]\nslug = "a"\nname = "A"\nwas = ["b", "B!"]\n\n[[theme]]\nslug = "b"\nname = "B"\n')
    with pytest.raises(InputError) as caught:
        settings.themes(path, "content/themes.toml")
    assert 'content/themes.toml:4: "b" is a theme still' in str(caught.value)
    assert 'content/themes.toml:4: "B!" cannot be a slug' in str(caught.value)
