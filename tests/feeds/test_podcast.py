"""The podcast feed of a built show: what PSP-1, Apple and Podcasting 2.0 ask for, each with the show's own data."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline import feeds
from pipeline.feeds.names import podcast_guid
from tests import show
from tests.feeds.conftest import URL, Feed, rich

SCORE = "/rss/channel/item[title='The Score']/"
WARMTH = "/rss/channel/item[title='Counting Warmth']/"


def test_the_namespaces_are_right_to_the_byte(feed: Feed) -> None:
    for name, address in (
        ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        ("podcast", "https://podcastindex.org/namespace/1.0"),
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("psc", "http://podlove.org/simple-chapters"),
    ):
        assert f'xmlns:{name}="{address}"'.encode() in feed.data.splitlines()[1]
    assert feed.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rss ')


def test_nothing_is_wrong_with_it_by_our_own_rules(feed: Feed) -> None:
    # The tiny show's other sounds are WAV files, which Apple does not play.
    assert {(one.rule, one.message) for one in feeds.findings(feed.data, "podcast.xml")} == {
        ("feed-enclosure-unplayed", "the sound is audio/wav")
    }


def test_the_channel_says_what_directories_ask_for(feed: Feed) -> None:
    top = "/rss/channel/"
    assert feed.one(f"{top}atom:link[@rel='self']/@href") == f"{URL}podcast.xml"
    assert feed.one(f"{top}link/text()") == URL
    assert feed.one(f"{top}language/text()") == "en"
    assert feed.one(f"{top}itunes:author/text()") == "Ada Byron"
    assert feed.one(f"{top}itunes:owner/itunes:email/text()") == "ada@long-table.example"
    assert feed.one(f"{top}itunes:explicit/text()") == "false"
    assert feed.one(f"{top}itunes:type/text()") == "episodic"
    assert feed.one(f"{top}itunes:image/@href") == feed.one(f"{top}image/url/text()") == f"{URL}artwork.png"
    assert feed.all(f"{top}itunes:category/@text") == ["Business", "Technology"]
    assert feed.all(f"{top}itunes:category/itunes:category/@text") == ["Management", "Careers"]
    assert feed.one(f"{top}itunes:new-feed-url/text()") == f"{URL}podcast.xml"
    assert feed.one(f"{top}copyright/text()") == "Ada Byron"


def test_the_channel_says_all_of_the_namespace_for_which_there_is_data(feed: Feed) -> None:
    top = "/rss/channel/podcast:"
    assert feed.one(f"{top}locked[@owner='ada@long-table.example']/text()") == "yes"
    assert feed.one(f"{top}medium/text()") == "podcast"
    assert feed.all(f"{top}person/text()") == ["Ada Byron", "Becky Smith"]
    assert feed.one(f"{top}funding[@url='https://long-table.example/give']/text()") == "Lay another place"
    assert feed.one(f"{top}location[@geo and @osm and @country='US'][@rel='creator']/text()") == "Austin, TX"
    assert feed.one(f"{top}license/text()") == "cc-by-4.0"
    assert feed.one(f"{top}txt[@purpose='verify']/text()") == "S6lpp-7ZCn8"
    assert feed.one(f"{top}updateFrequency[@rrule='FREQ=WEEKLY;INTERVAL=2']/text()") == "Every second week"
    assert feed.one(f"{top}podroll/podcast:remoteItem/@feedGuid") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert feed.one(f"{top}trailer[@pubdate='Wed, 01 Jan 2025 06:00:00 -0500']/text()") == "What is laid here"
    assert feed.all(f"{top}image[@purpose='artwork']/@width") == ["1400"]


def test_the_guid_of_the_show_is_that_of_its_first_address_and_stays(site: Path, feed: Feed, tmp_path: Path) -> None:
    assert podcast_guid("podnews.net/rss") == podcast_guid("https://podnews.net/rss/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    own = podcast_guid("api.former.example/feed/podcast/1865.rss")
    assert feed.one("/rss/channel/podcast:guid/text()") == own
    stored = site.parent.parent / "content/podcast-guid.txt"
    assert stored.read_text() == f"{own}\n"


def test_a_moved_show_keeps_its_guid_and_those_of_its_items(built: Path) -> None:
    before = Feed((built / "build/site/podcast.xml").read_bytes())
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text().replace("long-table.example", "moved.example"))
    notes = built / "content/episodes/two-clocks/episode.md"
    notes.write_text(notes.read_text().replace("---\ntitle", "---\nslug: clocks\nwas: [two-clocks]\ntitle", 1))
    show.built(built)
    after = Feed((built / "build/site/podcast.xml").read_bytes())
    assert before.all("//podcast:guid/text() | //item/guid/text()") == after.all("//podcast:guid/text() | //item/guid/text()")
    assert after.one("/rss/channel/item[1]/link/text()") == "https://moved.example/episodes/clocks/"


def test_a_stored_guid_that_is_none_is_told_with_its_place_left_as_it_is_and_takes_no_feed_down(built: Path) -> None:
    before = show.bytes_of(built / "build/site")
    (built / "content/podcast-guid.txt").write_text("my show\n")
    done = show.podloom(built, "build")
    assert done.returncode == 1
    assert show.bytes_of(built / "build/site") == before
    assert 'content/podcast-guid.txt:1: "my show" is no podcast:guid' in done.stderr
    assert (built / "content/podcast-guid.txt").read_text() == "my show\n"


def test_an_item_says_where_its_sound_and_its_words_are(site: Path, feed: Feed) -> None:
    sound = f"{SCORE}enclosure/"
    assert feed.one(f"{sound}@url") == f"{URL}audio/the-score.mp3"
    assert int(feed.one(f"{sound}@length")) == (site / "audio/the-score.mp3").stat().st_size
    assert feed.one(f"{sound}@type") == "audio/mpeg"
    found = dict(zip(feed.all(f"{SCORE}podcast:transcript/@type"), feed.all(f"{SCORE}podcast:transcript/@url"), strict=True))
    assert list(found) == ["text/vtt", "application/json", "application/x-subrip", "text/plain", "text/html"]
    for address in (*found.values(), feed.one(f"{SCORE}podcast:chapters/@url")):
        assert (site / address.removeprefix(URL)).stat().st_size > 50
    segments = json.loads((site / "episodes/the-score/transcript.json").read_text())["segments"]
    assert all(one["endTime"] > one["startTime"] and one["body"] for one in segments)


def test_what_the_host_wrote_of_an_episode_stands_in_its_item(feed: Feed) -> None:
    assert feed.one(f"{WARMTH}guid[@isPermaLink='false']/text()") == "podcast-0001"
    assert feed.one(f"{WARMTH}pubDate/text()") == "Tue, 21 Jan 2025 08:30:00 +0100"
    assert feed.one(f"{SCORE}pubDate/text()") == "Sat, 01 Feb 2025 06:00:00 -0500"
    assert feed.one(f"{WARMTH}podcast:season[@name='Numbers']/text()") == feed.one(f"{WARMTH}itunes:season/text()") == "2"
    assert feed.one(f"{WARMTH}itunes:explicit/text()") == "true"
    assert feed.one(f"{SCORE}itunes:explicit/text()") == "false"
    assert feed.one(f"{WARMTH}podcast:soundbite[@startTime='1.0'][@duration='16.0']/text()") == "Can trust be measured?"
    assert feed.all(f"{SCORE}podcast:soundbite") == []  # only what the host accepted
    assert feed.one(f"{WARMTH}atom:link[@rel='http://podlove.org/deep-link']/@href") == f"{URL}episodes/counting-warmth/#"


def test_an_item_names_the_host_again_for_its_people_replace_those_of_the_channel(feed: Feed) -> None:
    assert feed.all(f"{WARMTH}podcast:person/text()") == ["Ada Byron", "Grace Holt", "Becky Smith", "Tom Oak"]
    assert feed.all(f"{WARMTH}podcast:person/@role") == ["host", "guest", "cover art designer", "Audio Editor"]
    assert feed.one(f"{WARMTH}podcast:person[.='Grace Holt']/@href") == f"{URL}people/grace-holt/"


def test_chapters_stand_in_the_feed_in_a_file_and_as_times_in_the_description(site: Path, feed: Feed) -> None:
    assert feed.all(f"{SCORE}psc:chapters/psc:chapter/@start") == ["00:00:00", "00:00:20", "00:01:15.250"]
    told = json.loads((site / "episodes/the-score/chapters.json").read_text())
    assert told["version"] == "1.2.0"
    assert [(one["startTime"], one["title"]) for one in told["chapters"]] == [(0, "Word"), (20, "Score & count"), (75.25, "Talk")]
    assert feed.one(f"{SCORE}description/text()").endswith("\n\n00:00:00 Word\n00:00:20 Score & count\n00:01:15 Talk")
    assert "00:00" not in feed.one(f"{WARMTH}description/text()")  # two chapters: players look for three


def test_notes_have_whole_addresses_and_no_marks(feed: Feed) -> None:
    html = feed.one(f"{WARMTH}content:encoded/text()")
    assert f'<a href="{URL}episodes/two-clocks/" rel="noopener">the other</a>' in html
    assert f'<a href="{URL}letters/slow-bread/">Slow Bread</a>' in html
    assert f'src="{URL}episodes/counting-warmth/pot.png"' in html
    assert feed.one(f"{WARMTH}description/text()") == "Of Two Clocks Apart & warm numbers."
    assert "[[" not in feed.data.decode()


def test_the_same_show_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    root = rich(tmp_path / "show")
    command = [sys.executable, "-m", "pipeline", "build", "--quiet"]
    environment = {**os.environ, "PYTHONHASHSEED": "99", "TZ": "Asia/Tokyo"}
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    once, again = show.bytes_of(site), show.bytes_of(root / "build/site")
    assert [path for path in once if path.endswith((".xml", ".json", ".mp3", ".srt")) and once[path] != again.get(path)] == []


def test_a_draft_that_is_looked_at_is_in_no_feed(built: Path) -> None:
    notes = built / "content/episodes/two-clocks/episode.md"
    notes.write_text(notes.read_text().replace("---\ntitle", "---\ndraft: true\ntitle", 1))
    assert show.podloom(built, "build", "--drafts").returncode == 0
    assert (built / "build/site/episodes/two-clocks/index.html").is_file()
    for path in (built / "build/site").rglob("*.xml"):
        assert path.name == "sitemap.xml" or b"two-clocks" not in path.read_bytes(), path


def test_without_a_url_there_are_no_feeds_and_that_is_said_once(tiny: Path) -> None:
    settings = tiny / "content/show.toml"
    settings.write_text(settings.read_text().replace('url = "https://long-table.example/"\n', ""))
    done = show.podloom(tiny, "build")
    assert done.returncode == 0
    assert done.stderr.count("the show has no url, so it has no feeds") == 1
    assert 'write url = "https://..." under [show]' in done.stderr
    assert not (tiny / "build/site/podcast.xml").exists()
    assert "application/rss+xml" not in (tiny / "build/site/index.html").read_text()
    assert (tiny / "build/site/episodes/two-clocks/index.html").is_file()
    assert not (tiny / "content/podcast-guid.txt").exists()


def test_pages_name_the_feeds_that_belong_to_them(site: Path) -> None:
    feeds_of = {path: (site / path / "index.html").read_text() for path in ("", "themes/measurement", "people/grace-holt")}
    for page in feeds_of.values():
        assert f'type="application/rss+xml" href="{URL}podcast.xml"' in page
        assert f'type="application/feed+json" href="{URL}letters/feed.json"' in page
    for path, page in feeds_of.items():
        own = [other for other in feeds_of if other and f'href="{URL}{other}/feed.xml"' in page]
        assert own == ([path] if path else [])
        assert f'href="../../{path}/feed.xml"' in page or not path  # for people, who see no head


def test_a_change_of_one_episode_makes_the_entries_of_no_other_again(built: Path) -> None:
    notes = built / "content/episodes/two-clocks/episode.md"
    notes.write_text(notes.read_text().replace("date: 2025-02-18", "date: 2025-02-18\nsummary: Two clocks."))
    told = show.built(built)
    made = told["made"]
    assert isinstance(made, list)
    assert [one["item"] for one in made if one["stage"] == "reel"] == ["episode/two-clocks"]
    assert "Two clocks." in (built / "build/site/podcast.xml").read_text()
