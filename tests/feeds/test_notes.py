"""What an app shows of an episode: whole addresses, times, a text of bounded length."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds import notes, xml
from pipeline.feeds.entries import Around, Sounding, episode
from pipeline.feeds.podcast import npt
from pipeline.feeds.release import Release
from pipeline.model import Chapter, Episode, Show
from pipeline.settings.feeds import Feeds
from pipeline.share import Site

PAGE = "https://x.example/show/episodes/one/"
THREE = (Chapter(0.4, "A"), Chapter(61.0, "B & C"), Chapter(3600.5, "D"))


def test_addresses_count_from_nowhere() -> None:
    html = '<p><a href="../two/?a=1&amp;b=2">t</a> <img src="/pot.png" alt="">'
    html += '<a href="https://y.example/">y</a> <a href="#n">n</a></p>'
    found = notes.absolute(html, PAGE)
    assert 'href="https://x.example/show/episodes/two/?a=1&amp;b=2"' in found
    assert 'src="https://x.example/pot.png"' in found
    assert 'href="https://y.example/"' in found
    assert f'href="{PAGE}#n"' in found
    assert notes.absolute("<p>href=&quot;x&quot;</p>", PAGE) == "<p>href=&quot;x&quot;</p>"


def test_times_begin_with_zero_and_stand_only_where_players_read_them() -> None:
    assert notes.description("Of it.", "", THREE) == "Of it.\n\n00:00:00 A\n00:01:01 B & C\n01:00:00 D"
    assert notes.description("Of it.", "", THREE[:2]) == "Of it."
    assert notes.description("", "<p>Notes &amp; more</p>", ()) == "Notes & more"


@given(st.text(alphabet="aé🤝 ", max_size=6000), st.integers(0, 300))
def test_a_description_never_has_more_bytes_than_allowed(summary: str, count: int) -> None:
    chapters = [Chapter(float(at), f"Chapter {at}") for at in range(count)]
    assert len(notes.description(summary, "", chapters).encode()) <= notes.DESCRIPTION


def test_a_summary_stands_in_for_notes_with_its_signs_escaped() -> None:
    around = Around(Show("S", url="https://x.example/"), Site.of("https://x.example/"), Feeds())
    one = Episode("one", "One", "2025-01-01", "a.mp3", 60.0, summary="a < b & c")
    assert episode(around, one, Release(), Sounding("a.mp3", 1), 60.0).content == "<p>a &lt; b &amp; c</p>"
    assert episode(around, Episode("one", "One", "2025-01-01", "a.mp3", 60.0), Release(), Sounding("a.mp3", 1), 60.0).content == ""


def test_a_play_time_has_thousandths_only_where_there_are_some() -> None:
    assert [npt(one) for one in (0, 61.25, 3599.9996, 360_000)] == ["00:00:00", "00:01:01.250", "01:00:00", "100:00:00"]


@given(st.text())
def test_any_text_can_be_written_and_is_read_again(text: str) -> None:
    from lxml import etree

    root = xml.root("a", {})
    xml.add(root, "b", text, {"c": text})
    xml.markup(root, "d", text)
    found = etree.fromstring(xml.written(root))
    wanted = xml.writable(text)
    assert (found.findtext("b") or "") == wanted.replace("\r\n", "\n") or "\r" in wanted
    assert (found.findtext("d") or "").replace("\r", "\n") == wanted.replace("\r\n", "\n").replace("\r", "\n") or "\r" in wanted
