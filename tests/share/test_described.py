"""What pages say of themselves to machines, judged by schema.org's own terms."""

import json
from pathlib import Path

import pytest

from pipeline.model import Issue, Person, Show
from pipeline.share import Site, linked
from tests.share.conftest import BASE, HOSTILE
from tests.share.terms import faults, nodes


def pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("index.html")) if "embed" not in path.parts and "noindex" not in path.read_text()]


def described(site: Path, path: str) -> dict[str, dict[str, object]]:
    return {str(one["@type"]): one for one in nodes((site / path / "index.html").read_text())}


def test_the_judge_finds_what_is_wrong() -> None:
    wrong = {"@type": "PodcastEpisode", "headline": "", "colour": "red", "partOfSeries": {"@type": "Person"}, "duration": "1:02"}
    found = "\n".join(faults({**wrong, "url": "episodes/x/"}))
    for part in ("has no colour", "not Person", "not '1:02'", "no absolute address", "PodcastEpisode.headline expects"):
        assert part in found


def test_every_page_speaks_in_the_words_of_schema_org(site: Path) -> None:
    found = {
        (str(path.relative_to(site)), fault) for path in pages(site) for node in nodes(path.read_text()) for fault in faults(node)
    }
    assert found == set()
    assert len(pages(site)) > 15


def test_without_a_url_descriptions_go_by_the_way_from_the_page(bare: Path) -> None:
    for path in pages(bare):
        for node in nodes(path.read_text()):
            assert list(faults(node, absolute=False)) == [], path
    sound = described(bare, "episodes/counting-warmth")["PodcastEpisode"]["audio"]
    assert isinstance(sound, dict)
    assert (bare / "episodes/counting-warmth" / str(sound["contentUrl"])).resolve().is_file()


def test_each_kind_of_page_says_what_it_shows(site: Path) -> None:
    assert described(site, "").keys() == {"PodcastSeries"}
    assert described(site, "episodes/hostile").keys() == {"PodcastEpisode", "BreadcrumbList"}
    assert described(site, "letters/afterwards").keys() == {"Article", "BreadcrumbList"}
    assert described(site, "people/grace-holt").keys() == {"ProfilePage", "BreadcrumbList"}
    assert described(site, "themes/measurement").keys() == {"CollectionPage", "BreadcrumbList"}
    trail = described(site, "letters/afterwards")["BreadcrumbList"]["itemListElement"]
    assert isinstance(trail, list)
    assert [one["item"] for one in trail] == [BASE, f"{BASE}letters/", f"{BASE}letters/afterwards/"]


def test_an_episode_names_its_sound_transcript_people_and_clips(site: Path) -> None:
    one = described(site, "episodes/counting-warmth")["PodcastEpisode"]
    assert [who["name"] for who in one["actor"]] == ["Ada Byron"]  # type: ignore[attr-defined]
    assert [who["name"] for who in one["contributor"]] == ["Grace Holt"]  # type: ignore[attr-defined]
    sound = one["audio"]
    assert isinstance(sound, dict)
    for address in (sound["contentUrl"], sound["caption"]["contentUrl"]):
        assert (site / address.removeprefix(BASE)).is_file()
    clips = one["hasPart"]
    assert isinstance(clips, list)
    assert [clip["name"] for clip in clips[:2]] == ["Welcome", "The scorecard"]
    assert {clip["name"].partition(":")[0] for clip in clips[2:]} == {"Measuring partnerships"}
    for clip in clips:
        assert clip["url"] == f"{BASE}episodes/counting-warmth/#t={clip['startOffset']},{clip['endOffset']}"
        assert 0 <= clip["startOffset"] < clip["endOffset"] <= 20


def test_no_title_ends_the_element_that_it_stands_in(site: Path) -> None:
    page = (site / "episodes/hostile/index.html").read_text()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    one = described(site, "episodes/hostile")["PodcastEpisode"]
    assert one["name"] == " ".join(HOSTILE.split())
    assert one["dateModified"] == "2025-04-04"


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "]]>", "\u2028&amp;", "'\"\\"])
def test_a_script_element_holds_any_text(text: str) -> None:
    element = linked.script({"@type": "Person", "name": text})
    inside = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028")
    assert json.loads(inside)["name"] == text


@pytest.mark.parametrize(("seconds", "told"), [(0, ""), (59.6, "PT1M"), (3600, "PT1H"), (3723.2, "PT1H2M3S")])
def test_a_length_is_told_as_iso_8601(seconds: float, told: str) -> None:
    assert linked.lasting(seconds) == told


def test_who_writes_is_known_however_the_name_is_cased() -> None:
    ada = Person("ada-byron", "Ada Byron")
    around = linked.Around(Show("The Table", url=BASE), Site.of(BASE), people={"ada byron": ada})
    for name in ("Ada Byron", "ada byron", "ADA BYRON"):
        node = linked.letter(around, Issue("a", "A", "2025-01-01", author=name), ())
        assert node["author"] == [{"@type": "Person", "name": "Ada Byron", "url": f"{BASE}people/ada-byron/"}], name
