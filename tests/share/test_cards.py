"""Cards for shared links: drawn from a plate, the same bytes each time, legible whatever the title is."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import ItemError
from pipeline.model import Show, Theme
from pipeline.share.card import THEMES, card
from pipeline.share.lettering import TITLE, letters
from pipeline.share.plate import COLOURED, Band, Plate, of_page
from tests import show
from tests.share.conftest import BASE, hostile, made

PLATE = Plate("cards/x.png", "The Long Table", "Counting Warmth", "Grace Holt", "2025-01-21", (Band(0, 500, (1,)),))
LONG = "What Happens After Two Companies Shake Hands and Nobody Reads the Contract " * 4


def picture(plate: Plate) -> Image.Image:
    return Image.open(io.BytesIO(card(plate))).convert("RGB")


def ink(plate: Plate, box: tuple[int, int, int, int]) -> int:
    """Count the pixels of a part of a card that are not its ground."""
    part = picture(plate).crop(box)
    return sum(count for count, colour in part.getcolors(1 << 20) or () if colour != (0x1B, 0x36, 0x46))


def test_the_same_plate_gives_the_same_bytes_and_a_small_png() -> None:
    first = card(PLATE)
    assert first == card(Plate(*(getattr(PLATE, name) for name in PLATE.__struct_fields__)))
    assert picture(PLATE).size == (1200, 630)
    assert len(first) < 30_000
    assert b"tIME" not in first


@pytest.mark.parametrize("title", [LONG, "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselloch", "x" * 4000])
def test_a_long_title_stays_on_the_card(title: str) -> None:
    plate = Plate("x", "S", title)
    assert ink(plate, (80, 150, 1120, 480)) > 5000
    assert ink(plate, (1122, 0, 1200, 600)) == 0
    assert ink(plate, (0, 0, 78, 600)) == 0


def test_what_a_font_lacks_is_left_out_and_no_box_is_drawn() -> None:
    font = letters(TITLE)
    assert font.plain("Trust 🤝🏽 matters 👩‍🚀!") == "Trust matters !"
    assert font.plain("Łódź, Čapek, ő") == "Łódź, Čapek, ő"
    assert font.plain("Ünïcode ṩ") == "Ünïcode s"
    assert font.plain("信頼は測れるか") == font.plain("אמון ושותפות") == font.plain("ثقة") == ""


def test_a_title_that_cannot_be_drawn_gives_way_to_the_show() -> None:
    plain = card(Plate("x", "The Long Table", "The Long Table", bands=PLATE.bands))
    assert card(Plate("x", "The Long Table", "信頼は測れるか", bands=PLATE.bands)) == plain
    assert card(Plate("x", "信頼", "信頼は測れるか"))  # nothing is left but the mark


def test_the_ribbon_shows_the_themes_where_they_are_talked_about() -> None:
    found = picture(PLATE)
    assert found.getpixel((100, 620)) == (0x7D, 0xC2, 0xF5)
    assert found.getpixel((900, 620)) == (0x2B, 0x47, 0x58)


def test_themes_have_the_colours_of_the_dark_site_and_others_are_quiet() -> None:
    night = (show.REPO / "site/assets/podloom.css").read_text().partition(".pl-night{")[2]
    assert [re.search(rf"--pl-t-{slug}:(#\w+)", night)[1] for slug in COLOURED] == list(THEMES)  # type: ignore[index]
    page = of_page(Show("S"), "themes/bees/", "Bees", "", (Theme("bees", "Bees"),))
    assert picture(page).getpixel((600, 620)) == (0xB9, 0xC4, 0xC6)


def test_a_font_that_is_none_is_named() -> None:
    with pytest.raises(ItemError, match=r"site/card\.ttf"):
        card(PLATE, b"no font")


def test_every_page_names_a_card_that_is_there(site: Path) -> None:
    for path in site.rglob("index.html"):
        page = path.read_text()
        if "noindex" in page:
            continue
        named = re.findall(r'property="og:image" content="([^"]*)"', page)
        assert len(named) == 1, path
        assert (site / named[0].removeprefix(BASE)).is_file(), named
        assert page.count('name="twitter:card" content="summary_large_image"') == 1
        assert page.count('property="og:type"') == page.count('property="og:title"') == 1
        assert page.count('rel="canonical"') == 1


def test_a_show_without_a_url_has_no_cards_and_is_told_so(bare: Path) -> None:
    assert not (bare / "cards").exists()
    assert not [path for path in bare.rglob("index.html") if 'og:image"' in path.read_text()]
    told = show.podloom(bare.parent.parent, "check").stderr + show.podloom(bare.parent.parent, "check").stdout
    assert "content/show.toml: the show has no url" in told
    assert 'write url = "https://..."' in told


def test_a_card_is_drawn_again_only_when_what_stands_on_it_changed(tmp_path: Path) -> None:
    root = hostile(tmp_path / "show")
    site = made(root)
    before = show.stats_of(site / "cards")
    notes = root / "content/episodes/counting-warmth/episode.md"
    notes.write_text(notes.read_text().replace("title: Counting Warmth", "title: Counting Cold") + "\nMore.\n")
    report = show.built(root)
    after = show.stats_of(site / "cards")
    assert {path for path in after if after[path] != before[path]} == {"episodes/counting-warmth.png"}
    assert report
    assert show.bytes_of(made(hostile(tmp_path / "again"), "7") / "cards").keys() == after.keys()
