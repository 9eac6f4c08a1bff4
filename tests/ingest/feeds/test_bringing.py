"""A feed comes into the show, changes, shrinks and breaks; what the host wrote stays hers."""

import io
import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from pipeline.ingest import feeds, ledger
from pipeline.settings.sources import Source
from tests import show
from tests.ingest.feeds.shop import HEAD, Shop, follow, marks
from tests.web import Ask, Reply, Web, free_port, ranged


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    web = Web()
    yield Shop(tmp_path / "show", web)
    web.close()


FULL = """<link>https://example.org/1</link>
<description><![CDATA[<p>Notes with <b>weight</b>, <a href="https://x.example/">a link</a>
and <script>alert(1)</script>.</p><img src="https://x.example/pixel.png">]]></description>
<podcast:season name="Egos">2</podcast:season><podcast:episode display="Ch.7">7</podcast:episode>
<itunes:explicit>no</itunes:explicit><itunes:episodeType>bonus</itunes:episodeType>
<podcast:person role="guest" href="https://g.example">Grace Holt</podcast:person>
<podcast:person role="Host">Ada Byron</podcast:person><podcast:person role="editor" group="audio">Ed It</podcast:person>
<podcast:soundbite startTime="0.2" duration="0.5">Hear it</podcast:soundbite>"""


def test_an_episode_comes_with_all_that_the_feed_says_of_it(shop: Shop) -> None:
    data = shop.sound("talk.mp3")
    shop.web.pages["/t.srt"] = (
        b"1\n00:00:00,000 --> 00:00:00,400\nAda Byron: Hello there\n\n2\n00:00:00,400 --> 00:00:00,600\nand welcome\n\n"
        b"3\n00:00:00,600 --> 00:00:00,900\nGrace Holt: Thanks: it is good\n"
    )
    shop.web.pages["/c.json"] = (
        b'{"version":"1.2.0","chapters":[{"startTime":0.5,"title":"B","url":"javascript:x"},{"startTime":0,"title":"A"}]}'
    )
    shop.web.pages["/art.jpg"] = (show.REPO / "tests/data/README.md").read_bytes()  # no picture: told, and no more
    extra = (
        f'{FULL}<podcast:transcript url="{shop.web.url}/t.srt" type="application/srt"/>'
        f'<itunes:image href="{shop.web.url}/art.jpg"/>'
        f'<podcast:chapters url="{shop.web.url}/c.json" type="application/json+chapters"/>'
    )
    shop.offer(shop.item("First talk", "talk.mp3?token=1", "g1", extra))
    brought = shop.bring()
    assert [one.state for one in brought.items] == ["added"]
    assert "no picture that can be shown" in brought.items[0].notes[0]
    assert shop.text("first-talk") == (
        '---\ntitle: "First talk"\ndate: 2025-06-03T08:00:00+02:00\nguid: "g1"\nsource: "shop"\nlink: "https://example.org/1"\n'
        'season: 2\nseason_name: "Egos"\nepisode: 7\ndisplay: "Ch.7"\ntype: "bonus"\nexplicit: false\nguests: ["Grace Holt"]\n'
        'credits: ["Ed It (editor)"]\nsummary: "Notes with weight, a link and ."\n'
        'soundbites: ["00:00:00.200-00:00:00.700 Hear it"]\n---\n\nNotes with **weight**, [a link](https://x.example/)\nand .\n'
    )
    folder = shop.episodes / "first-talk"
    assert sorted(path.name for path in folder.iterdir()) == ["audio.wav", "chapters.json", "episode.md", "transcript.vtt"]
    assert (folder / "audio.wav").read_bytes() == data
    assert marks(folder / "chapters.json") == [(0, "A"), (0.5, "B")]
    assert "javascript" not in (folder / "chapters.json").read_text()
    said = (folder / "transcript.vtt").read_text()
    assert "<v Ada Byron>Hello there" in said
    assert "<v Ada Byron>and welcome" in said
    assert "<v Grace Holt>Thanks: it is good" in said
    assert "A machine wrote" not in said


def test_the_guid_of_the_show_comes_along_and_never_takes_the_place_of_its_own(shop: Shop) -> None:
    shop.sound("talk.mp3")
    own, other = "917393e3-1b1e-5cef-ace4-edaa54e1f810", "9b024349-ccf0-5f69-a609-6b82873eab3c"
    shop.offer(shop.item("One"), head=f"<podcast:guid>{own}</podcast:guid>")
    shop.bring()
    kept = shop.root / "content/podcast-guid.txt"
    assert kept.read_text() == f"{own}\n"
    shop.offer(shop.item("One"), head=f"<podcast:guid>{other}</podcast:guid>")
    shop.bring()
    assert kept.read_text() == f"{own}\n"


def test_a_picture_of_its_own_lies_beside_the_sound_and_that_of_the_show_does_not(shop: Shop) -> None:
    shop.sound("talk.mp3")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    shop.web.pages["/art.jpg"] = shop.web.pages["/show.jpg"] = picture.getvalue()  # named by what it is
    shop.offer(
        shop.item("One", extra=f'<itunes:image href="{shop.web.url}/art.jpg"/>'),
        shop.item("Two", extra=f'<itunes:image href="{shop.web.url}/show.jpg"/>'),
        head=f'<itunes:image href="{shop.web.url}/show.jpg"/>',
    )
    shop.bring()
    assert (shop.episodes / "one/artwork.png").read_bytes() == picture.getvalue()
    assert not list((shop.episodes / "two").glob("artwork.*"))
    assert "/show.jpg" not in shop.web.paths()


