"""The table [feeds] of show.toml: what may stand there, and what is told of the rest."""

import re
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import FaultsError, InputError
from pipeline.feeds.artwork import look
from pipeline.feeds.channel import Season
from pipeline.feeds.release import Release, release
from pipeline.ingest import draft
from pipeline.settings.feeds import Feeds
from pipeline.settings.shapes import CATEGORIES
from tests import show
from tests.feeds.conftest import SETTINGS


def load(tmp_path: Path, text: str) -> Feeds:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/show.toml").write_text('[show]\ntitle = "T"\n' + text)
    return settings.load(tmp_path).feeds


def test_a_show_without_the_table_has_its_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Feeds()


def test_everything_that_can_be_said_is_read(tmp_path: Path) -> None:
    found = load(tmp_path, SETTINGS)
    assert found.category[0] == "Business > Management"
    assert found.location[0].geo == "geo:30.2672,-97.7431"
    assert found.rhythm
    assert found.rhythm.rrule == "FREQ=WEEKLY;INTERVAL=2"
    assert (found.locked, found.chapters_in_audio, found.funding[0].text) == (True, True, "Lay another place")


@pytest.mark.parametrize(
    ("line", "said", "mend"),
    [
        ('category = ["Busness"]', '"Busness" is no category', 'Did you mean "Business"?'),
        ('category = ["Business > Mangement"]', "is no category", 'Did you mean "Management"?'),
        ('category = ["History > Rome"]', "is no category", '"History" is not divided.'),
        ('medium = "podcasts"', '"podcasts" is no medium', 'Did you mean "podcast"?'),
        ('email = "ada"', 'email: "ada" cannot be used', "ada@example.org"),
        ('guid = "12"', 'guid: "12" cannot be used', "one is made and kept"),
        ('former = "feed.xml"', "former", "from https:// on"),
        ('artwork = "https://x.example/a.gif"', "artwork", "ends in .jpg or .png"),
        ('time = "6 am"', "time", 'time = "06:00-05:00"'),
        ('locked = "yes"', "locked: expected true or false", ""),
        ('categorie = "Arts"', 'unknown key "categorie"', 'Did you mean "category"?'),
    ],
)
def test_a_value_that_no_app_could_use_is_told_with_its_line(tmp_path: Path, line: str, said: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, f"\n[feeds]\n{line}\n")
    assert caught.value.where == "content/show.toml:5"
    assert said in caught.value.message
    assert mend in caught.value.remedy


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        ("funding", 'url = "give"', 'url: "give" cannot be used'),
        ("location", 'name = "A"\ngeo = "30.2,97.7"', "geo"),
        ("podroll", 'guid = "x"', "guid"),
        ("txt", 'text = "' + "x" * 4001 + '"', "text"),
        ("credit", 'name = "' + "x" * 129 + '"', "name has 129 characters"),
        ("trailer", 'url = "https://x.example/t"\ntitle = "T"\ndate = "soon"', "date"),
    ],
)
def test_a_fault_in_the_second_of_several_blocks_is_told_with_its_own_line(
    tmp_path: Path, block: str, line: str, said: str
) -> None:
    good = {
        "funding": 'url = "https://x.example/"',
        "location": 'name = "A"',
        "podroll": f'guid = "{"a" * 8}-{"-".join(["b" * 4] * 3)}-{"c" * 12}"',
    }
    first = good.get(block, 'text = "a"' if block == "txt" else 'name = "A"' if block == "credit" else "")
    first = first or 'url = "https://x.example/t"\ntitle = "T"\ndate = "2025-01-01"'
    text = f"[[feeds.{block}]]\n{first}\n[[feeds.{block}]]\n{line}\n"
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    number = 2 + text.count("\n", 0, text.index(f"\n{line}") + 1) + line.count("\n") + 1
    assert caught.value.where == f"content/show.toml:{number}"
    assert said in caught.value.message


def test_a_misspelt_key_of_a_block_is_told_with_the_line_of_its_block(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, '[feeds]\nemail = "a@b.example"\n\n[[feeds.location]]\nname = "A"\ngeos = "x"\n')
    assert caught.value.where == "content/show.toml:6"
    assert "unknown field `geos`" in caught.value.message


def test_all_faults_of_the_table_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FaultsError) as caught:
        load(tmp_path, '[feeds]\nemail = "me"\nguid = "x"\n[feeds.rhythm]\ntext = "W"\nrrule = "weekly"\n')
    assert [fault.where.rpartition(":")[2] for fault in caught.value.faults] == ["4", "5", "8"]


def test_the_guide_shows_every_setting_and_all_that_it_shows_is_read(tmp_path: Path) -> None:
    guide = (show.REPO / "docs/feeds.md").read_text()
    (block,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert load(tmp_path, block).funding[0].text == "Lay another place"
    for field in (*Feeds.__struct_fields__, *Release.__struct_fields__):
        assert re.search(rf"\b{ {'at': 'date', 'kind': 'type'}.get(field, field) }\b", guide), field
    (front,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    found = release(draft.split(f"---\n{front}---\n", "episode.md")[0], front, "episode.md")
    assert (found.display, found.season, found.soundbites[0].start) == ("Ch. 3", Season(2, "Numbers"), 73.0)


def test_apples_list_has_its_categories() -> None:
    assert len(CATEGORIES) == 19
    assert sum(map(len, CATEGORIES.values())) == 91


@pytest.mark.parametrize(
    ("size", "mode", "name", "said"),
    [
        ((1400, 1400), "RGB", "a.jpg", ""),
        ((3000, 3000), "RGB", "a.png", ""),
        ((1399, 1399), "RGB", "a.jpg", "1399 pixels wide"),
        ((1500, 1400), "RGB", "a.jpg", "not square"),
        ((1400, 1400), "CMYK", "a.jpg", "colours are CMYK"),
    ],
)
def test_artwork_that_directories_refuse_is_told(tmp_path: Path, size: tuple[int, int], mode: str, name: str, said: str) -> None:
    from PIL import Image

    Image.new(mode, size).save(tmp_path / name)
    sides, faults = look(tmp_path / name, "content/artwork.jpg")
    assert sides == size
    assert bool(faults) == bool(said)
    assert all(said in fault and "Export it as a square JPEG or PNG" in fault for fault in faults)


def test_artwork_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("no picture")
    assert "this is no picture" in look(tmp_path / "a.jpg", "content/artwork.jpg")[1][0]
    (tmp_path / "b.jpg").write_bytes(b"")
    assert look(tmp_path / "b.jpg", "content/artwork.jpg")[1]
