"""The newsletter's feeds: three forms, the same letters, in full."""

import json
from pathlib import Path

from tests import show
from tests.feeds.conftest import URL, Feed

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_each_form_has_every_letter_in_full_newest_first(site: Path) -> None:
    rss = Feed((site / "letters/feed.xml").read_bytes())
    atom = Feed((site / "letters/atom.xml").read_bytes())
    told = json.loads((site / "letters/feed.json").read_text())
    titles = ["Afterwards", "Slow Bread"]
    assert rss.all("//item/title/text()") == titles
    assert [str(one) for one in atom.root.xpath("//a:entry/a:title/text()", namespaces=ATOM)] == titles
    assert [one["title"] for one in told["items"]] == titles
    texts = rss.all("//item/content:encoded/text()")
    assert texts == [str(one) for one in atom.root.xpath("//a:entry/a:content[@type='html']/text()", namespaces=ATOM)]
    assert texts == [one["content_html"] for one in told["items"]]
    assert "Bread rises when nobody looks at it." in texts[1]
    assert "The next episode, \u201cCounting Warmth\u201d, answers this letter." in texts[1]


def test_an_id_is_the_same_in_every_form_and_the_address_leads_to_the_page(site: Path) -> None:
    rss = Feed((site / "letters/feed.xml").read_bytes())
    atom = Feed((site / "letters/atom.xml").read_bytes())
    told = json.loads((site / "letters/feed.json").read_text())
    ids = rss.all("//item/guid/text()")
    assert [f"urn:uuid:{one}" for one in ids] == [str(one) for one in atom.root.xpath("//a:entry/a:id/text()", namespaces=ATOM)]
    assert ids == [one["id"] for one in told["items"]]
    assert [one["url"] for one in told["items"]] == [f"{URL}letters/afterwards/", f"{URL}letters/slow-bread/"]
    assert told["items"][0]["date_published"] == "2025-03-01T06:00:00-05:00"
    assert (told["version"], told["feed_url"]) == ("https://jsonfeed.org/version/1.1", f"{URL}letters/feed.json")


def test_a_letter_that_was_changed_says_when(built: Path) -> None:
    path = built / "content/newsletters/2025-01-07-slow-bread.md"
    path.write_text(
        path.read_text().replace("date: 2025-01-07", "date: 2025-01-07\nupdated: 2025-06-01\nguid: https://old.example/?p=12")
    )
    show.built(built)
    atom = Feed((built / "build/site/letters/atom.xml").read_bytes())
    entry = "//a:entry[a:title='Slow Bread']"
    assert atom.root.xpath(f"string({entry}/a:updated)", namespaces=ATOM) == "2025-06-01T12:00:00+00:00"
    assert atom.root.xpath(f"string({entry}/a:published)", namespaces=ATOM) == "2025-01-07T12:00:00+00:00"
    assert atom.root.xpath(f"string({entry}/a:id)", namespaces=ATOM) == "https://old.example/?p=12"
    assert atom.root.xpath("string(/a:feed/a:updated)", namespaces=ATOM) == "2025-06-01T12:00:00+00:00"
    assert "https://old.example/?p=12" in Feed((built / "build/site/letters/feed.xml").read_bytes()).all("//guid/text()")


def test_a_show_without_letters_has_no_feed_of_them(tiny: Path) -> None:
    for path in (tiny / "content/newsletters").glob("*.md"):
        path.unlink()
    show.built(tiny)
    assert not (tiny / "build/site/letters/feed.xml").exists()
    assert "letters/feed" not in (tiny / "build/site/index.html").read_text()
    assert (tiny / "build/site/podcast.xml").is_file()