def test_a_feed_that_did_not_change_is_asked_once_and_changes_no_file(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"), shop.item("Two"))
    assert shop.states() == {"One": "added", "Two": "added"}
    before = show.stats_of(shop.root)
    shop.web.asked.clear()
    assert shop.bring().state == "unchanged"
    assert shop.web.paths() == ["/feed"]
    assert show.stats_of(shop.root) == before


def test_a_fresh_clone_fetches_the_sounds_again_and_nothing_else_changes(shop: Shop) -> None:
    data = shop.sound("talk.mp3")
    shop.offer(shop.item("One"))
    shop.bring()
    before = show.stats_of(shop.root / "content")
    (shop.episodes / "one/audio.wav").unlink()
    assert shop.states() == {"One": "updated"}
    assert (shop.episodes / "one/audio.wav").read_bytes() == data
    after = show.stats_of(shop.root / "content")
    assert {name for name in after if after[name] != before[name]} == {"episodes/one/audio.wav"}


def test_a_lost_ledger_mends_itself(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One", extra=FULL))
    shop.bring()
    kept = (shop.root / ledger.NAME).read_text()
    (shop.root / ledger.NAME).unlink()
    shop.offer(shop.item("One", extra=FULL), etag='"other"')
    assert shop.states() == {}
    again = (shop.root / ledger.NAME).read_text()
    assert json.loads(again)["lines"] == json.loads(kept)["lines"]
    assert len(list(shop.episodes.iterdir())) == 3


def test_what_the_host_edited_stays_and_the_rest_follows_the_feed(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One", guid="g", extra="<description>Old words</description><podcast:episode>1</podcast:episode>"))
    shop.bring()
    notes = shop.episodes / "one/episode.md"
    notes.write_text(notes.read_text().replace('title: "One"', "title: The One\nthemes: []"))
    shop.offer(
        shop.item(
            "Uno",
            guid="g",
            extra="<description>New words</description><podcast:episode>2</podcast:episode><itunes:season>3</itunes:season>",
        )
    )
    assert shop.states() == {"Uno": "updated"}
    text = shop.text("one")
    assert "title: The One\nthemes: []\n" in text
    assert "episode: 2\n" in text
    assert "season: 3\n" in text
    assert text.endswith("New words\n")
    notes.write_text(text.replace("New words", "My words").replace("episode: 2\n", ""))
    shop.offer(shop.item("Uno", guid="g", extra="<description>Newest</description><podcast:episode>3</podcast:episode>"))
    shop.bring()
    text = shop.text("one")
    assert text.endswith("My words\n")
    assert "episode:" not in text  # she took it out
    assert "season: 3\n" in text  # the feed says it no more, and nothing is deleted for that


def test_files_that_the_host_changed_or_took_away_stay_so(shop: Shop) -> None:
    shop.sound("talk.mp3")
    vtt = "WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n{}\n"
    shop.web.pages["/t.vtt"] = vtt.format("First").encode()
    marked = '<psc:chapters><psc:chapter start="0" title="A"/></psc:chapters>'
    extra = f'<podcast:transcript url="{shop.web.url}/t.vtt" type="text/vtt"/>{marked}'
    shop.offer(shop.item("One", guid="g", extra=extra))
    shop.bring()
    folder = shop.episodes / "one"
    assert (folder / "transcript.vtt").read_text() == vtt.format("First")
    shop.web.pages["/t.vtt"] = vtt.format("Second").encode()
    shop.offer(shop.item("One", guid="g", extra=extra + "<itunes:season>1</itunes:season>"))
    shop.bring()
    assert (folder / "transcript.vtt").read_text() == vtt.format("Second")
    (folder / "transcript.vtt").write_text(vtt.format("Mine"))
    (folder / "chapters.json").unlink()
    (folder / "audio.wav").write_bytes(shop.sound("other.mp3", 0.7))
    mine = show.bytes_of(folder)
    shop.sound("talk.mp3", 0.5)
    moved = extra.replace('title="A"', 'title="B"').replace("<psc:", "<itunes:season>2</itunes:season><psc:", 1)
    shop.offer(shop.item("One", "talk.mp3?new", "g", moved).replace("<enclosure ", '<enclosure length="9" '))
    shop.bring()
    after = show.bytes_of(folder)
    assert {name for name in after if after[name] != mine.get(name)} == {"episode.md"}
    assert after.keys() == mine.keys()


def test_a_sound_that_the_feed_replaced_is_fetched_and_one_that_only_moved_is_not(shop: Shop) -> None:
    def item(sound: str, length: int) -> str:
        return shop.item("One", sound, "g").replace("<enclosure ", f'<enclosure length="{length}" ')

    old = shop.sound("talk.mp3")
    shop.offer(item("talk.mp3?token=1", len(old)))
    shop.bring()
    shop.web.asked.clear()
    shop.offer(item("elsewhere/talk.mp3?token=2", len(old)))
    assert shop.states() == {}
    assert shop.web.paths() == ["/feed"]
    new = shop.sound("mended.mp3", 1.5)
    shop.offer(item("mended.mp3", len(new)))
    assert shop.states() == {"One": "updated"}
    assert (shop.episodes / "one/audio.wav").read_bytes() == new


# ---- what a feed may do


def test_nothing_is_deleted_because_a_feed_shrank_or_broke(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"), shop.item("Two"))
    shop.bring()
    before = show.bytes_of(shop.root / "content")
    for page in (b"", b"<!doctype html><title>Log in</title>", b'{"a":1}'):
        shop.web.pages["/feed"] = page
        brought = shop.bring()
        assert brought.failed
        assert "what was here before is kept" in brought.problem
    shop.offer(shop.item("Two"))
    shop.bring()
    assert show.bytes_of(shop.root / "content") == before


def test_an_episode_that_the_host_took_out_stays_out(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"))
    shop.bring()
    shutil.rmtree(shop.episodes / "one")
    shop.offer(shop.item("One", extra="<description>New</description>"))
    assert shop.states() == {}
    assert not (shop.episodes / "one").exists()


def test_an_episode_whose_folder_the_host_renamed_is_found_by_its_guid(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One", guid="g"))
    shop.bring()
    (shop.episodes / "one").rename(shop.episodes / "uno")
    shop.offer(shop.item("One", guid="g", extra="<description>New</description>"))
    assert shop.states() == {"One": "updated"}
    assert shop.text("uno").endswith("New\n")
    assert not (shop.episodes / "one").exists()


def test_an_episode_that_was_brought_in_by_hand_is_not_brought_in_twice(shop: Shop) -> None:
    shop.offer(shop.item("Counting Warmth", "none.mp3", "g", date="Tue, 21 Jan 2025 08:00:00 GMT"))
    before = show.bytes_of(shop.episodes)
    assert shop.states() == {"Counting Warmth": "updated"}
    text = shop.text("counting-warmth")
    assert text.startswith("---\ntitle: Counting Warmth\ndate: 2025-01-21\nguest: Grace Holt\nguid: ")
    assert text.endswith("Notes of Counting Warmth.\n")
    assert show.bytes_of(shop.episodes).keys() == before.keys()


def test_a_guid_that_changed_makes_no_second_episode(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("Kept", guid="k1"), shop.item("Moved", "other/../talk.mp3", guid="k4"))
    shop.bring()
    shop.offer(shop.item("Moved", "other/../talk.mp3", guid="k4-new"), shop.item("Kept", "talk.mp3?token=2", guid="k1"))
    assert shop.states() == {}
    assert 'guid: "k4"' in shop.text("moved")
    assert len(list(shop.episodes.iterdir())) == 4


def test_titles_that_collide_have_folders_of_their_own_whatever_the_order(shop: Shop, tmp_path: Path) -> None:
    shop.sound("talk.mp3")
    items = [
        shop.item(title, guid=f"g{n}") for n, title in enumerate(("Episode 1", "EPISODE 1", "!!!", "", "../x", "a" * 400, "日本語"))
    ]
    shop.offer(*items)
    shop.bring()
    other = Shop(tmp_path / "other", shop.web)
    other.sound("talk.mp3")
    other.offer(*reversed(items))
    other.bring()
    names = sorted(path.name for path in shop.episodes.iterdir())
    assert names == sorted(path.name for path in other.episodes.iterdir())
    assert len(names) == 2 + len(items)
    assert all(name.isascii() and len(name) <= 100 and ".." not in name for name in names)


def test_two_items_with_one_guid_are_both_kept_and_one_twice_is_told(shop: Shop) -> None:
    shop.sound("a.mp3", 0.6)
    shop.sound("b.mp3", 0.7)
    shop.offer(shop.item("First", "a.mp3", "dup"), shop.item("Second", "b.mp3", "dup"), shop.item("First", "a.mp3", "dup"))
    brought = shop.bring()
    assert sorted(one.state for one in brought.items) == ["added", "added"]
    assert "in the feed twice" in brought.warnings[0]
    assert (shop.episodes / "first").is_dir()
    assert (shop.episodes / "second").is_dir()


def test_a_date_that_nobody_can_read_costs_no_episode(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("New", date="Di, 03 Juni 2025"), shop.item("Old", date="Mon, 06 Jan 2025 08:00:00 GMT"))
    brought = shop.bring()
    assert 'date "Di, 03 Juni 2025" cannot be read' in "".join(note for one in brought.items for note in one.notes)
    assert "date: 2025-01-06\n" in shop.text("new")


def test_one_sound_that_cannot_be_had_stops_no_other_and_is_tried_again(shop: Shop) -> None:
    shop.sound("good.mp3")
    shop.web.pages["/page.mp3"] = lambda _: Reply(b"<h1>Log in</h1>", headers=(("Content-Type", "text/html"),))
    shop.web.pages["/noise.mp3"] = b"\x00\x01 this is no sound" * 1_000
    names = ("absent", "page", "noise", "good")
    shop.offer(
        *(shop.item(name, f"{name}.mp3") for name in names),
        shop.item("file", "x").replace(f"{shop.web.url}/x", "file:///etc/passwd"),
    )
    brought = shop.bring()
    states = {one.source.partition('"')[2].rstrip('"'): one.state for one in brought.items}
    assert states == {"absent": "failed", "page": "failed", "noise": "failed", "file": "failed", "good": "added"}
    assert all(one.problem.startswith('shop, "') and "\n  " in one.problem for one in brought.items if one.state == "failed")
    assert sorted(path.name for path in shop.episodes.iterdir()) == ["counting-warmth", "good", "two-clocks"]
    shop.sound("absent.mp3")
    assert shop.states()["absent"] == "added"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_an_episode_that_another_editor_saved_is_brought_up_to_date(shop: Shop, encoding: str) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One", guid="one"))
    assert shop.states() == {"One": "added"}
    path = shop.episodes / "one/episode.md"
    path.write_bytes(path.read_text().replace("---\n\n", "---\n\nThe host's words.\n\n", 1).encode(encoding))
    shop.offer(shop.item("Two", guid="one"))
    (one,) = shop.bring().items
    assert (one.state, one.problem) == ("updated", "")
    assert "title: Two" in path.read_text().replace('"', "")
    assert "The host's words." in path.read_text()


def test_a_sound_that_may_be_cut_off_is_not_taken(shop: Shop) -> None:
    whole = shop.sound("talk.mp3", 20.0)
    item = shop.item("One", extra="<itunes:duration>0:20</itunes:duration>")
    shop.offer(item)

    def chopped(_: Ask) -> Reply:
        return Reply(whole[: len(whole) // 2], headers=(("Connection", "close"),), sized=False)

    shop.web.pages["/talk.mp3"] = chopped
    (one,) = shop.bring().items
    assert one.state == "failed"
    assert "shorter than the 20 s that the feed tells, and the server does not say how long the file is" in one.problem
    shop.web.pages["/talk.mp3"] = lambda _: Reply(whole, headers=(("Connection", "close"),), sized=False)
    assert shop.states() == {"One": "added"}


def test_a_sound_is_too_short_for_a_length_that_stands_on_no_clock(shop: Shop) -> None:
    shop.sound("talk.mp3", 20.0)
    shop.offer(shop.item("One", extra="<itunes:duration>00:90:00</itunes:duration>"))
    (one,) = shop.bring().items
    assert "the sound is 20 s long, shorter than the 5400 s that the feed tells" in str(one.notes)


def test_a_sound_that_breaks_off_is_gone_on_with_by_the_next_run(shop: Shop) -> None:
    data = shop.sound("talk.mp3", 10.0)
    shop.web.pages["/talk.mp3"] = lambda _: Reply(data, headers=(("ETag", '"one"'),), cut=200_000)
    shop.offer(shop.item("One"))
    assert shop.states() == {"One": "failed"}
    assert not (shop.episodes / "one").exists()
    shop.web.pages["/talk.mp3"] = ranged(data)
    shop.web.asked.clear()
    assert shop.states() == {"One": "added"}
    assert (shop.episodes / "one/audio.wav").read_bytes() == data
    assert [ask.headers.get("range", "").split("=")[0] for ask in shop.web.asked if "talk" in ask.path] == ["bytes"]
    assert list((shop.root / "build/sources/parts").iterdir()) == []


# ---- pages


def test_all_pages_of_a_feed_are_read_and_a_circle_is_left(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("New"), head='<atom:link rel="next" href="/feed2"/>')
    shop.web.pages["/feed2"] = (
        b'<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="next" href="/feed"/>'
        + shop.item("Old").encode() + b"</channel></rss>"
    )  # fmt: skip
    assert shop.states() == {"New": "added", "Old": "added"}
    assert [path for path in shop.web.paths() if "feed" in path] == ["/feed", "/feed2"]


def test_a_feed_without_an_end_is_read_to_its_hundredth_page(shop: Shop) -> None:
    def page(ask: Ask) -> Reply:
        number = int(ask.path.partition("=")[2] or 1)
        return Reply(
            f'<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="next" href="/feed?n={number + 1}"/>'
            f"<item><title>P{number}</title><guid>p{number}</guid></item></channel></rss>".encode()
        )

    shop.web.pages["/feed"] = page
    assert "more than 100 pages" in shop.bring().warnings[0]
    assert len(shop.web.asked) == 100


def test_a_page_that_cannot_be_had_is_told_and_the_rest_is_used(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("New"), head='<atom:link rel="next" href="/nowhere"/>')
    brought = shop.bring()
    assert [one.state for one in brought.items] == ["added"]
    assert "page 2 of the feed was left out" in brought.warnings[0]


def test_an_episode_in_two_feeds_is_one_and_two_episodes_with_one_guid_are_two(shop: Shop) -> None:
    for name in ("talk.mp3", "other.mp3"):
        shop.sound(name, 1.0 if name == "talk.mp3" else 0.8)
    shop.offer(shop.item("One", guid="1"))
    here = feeds.Show(shop.root, shop.root / "build", shop.web.network, sources=("shop", "second"))
    second = Source(f"{shop.web.url}/second", "second")
    assert [one.state for one in feeds.bring(here, shop.source, str).items] == ["added"]
    first = shop.web.pages["/feed"]
    shop.offer(shop.item("One", "other.mp3", guid="1"), shop.item("Else", "other.mp3", guid="1"))
    shop.web.pages["/second"], shop.web.pages["/feed"] = shop.web.pages["/feed"], first
    assert [one.source for one in feeds.bring(here, second, str).items] == ['second, "Else"']
    before = show.bytes_of(shop.root / "content")
    assert feeds.bring(here, shop.source, str).state == feeds.bring(here, second, str).state == "unchanged"
    assert show.bytes_of(shop.root / "content") == before


def test_a_source_with_another_name_goes_on_where_it_was(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"))
    shop.bring()
    shop.offer(shop.item("One", extra="<description>New</description>"))
    renamed = msgspec.structs.replace(shop.source, name="renamed")
    assert [one.state for one in shop.bring(renamed).items] == ["updated"]
    assert shop.text("one").endswith("New\n")
    assert len(list(shop.episodes.iterdir())) == 3


# ---- settings


def test_a_published_transcript_is_left_alone_where_the_host_wants_the_sound_heard(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.web.pages["/t.vtt"] = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n"
    shop.offer(shop.item("One", extra=f'<podcast:transcript url="{shop.web.url}/t.vtt" type="text/vtt"/>'))
    shop.bring(msgspec.structs.replace(shop.source, transcripts=False))
    assert not (shop.episodes / "one/transcript.vtt").exists()
    assert "/t.vtt" not in shop.web.paths()


def test_a_source_can_be_for_episodes_or_for_letters_alone(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("Talk"), shop.item("Letter", "", extra="<description>Dear reader, words.</description>"))
    letters = msgspec.structs.replace(shop.source, kind="letters")
    assert [one.target for one in shop.bring(letters).items] == ["content/newsletters/2025-06-03-letter.md"]
    assert not (shop.episodes / "talk").exists()
    assert [one.target for one in shop.bring().items] == ["content/episodes/talk"]


def test_only_the_newest_items_come_where_the_host_wants_few(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(*(shop.item(f"Talk {n}") for n in range(5)))
    brought = shop.bring(msgspec.structs.replace(shop.source, newest=2))
    assert len(brought.items) == 2


def test_the_newest_items_are_those_with_the_latest_dates_whatever_stands_first(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(*(shop.item(f"Talk {n}", date=f"Tue, 0{n} Jul 2025 08:00:00 GMT") for n in range(1, 6)))
    brought = shop.bring(msgspec.structs.replace(shop.source, newest=2))
    assert sorted(one.target for one in brought.items) == ["content/episodes/talk-4", "content/episodes/talk-5"]


def test_behind_a_page_with_the_oldest_first_what_is_new_is_found(shop: Shop) -> None:
    shop.sound("talk.mp3")
    old = [shop.item(f"Talk {n}", date=f"Tue, 0{n} Jul 2025 08:00:00 GMT") for n in (1, 2)]
    shop.offer(*old)
    shop.bring()
    page = f"<rss><channel>{shop.item('Talk 3', date='Tue, 03 Jul 2025 08:00:00 GMT')}</channel></rss>"
    shop.web.pages["/feed2"] = page.encode()
    shop.offer(*old, head='<atom:link rel="next" href="/feed2"/>')
    assert shop.states() == {"Talk 3": "added"}


def test_an_address_with_a_secret_stands_in_no_file_and_no_error(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_KEY", "s3cret")
    shop.sound("talk.mp3")
    shop.offer(shop.item("One", "talk.mp3?key=s3cret").replace("<guid>One</guid>", ""))
    source = Source(f"http://ada:s3cret@{shop.web.place}/feed?key=${{FEED_KEY}}")
    assert [one.state for one in shop.bring(source).items] == ["added"]
    assert shop.web.paths()[0] == "/feed?key=s3cret"
    for name, data in show.bytes_of(shop.root).items():
        assert b"s3cret" not in data, name
    shop.web.pages.clear()
    assert "s3cret" not in str(shop.bring(source))
    monkeypatch.delenv("FEED_KEY")
    assert "needs FEED_KEY from the environment" in shop.bring(source).problem


# ---- letters


def test_items_without_sound_become_letters(shop: Shop) -> None:
    text = "<p>Bread rises when nobody looks at it.</p><p>So does a partnership.</p>"
    extra = f"<link>https://l.example/p/slow-trust</link><content:encoded><![CDATA[{text}]]></content:encoded>"
    shop.offer(shop.item("Slow Trust", "", extra=extra), shop.item("Nothing", ""))
    assert shop.states() == {"Slow Trust": "added", "Nothing": "left out"}
    letter = shop.root / "content/newsletters/2025-06-03-slow-trust.md"
    assert "Bread rises when nobody looks at it." in letter.read_text()
    letter.unlink()
    shop.offer(shop.item("Slow Trust", "", extra=extra.replace("rises", "rose")), shop.item("Nothing", ""))
    shop.bring()
    assert not letter.exists()  # the host took it out


def letter(shop: Shop, title: str, guid: str, words: str, link: str = "") -> str:
    item = shop.item(title, "", guid or "none", f"<link>{link}</link><description>{words}</description>")
    return item if guid else item.replace("<guid>none</guid>", "")


def words_of(shop: Shop) -> list[str]:
    folder = shop.root / "content/newsletters"
    return sorted(path.read_text().strip().rpartition("\n")[2] for path in folder.glob("2025-06-03-*.md"))


@pytest.mark.parametrize("follows", [("shop", "second"), ()])
@pytest.mark.parametrize("title", ["One", "Weekly"])
def test_letters_of_two_feeds_that_both_count_them_are_two(shop: Shop, follows: tuple[str, ...], title: str) -> None:
    here = feeds.Show(shop.root, shop.root / "build", shop.web.network, sources=follows, today="2026-01-01")
    second = msgspec.structs.replace(shop.source, name="second")
    shop.offer(letter(shop, title, "1", "first words", "https://a.example/one"))
    feeds.bring(here, shop.source, str)
    shop.offer(letter(shop, "Weekly", "1", "second words", "https://b.example/weekly"))
    feeds.bring(here, second, str)
    assert words_of(shop) == ["first words", "second words"]
    shop.offer(letter(shop, "Weekly", "1", "better words", "https://b.example/weekly"))
    feeds.bring(here, second, str)
    assert words_of(shop) == ["better words", "first words"]


@pytest.mark.parametrize("link", ["https://a.example/", ""])
def test_letters_without_guids_that_share_a_link_are_all_kept(shop: Shop, link: str) -> None:
    items = [letter(shop, title, "", f"words of {title}", link) for title in ("One", "Two", "Three")]
    shop.offer(*items)
    assert shop.states() == {"One": "added", "Two": "added", "Three": "added"}
    assert words_of(shop) == ["words of One", "words of Three", "words of Two"]
    shop.offer(*items, etag='"again"')
    assert shop.states() == {}


HOME = "https://a.example/"


def test_letters_that_share_a_link_stay_what_they_are_when_the_oldest_leaves_the_feed(shop: Shop) -> None:
    days = {"One": "03", "Two": "04", "Three": "05", "Four": "06"}
    items = {
        title: letter(shop, title, "", f"words of {title}", HOME).replace("03 Jun", f"{day} Jun") for title, day in days.items()
    }
    shop.offer(items["Three"], items["Two"], items["One"])
    shop.bring()
    there = show.bytes_of(shop.root / "content/newsletters")
    shop.offer(items["Three"], items["Two"])
    assert shop.states() == {}
    shop.offer(items["Four"])
    assert shop.states() == {"Four": "added"}
    assert show.bytes_of(shop.root / "content/newsletters").items() > there.items()


@pytest.mark.parametrize("link", [HOME, "https://a.example/letters"])
def test_a_feed_that_holds_one_letter_at_a_time_and_links_home_loses_none(shop: Shop, link: str) -> None:
    for day in ("03", "10", "17"):
        shop.offer(letter(shop, f"Week {day}", "", f"words of {day}", link).replace("03 Jun", f"{day} Jun"))
        assert shop.states() == {f"Week {day}": "added"}
    assert len(list((shop.root / "content/newsletters").glob("2025-06-*.md"))) == 3


@pytest.mark.parametrize("change", [("One", "Won"), ("03 Jun", "04 Jun")])
def test_a_letter_with_a_page_of_its_own_stays_one_when_its_title_or_its_day_is_mended(shop: Shop, change: tuple[str, str]) -> None:
    item = letter(shop, "One", "", "Words.", "https://a.example/p/one")
    shop.offer(item)
    shop.bring()
    shop.offer(item.replace(*change))
    assert [*shop.states().values()] == ["updated"]


def test_letters_that_an_earlier_version_noted_keep_their_names(shop: Shop) -> None:
    items = [letter(shop, title, "", f"words of {title}", HOME) for title in ("Two", "One")]
    shop.offer(*items)
    shop.bring()
    rows = {row["place"].rpartition("/")[2]: row for row in map(json.loads, (shop.root / ledger.NAME).read_text().splitlines())}
    base = ledger.short(HOME)
    former = {"2025-06-03-one.md": base, "2025-06-03-two.md": ledger.short(f"{base}  {ledger.title_print('Two')}")}
    names = {rows[name]["id"]: own for name, own in former.items()}
    lines = [json.dumps({**row, "id": names[row["id"]], "day": ""}) for row in rows.values()]
    (shop.root / ledger.NAME).write_text("".join(f"{line}\n" for line in lines))
    for path in (shop.root / "content/newsletters").glob("2025-06-03-*.md"):
        text = path.read_text()
        for now, before in names.items():
            text = text.replace(now, before)
        path.write_text(text)
    shop.offer(items[0], etag='"less"')
    assert shop.states() == {}
    assert words_of(shop) == ["words of One", "words of Two"]


def test_a_letter_whose_name_is_its_guid_alone_keeps_it(shop: Shop) -> None:
    shop.offer(letter(shop, "One", "64aa", "old words"))
    shop.bring()
    path = shop.root / "content/newsletters/2025-06-03-one.md"
    row = json.loads((shop.root / ledger.NAME).read_text())
    head = path.read_text().replace(f'"feed:shop:{row["id"]}"', '"feed:64aa"')
    path.write_text(head)  # as versions before this one wrote it
    shop.offer(letter(shop, "One", "64aa", "new words"))
    shop.bring()
    assert [one.name for one in path.parent.glob("2025-06-03-*.md")] == [path.name]


def test_a_feed_that_writes_a_word_for_its_site_is_read_with_the_address_that_the_host_gives(shop: Shop) -> None:
    words = '<![CDATA[<p><a href="__GHOST_URL__/other/">Other</a> <img src="__GHOST_URL__/a.png" alt="A"></p>]]>'
    shop.offer(letter(shop, "One", "urn:1", words))
    shop.bring()
    path = shop.root / "content/newsletters/2025-06-03-one.md"
    assert "[Other]" not in path.read_text()
    into = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(into, "PNG")
    shop.web.pages["/letters/a.png"] = into.getvalue()
    shop.bring(msgspec.structs.replace(shop.source, site=f"{shop.web.url}/letters/"))
    assert f"[Other]({shop.web.url}/letters/other/)" in path.read_text()
    assert "![A](2025-06-03-one/a-" in path.read_text()


def test_a_letter_that_was_dated_in_utc_has_the_day_where_the_show_is_made(shop: Shop) -> None:
    item = letter(shop, "One", "urn:1", "Words.").replace("08:00:00 +0200", "23:30:00 GMT")
    shop.offer(item, letter(shop, "Two", "urn:2", "Words.").replace("08:00:00 +0200", "23:30:00 -0400"))
    here = feeds.Show(shop.root, shop.root / "build", shop.web.network, today="2026-01-01", timezone="Europe/Amsterdam")
    feeds.bring(here, shop.source, str)
    names = [path.name for path in (shop.root / "content/newsletters").glob("2025-06-*.md")]
    assert sorted(names) == ["2025-06-03-two.md", "2025-06-04-one.md"]


def test_a_daily_letter_comes_though_yesterday_s_was_taken_out(shop: Shop) -> None:
    shop.offer(letter(shop, "Daily Brief", "urn:1", "Words."))
    shop.bring()
    next((shop.root / "content/newsletters").glob("*daily-brief.md")).unlink()
    shop.offer(
        letter(shop, "Daily Brief", "urn:2", "Others.").replace("03 Jun", "04 Jun"), letter(shop, "Daily Brief", "urn:1", "Words.")
    )
    shop.bring()
    assert [path.name for path in (shop.root / "content/newsletters").glob("*daily-brief.md")] == ["2025-06-04-daily-brief.md"]


def test_a_letter_that_was_taken_out_stays_out_whichever_way_its_day_is_counted(shop: Shop) -> None:
    shop.offer(letter(shop, "Late", "urn:1", "Words.").replace("08:00:00 +0200", "23:30:00 GMT"))
    here = feeds.Show(shop.root, shop.root / "build", shop.web.network, today="2026-01-01", timezone="Europe/Amsterdam")
    feeds.bring(here, shop.source, str)
    next((shop.root / "content/newsletters").glob("*late.md")).unlink()
    settings = shop.root / "content/show.toml"
    settings.write_text(settings.read_text().replace("[show]", '[show]\ntimezone = "Europe/Amsterdam"'))
    saved = shop.root / "saved.xml"
    other = letter(shop, "Late", "urn:another", "Words.").replace("08:00:00 +0200", "23:30:00 GMT")
    saved.write_text(HEAD.format(head="", items=other))
    show.podloom(shop.root, "add", "saved.xml", check=True)
    assert not list((shop.root / "content/newsletters").glob("*late.md"))


def test_an_item_whose_link_nobody_can_read_stops_no_other(shop: Shop) -> None:
    shop.offer(letter(shop, "Odd", "urn:1", "Words.", "http://[bad/x"), letter(shop, "Good", "urn:2", "Words."))
    assert shop.states() == {"Odd": "added", "Good": "added"}


# ---- the command line


def test_every_build_brings_in_what_is_new_and_offline_asks_nobody(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("Fresh talk"))
    follow(shop)
    show.podloom(shop.root, "build", "--offline", check=True)
    assert shop.web.paths() == []
    done = show.podloom(shop.root, "build", check=True)
    assert "added  content/episodes/fresh-talk" in done.stdout
    assert "Fresh talk" in (shop.root / "build/site/episodes/fresh-talk/index.html").read_text()
    before = show.stats_of(shop.root)
    again = show.podloom(shop.root, "build", check=True)
    assert "Nothing to do" in again.stdout
    assert "shop" not in again.stdout + again.stderr
    assert show.stats_of(shop.root) == before


def test_a_feed_is_added_by_its_address_once(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("Fresh talk"), shop.item("Lost talk", "lost.mp3"))
    with (shop.root / "content/show.toml").open("a") as file:
        file.write(f'\n[network]\nallow = ["{shop.web.place}"]\nseconds = 5\n')
    done = show.podloom(shop.root, "add", f"{shop.web.url}/feed")
    assert done.returncode == 1
    assert "added  content/episodes/fresh-talk" in done.stdout
    assert "[[sources]]" in done.stdout
    assert "404 Not Found" in done.stderr
    shop.offer(shop.item("Fresh talk"))
    before = show.bytes_of(shop.root / "content")
    again = show.podloom(shop.root, "add", f"{shop.web.url}/feed", "--json", check=True)
    assert [one["state"] for one in json.loads(again.stdout)] == ["same"]
    assert show.bytes_of(shop.root / "content") == before


def test_two_feeds_of_one_machine_are_two_whenever_they_are_added(shop: Shop) -> None:
    with (shop.root / "content/show.toml").open("a") as file:
        file.write(f'\n[network]\nallow = ["{shop.web.place}"]\nseconds = 5\n')
    for name, title in (("a", "One"), ("b", "Two")):
        shop.offer(letter(shop, title, "1", f"words of {title}"))
        shop.web.pages[f"/{name}"] = shop.web.pages["/feed"]
        show.podloom(shop.root, "add", f"{shop.web.url}/{name}", check=True)
    assert words_of(shop) == ["words of One", "words of Two"]
    assert len({json.loads(line)["source"] for line in (shop.root / ledger.NAME).read_text().splitlines()}) == 2


def test_what_the_host_took_out_is_told_when_she_asks_and_comes_back_when_she_says_so(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("Fresh talk"), letter(shop, "One", "urn:1", "Words."))
    follow(shop)
    ask = ("add", f"{shop.web.url}/feed")
    show.podloom(shop.root, *ask, check=True)
    talk, one = shop.episodes / "fresh-talk", shop.root / "content/newsletters/2025-06-03-one.md"
    shutil.rmtree(talk)
    one.unlink()
    done = show.podloom(shop.root, *ask, check=True)
    assert "stays out  content/episodes/fresh-talk" in done.stdout
    assert "stays out  content/newsletters/2025-06-03-one.md" in done.stdout
    assert "`--again` brings it back" in done.stdout
    assert not talk.exists()
    assert "stays out" not in show.podloom(shop.root, "build", "--json", check=True).stderr  # a build does not nag
    show.podloom(shop.root, *ask, "--again", check=True)
    assert talk.is_dir()
    assert one.is_file()
    assert {row["state"] for row in json.loads(show.podloom(shop.root, *ask, "--json", check=True).stdout)} == {"same"}


def test_an_address_that_is_no_feed_changes_nothing(shop: Shop) -> None:
    before = show.bytes_of(shop.root / "content")
    done = show.podloom(shop.root, "add", f"{shop.web.url}/feed")
    assert done.returncode == 2
    assert "is not a public address" in done.stderr
    assert 'allow = ["127.0.0.1:' in done.stderr
    assert shop.web.paths() == []
    assert show.bytes_of(shop.root / "content") == before


def test_a_source_that_fails_stops_no_build(shop: Shop) -> None:
    follow(shop)
    done = show.podloom(shop.root, "build", "--json")
    assert done.returncode == 1
    assert "shop: nothing came: the server answered 404 Not Found\n  Check the address" in done.stderr
    assert json.loads(done.stdout)["sources"][0]["state"] == "failed"
    status = show.podloom(shop.root, "status")
    assert status.returncode == 1
    assert "source  shop: the server answered 404 Not Found\n          Check the address" in status.stdout
    assert (shop.root / "build/site/episodes/counting-warmth/index.html").is_file()
    shop.offer()
    show.podloom(shop.root, "build", check=True)
    assert "shop" not in show.podloom(shop.root, "status", check=True).stdout


def test_one_machine_that_cannot_be_reached_is_told_once_for_all_its_items(shop: Shop) -> None:
    gone = f"http://127.0.0.1:{free_port()}/talk.mp3"
    items = [shop.item(title).replace(f"{shop.web.url}/talk.mp3", gone) for title in ("One", "Two", "Three")]
    shop.offer(*items)
    follow(shop)
    settings = shop.root / "content/show.toml"
    settings.write_text(settings.read_text().replace("allow = [", f'allow = ["{gone.split("/")[2]}", ').replace("= 5", "= 1"))
    done = show.podloom(shop.root, "build")
    assert done.stderr.count("cannot be reached") == 1
    assert done.stderr.startswith("3 items: 127.0.0.1 cannot be reached")
    assert all(f'shop, "{title}"' in done.stderr for title in ("One", "Two", "Three"))
    assert "source  shop: 3 of its items did not come in" in show.podloom(shop.root, "status").stdout


def test_a_note_on_an_episode_names_its_source_once(shop: Shop) -> None:
    shop.sound("talk.mp3")
    words = f'<podcast:transcript url="{shop.web.url}/lost.vtt" type="text/vtt"/>'
    shop.offer(shop.item("Fresh talk", extra=words))
    follow(shop)
    said = show.podloom(shop.root, "build").stderr
    assert 'shop, "Fresh talk": note: the server answered 404 Not Found (transcript)' in said


PAGE = '<!doctype html><head><title>Letters</title>{links}</head><body><a rel="alternate" href="/no">x</a></body>'


def test_a_page_that_names_its_feed_leads_there_and_says_so(shop: Shop) -> None:
    shop.offer(letter(shop, "One", "urn:1", "Words."))
    links = (
        '<link rel="alternate" type="application/rss+xml" title="Comments feed" href="/comments">'
        '<LINK REL="alternate" TYPE="application/rss+xml" href="feed">'
    )
    shop.web.pages["/"] = PAGE.format(links=links).encode()
    with (shop.root / "content/show.toml").open("a") as file:
        file.write(f'\n[network]\nallow = ["{shop.web.place}"]\n')
    done = show.podloom(shop.root, "add", f"{shop.web.url}/", check=True)
    assert "added  content/newsletters/2025-06-03-one.md" in done.stdout
    assert f"a web page came, which names its feed: {shop.web.url}/feed was read" in done.stderr
    assert f"It also names {shop.web.url}/comments." in done.stderr
    block = tomllib.loads(done.stdout.partition("show.toml:\n")[2].partition("\n\nadded")[0])
    assert block == {"sources": [{"url": f"{shop.web.url}/feed"}]}
    with (shop.root / "content/show.toml").open("a") as file:
        file.write("\n[[sources]]\n" + f'url = "{block["sources"][0]["url"]}"\n')
    assert "which names its feed" not in show.podloom(shop.root, "build", check=True).stderr


@pytest.mark.parametrize("page", ["<!doctype html>", "<html", "<!doctype html>\n", PAGE.format(links="") + "<" * 5000])
def test_a_page_with_nothing_in_it_stops_neither_the_next_source_nor_the_site(shop: Shop, page: str) -> None:
    shop.web.pages["/feed"] = page.encode()
    shop.web.pages["/good"] = HEAD.format(head="", items=letter(shop, "One", "urn:1", "Words.")).encode()
    follow(shop)
    with (shop.root / "content/show.toml").open("a") as file:
        file.write(f'\n[[sources]]\nname = "good"\nurl = "{shop.web.url}/good"\n')
    done = show.podloom(shop.root, "build")
    assert done.returncode == 1
    assert "shop: nothing came: a web page came where a feed should be" in done.stderr
    assert (shop.root / "build/site/letters/one/index.html").is_file()


def test_a_page_in_place_of_a_followed_feed_brings_nothing_of_the_feed_that_it_names(shop: Shop) -> None:
    shop.offer(letter(shop, "One", "urn:1", "Words."))
    follow(shop)
    show.podloom(shop.root, "build", check=True)
    (shop.root / "content/podcast-guid.txt").unlink()
    link = '<link rel="alternate" type="application/rss+xml" href="/pills">'
    guid = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
    shop.web.pages["/pills"] = HEAD.format(head=guid, items=letter(shop, "Pills", "urn:2", "Buy.")).encode()
    shop.web.pages["/feed"] = PAGE.format(links=link).encode()
    done = show.podloom(shop.root, "build")
    assert done.returncode == 1
    assert "a web page came where a feed should be: perhaps a login" in done.stderr
    assert f"If {shop.web.url}/pills is this show's, write that address" in done.stderr
    assert not list((shop.root / "content/newsletters").glob("*pills*"))
    assert "917393e3" not in (shop.root / "content/podcast-guid.txt").read_text()
    assert (shop.root / "build/site/letters/one/index.html").is_file()


def test_a_page_that_names_no_feed_and_one_that_names_another_page_are_refused(shop: Shop) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    for links in ("", link):
        shop.web.pages["/feed"] = PAGE.format(links=links).encode()
        brought = shop.bring()
        assert "a web page came where a feed should be" in brought.problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[sources]]\nurl = "ftp://x"\n', "show.toml:11: this is no address of the web"),
        (
            '[[sources]]\nurl = "https://a.example/1"\n[[sources]]\nurl = "https://a.example/2"\n',
            'two sources are called "a.example"',
        ),
        ('[[sources]]\nlink = "https://x"\n', 'unknown key "link"'),
        ('[[sources]]\nurl = "https://a.example/1"\nsite = "a.example"\n', "show.toml:12: site is no address of the web"),
        ("[sources]\n", "must be written as [[sources]]"),
        ('[network]\nallow = ["localhost"]\n', '"localhost" is no address'),
        ("[network]\nseconds = 0\n", "seconds"),
    ],
)
def test_a_wrong_source_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    root = show.tiny(tmp_path / "show")
    with (root / "content/show.toml").open("a") as file:
        file.write("\n" + text)
    done = show.podloom(root, "build")
    assert done.returncode == 2
    assert said in done.stderr


def test_a_line_of_the_ledger_that_cannot_be_read_is_named(shop: Shop) -> None:
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"))
    shop.bring()
    path = shop.root / ledger.NAME
    path.write_text(path.read_text() + "<<<<<<< HEAD\n")
    brought = shop.bring()
    assert "content/sources.jsonl:2" in brought.problem
    path.write_text(path.read_text().replace("<<<<<<< HEAD\n", '{"id":"torn'))  # a run that was killed
    assert shop.bring().state == "unchanged"


def test_the_ledger_may_be_edited_with_any_editor(shop: Shop) -> None:
    """One that drops the last line's end, begins with a byte order mark, or leaves blank lines."""
    shop.sound("talk.mp3")
    shop.offer(shop.item("One"), letter(shop, "Two", "urn:2", "Words."))
    shop.bring()
    path = shop.root / ledger.NAME
    before = path.read_bytes()
    next((shop.root / "content/newsletters").glob("*two.md")).unlink()
    for text in (before.rstrip(b"\n"), b"\xef\xbb\xbf" + before, b"\n" + before.replace(b"\n", b"\n\n")):
        path.write_bytes(text)
        shop.offer(shop.item("One"), letter(shop, "Two", "urn:2", "Words."), head="<!-- asked again -->")
        assert not shop.bring().problem
        assert not list((shop.root / "content/newsletters").glob("*two.md"))
        assert path.read_bytes() == before
