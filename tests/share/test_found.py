"""What the built site offers to those who look for it: lists, dumps, former addresses, players for other pages."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.errors import ItemError
from pipeline.ingest import draft
from pipeline.share import Site, embed, oembed
from pipeline.share.head import Feed, Frame, around
from tests import show
from tests.make import table
from tests.share.conftest import BASE, HOSTILE, hostile, made

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def days(site: Path) -> dict[str, str | None]:
    root = ElementTree.fromstring((site / "sitemap.xml").read_text())  # noqa: S314 - our own file
    return {one.findtext(f"{SPACE}loc", "").removeprefix(BASE): one.findtext(f"{SPACE}lastmod") for one in root}


def test_the_sitemap_has_every_page_and_only_dates_that_somebody_wrote_down(site: Path) -> None:
    found = days(site)
    pages = {str(path.parent.relative_to(site)) for path in site.rglob("index.html") if "noindex" not in path.read_text()}
    assert {path.rstrip("/") or "." for path in found} == pages
    assert found["episodes/hostile/"] == found[""] == found["episodes/"] == "2025-04-04"  # its `updated:`
    assert found["episodes/counting-warmth/"] == found["people/grace-holt/"] == "2025-01-21"
    assert found["letters/"] == "2025-03-01"
    assert found["about/"] is None


def test_the_same_show_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = show.bytes_of(made(hostile(tmp_path / "show"), "99"))
    once = show.bytes_of(site)
    assert {path for path in once.keys() | again.keys() if once.get(path) != again.get(path)} == set()


def test_robots_are_told_only_where_they_look(site: Path, bare: Path, built: Path) -> None:
    assert not (site / "robots.txt").exists()  # below the host's root
    assert (bare / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert "Sitemap: https://long-table.example/sitemap.xml\n" in (built / "build/site/robots.txt").read_text()
    told = show.podloom(site.parent.parent, "check")
    assert f"Name {BASE}sitemap.xml in the robots.txt of that host" in told.stdout + told.stderr


def test_a_robots_txt_of_the_hosts_own_wins(built: Path) -> None:
    (built / "site/pages/robots.txt").write_text("User-agent: *\nDisallow: /\n")
    show.built(built)
    assert (built / "build/site/robots.txt").read_text() == "User-agent: *\nDisallow: /\n"


def test_llms_txt_names_each_item_on_one_line_with_its_words(site: Path) -> None:
    text = (site / "llms.txt").read_text()
    assert text.startswith("# The Long Table\n\n")
    lines = [line for line in text.splitlines() if line.startswith("- [")]
    assert len([line for line in lines if "transcript.vtt" in line]) == 4
    assert r"Trust \</script\>\<script\>alert(1)" in text
    for address in re.findall(r"\]\((.*?)\)", text):
        place = site / address.removeprefix(BASE)
        assert place.is_file() or (place / "index.html").is_file(), address


def test_every_passage_stands_in_the_dump_with_its_place_and_evidence(site: Path) -> None:
    index = json.loads((site / "passages.json").read_text())
    assert [one["date"] for one in index["items"]] == sorted((one["date"] for one in index["items"]), reverse=True)
    for item in index["items"]:
        told = json.loads((site / item["passages"].removeprefix(BASE)).read_text())
        assert len(told["passages"]) == item["count"] > 0
        page = (site / item["url"].removeprefix(BASE) / "index.html").read_text()
        for passage in told["passages"]:
            assert f'id="{passage["id"]}"' in page
            assert passage["url"] == f"{item['url']}#{passage['id']}"
            assert all(theme["theme"] in index["themes"] and theme["sentence"] for theme in passage["themes"])
            assert ("start" in passage) == (item["kind"] == "episode")


def test_a_changed_episode_makes_only_its_own_things_again(built: Path) -> None:
    site = built / "build/site"
    before = show.stats_of(site)
    notes = built / "content/episodes/two-clocks/episode.md"
    notes.write_text(notes.read_text().replace("date: 2025-02-18", "date: 2025-02-18\nsummary: Two clocks."))
    show.built(built)
    after = show.stats_of(site)
    changed = {path for path in after if after[path] != before.get(path)}
    shared = ("passages.json", "oembed.json", "cards/", "embed/")
    assert {path for path in changed if path.endswith(shared[:2]) or path.startswith(shared[2:])} == set()
    assert "llms.txt" in changed


def test_a_former_address_leads_on_without_losing_its_second(site: Path) -> None:
    for old in ("episodes/hostile-old", "episodes/older", "embed/older"):
        page = (site / old / "index.html").read_text()
        assert 'location.replace("../hostile/"+location.search+location.hash)' in page
        assert '<meta http-equiv="refresh" content="0; url=../hostile/">' in page
        assert "<script>alert" not in page
    assert "../afterwards/" in (site / "letters/then/index.html").read_text()


def test_two_that_claim_one_address_are_named_with_both_files(tmp_path: Path) -> None:
    root = show.tiny(tmp_path / "show")
    for slug in ("counting-warmth", "two-clocks"):
        notes = root / f"content/episodes/{slug}/episode.md"
        notes.write_text(
            notes.read_text().replace("date:", "was: [pilot, two-clocks]\ndate:" if slug[0] == "c" else "was: pilot\ndate:")
        )
    done = show.podloom(root, "build")
    said = done.stdout + done.stderr
    both = "content/episodes/counting-warmth/episode.md and content/episodes/two-clocks/episode.md"
    assert f'was: "pilot" stands in {both}' in said
    assert 'counting-warmth/episode.md: was: "two-clocks" is the address of content/episodes/two-clocks/episode.md today' in said
    assert not (root / "build/site/episodes/pilot").exists()
    assert "Two Clocks Apart" in (root / "build/site/episodes/two-clocks/index.html").read_text()


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("was: Not A Slug", "content/x.md:4: "),
        ("was: x", '"x" is its slug still'),
        ("updated: 2025-01-01", "updated: 2025-01-01 is before date: 2025-02-02"),
        ("updated: soon", '"soon" is no date'),
    ],
)
def test_a_wrong_former_slug_or_date_is_named_with_its_line(lines: str, fault: str) -> None:
    with pytest.raises(ItemError) as caught:
        draft.issue(f"---\ntitle: X\ndate: 2025-02-02\n{lines}\n---\n\nText.\n", "content/x.md", "x")
    assert fault in str(caught.value)
    assert "content/x.md:4" in str(caught.value)


def test_an_episode_can_be_put_on_other_pages(site: Path, bare: Path) -> None:
    page = (site / "episodes/hostile/index.html").read_text()
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', page)
    assert found
    told = json.loads((site / found[1].removeprefix(BASE)).read_text())
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", " ".join(HOSTILE.split()))
    assert f'src="{BASE}embed/hostile/"' in told["html"]
    assert "<script" not in told["html"]
    assert (site / told["thumbnail_url"].removeprefix(BASE)).is_file()
    assert not list(bare.rglob("oembed.json"))
    assert "oembed" not in (bare / "episodes/hostile/index.html").read_text()


def test_the_small_player_asks_nothing_of_anybody(site: Path) -> None:
    for path in (site / "embed").glob("*/index.html"):
        page = path.read_text()
        if "location.replace" in page:
            continue
        assert len(page) < 6000
        assert "default-src 'none'" in page
        assert set(re.findall(r'src="([^"]*)"', page)) == {f"../../audio/{path.parent.name}.wav"}
        assert "<script>alert" not in page
        assert f'href="{BASE}episodes/{path.parent.name}/"' in page


def test_a_head_names_the_feeds_that_there_are_and_no_others() -> None:
    assert around(Frame(Site.of(BASE), {}), "themes/tea/") == ""
    lines = around(Frame(Site(), {}, (Feed("feed.xml", 'A "feed"'),)), "themes/tea/")
    assert lines == '<link rel="alternate" type="application/rss+xml" href="../../feed.xml" title="A &quot;feed&quot;">\n'


def test_a_player_without_chapters_and_a_url_leads_back_all_the_same() -> None:
    library = table()
    page = embed(library.show, Site(), library.episodes[0], "audio/two-clocks.m4a").decode()
    assert 'href="../../episodes/two-clocks/"' in page
    assert "<ol>" not in page
    assert json.loads(oembed(library.show, Site.of(BASE), library.episodes[0]))["author_name"] == "Mira Halden"
