"""The feeds of themes and people: moments that lead to their very second."""

from pathlib import Path

from pipeline.feeds import channels, moments, reel
from pipeline.feeds.artwork import Artwork
from pipeline.feeds.channel import Enclosure, Entry
from pipeline.feeds.entries import Around
from pipeline.model import Person, Show, Theme
from pipeline.settings.feeds import Feeds
from pipeline.share import Site
from tests import show
from tests.feeds.conftest import URL, Feed
from tests.make import conversation, mention, table

AROUND = Around(Show("The Table", url=URL), Site.of(URL), Feeds())
SAID: dict[str, tuple[reel.Moment, ...]] = {}  # by slug
THEME = Theme("measurement", "Measuring", "Measurement")


def of(slug: str, date: str, *found: reel.Moment, writers: tuple[str, ...] = ()) -> reel.Reel:
    page = f"{URL}episodes/{slug}/"
    entry = Entry(
        f"guid-{slug}",
        slug.title(),
        page,
        "Tue, 18 Mar 2025 12:00:00 +0000",
        enclosures=(Enclosure(f"{URL}a.mp3", 9, "audio/mpeg"),),
    )
    SAID[slug] = found
    voices = tuple(said.person for moment in found for said in moment.said)
    carried = tuple(theme for moment in found for theme in moment.themes)
    return reel.Reel("episode", slug, slug, page, date, entry, writers=writers, voices=voices, themes=carried)


def said_in(item: reel.Reel) -> tuple[reel.Moment, ...]:
    return SAID[item.slug]


def one(start: float, text: str = "We count the days.", theme: str = "measurement", person: str = "ines") -> reel.Moment:
    said = (reel.Said("Ada", "ada", start, "How?"), reel.Said("Ines", person, start + 5.25, text))
    return reel.Moment(f"t-{int(start)}", text, said, (theme,), start, start + 30.0)


def test_a_theme_has_its_moments_newest_first_each_with_its_second(site: Path) -> None:
    feed = Feed((site / "themes/measurement/feed.xml").read_bytes())
    links = feed.all("//item/link/text()")
    assert any("#t=" in link for link in links)
    assert any("/letters/" in link and "#p-" in link for link in links)
    for link, sound in zip(feed.all("//item[enclosure]/link/text()"), feed.all("//item/enclosure/@url"), strict=True):
        assert sound.rpartition("#")[2].startswith(link.rpartition("#")[2])
    pages = {link.removeprefix(URL).partition("#")[0] for link in links}
    assert all((site / page / "index.html").is_file() for page in pages)
    assert feed.one("/rss/channel/itunes:block/text()") == "yes"
    assert feed.one("/rss/channel/atom:link[@rel='self']/@href") == f"{URL}themes/measurement/feed.xml"


def test_a_moment_begins_where_the_person_speaks() -> None:
    channel = channels.of_person(AROUND, Person("ines", "Ines"), Artwork())
    feed = Feed(moments.of_person(channel, "ines", [of("warm", "2025-03-18T12:00:00+00:00", one(12.0))], said_in).written())
    assert feed.one("//item/link/text()") == f"{URL}episodes/warm/#t=17.2"
    assert feed.one("//item/enclosure/@url") == f"{URL}a.mp3#t=17.2,42"
    assert feed.one("//item/podcast:soundbite/@startTime") == "17.25"
    assert feed.one("//item/title/text()") == "“We count the days.”"
    assert "How?" not in feed.one("//item/content:encoded/text()")


def test_a_person_who_quotes_nothing_of_the_theme_is_quoted_with_own_words() -> None:
    spoken = conversation(12.0, ("Ada", "How do you know that at all."), ("Ines", "We count the days."))
    people = {"ada": Person("ada", "Ada Byron"), "ines": Person("ines", "Ines")}
    found = reel.moments([spoken], [mention(spoken, "measurement")], ["measurement"], people)
    channel = channels.of_person(AROUND, people["ada"], Artwork())
    feed = Feed(moments.of_person(channel, "ada", [of("warm", "2025-03-18T12:00:00+00:00", *found)], said_in).written())
    assert feed.one("//item/title/text()") == "“How do you know that at all.”"


def test_a_feed_holds_the_newest_and_no_more_than_readers_ask_for() -> None:
    old = of("old", "2025-01-01T12:00:00+00:00", *(one(10.0 * at) for at in range(80)))
    new = of("new", "2025-02-01T12:00:00+00:00", *(one(10.0 * at) for at in range(80)))
    channel = channels.of_theme(AROUND, THEME, Artwork())
    feed = Feed(moments.of_theme(channel, "measurement", moments.newest([old, new]), said_in).written())
    titles = [guid.partition("#")[0] for guid in feed.all("//item/guid/text()")]
    assert titles == ["guid-new"] * 80 + ["guid-old"] * 20


def test_newest_is_by_the_moment_and_not_by_how_it_is_written() -> None:
    west = of("west", "2025-03-18T23:00:00-08:00")
    east = of("east", "2025-03-19T01:00:00+09:00")
    assert [one.slug for one in moments.newest([east, west])] == ["west", "east"]


def test_what_a_person_wrote_stands_in_the_feed_as_a_whole() -> None:
    letter = of("slow", "2025-03-18T12:00:00+00:00", writers=("ada",))
    channel = channels.of_person(AROUND, Person("ada", "Ada"), Artwork())
    assert Feed(moments.of_person(channel, "ada", [letter], said_in).written()).one("//item/title/text()") == "Slow"
    assert Feed(moments.of_person(channel, "ines", [letter], said_in).written()).all("//item") == []


def test_only_passages_with_a_theme_of_the_show_are_moments() -> None:
    library = table()
    key = "episode/warm-numbers"
    found = reel.moments(library.passages[key], library.mentions[key], ["measurement"], {})
    assert [(one.id, one.themes) for one in found] == [("t-12", ("measurement",))]
    assert found[0].said[0].speaker == "Ines Caldeira"
    assert found[0].quote == "Days until a senior meeting."


def test_a_theme_that_was_renamed_keeps_its_old_feed_for_those_who_follow_it(built: Path) -> None:
    themes = built / "content/themes.toml"
    themes.write_text(themes.read_text().replace('slug = "measurement"\n', 'slug = "counting"\nwas = ["measurement"]\n'))
    show.built(built)
    old, new = (built / f"build/site/themes/{slug}/feed.xml" for slug in ("measurement", "counting"))
    assert old.read_bytes() == new.read_bytes()
    assert Feed(new.read_bytes()).one("/rss/channel/atom:link[@rel='self']/@href") == f"{URL}themes/counting/feed.xml"


def test_only_feeds_in_which_something_is_new_are_written_again(built: Path) -> None:
    letter = built / "content/newsletters/2025-01-07-slow-bread.md"
    letter.write_text(letter.read_text().replace("title: Slow Bread", "title: Slower Bread"))
    made = show.built(built)["made"]
    assert isinstance(made, list)
    steps = {one["item"] for one in made if one["stage"] == "feed"}
    assert {"feeds/feed/letters/feed.xml", "feeds/feed/letters/atom.xml", "feeds/feed/letters/feed.json"} <= steps
    assert "feeds/feed/podcast.xml" not in steps
