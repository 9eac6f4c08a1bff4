"""What a feed says, read exactly: the 12 real feeds of ../shared, and feeds as broken as they come."""

import json

import pytest

from pipeline.errors import ItemError
from pipeline.ingest import feeds
from pipeline.ingest.feeds import dates
from pipeline.ingest.feeds.record import Feed, Tag
from tests import show

FEEDS = show.SHARED / "data/podcast/feeds"
ABSENT = "!!! THE 12 REAL FEEDS WERE NOT READ: ../shared/data/podcast/feeds is absent"
RSS = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>%s'
    "</channel></rss>"
)


def told(feed: Feed, file: str) -> dict[str, object]:
    """Say of a feed what expected/*.json says."""

    def pairs(tags: tuple[Tag, ...]) -> list[dict[str, str]]:
        return [dict(tag.attributes) for tag in tags]

    def people(tags: tuple[Tag, ...]) -> list[dict[str, str]]:
        return [{"name": tag.text, **tag.attributes} for tag in tags]

    return {
        "file": file,
        "title": feed.title,
        "language": feed.language,
        "items": len(feed.entries),
        "podcast_guid": feed.guid or None,
        "channel_persons": people(feed.persons),
        "locked": feed.locked or None,
        "next": list(feed.next),
        "episodes": [
            {
                "title": one.title,
                "guid": one.guid or None,
                "pubDate": one.written or None,
                "link": one.link or None,
                "enclosures": pairs(one.enclosures),
                "duration": one.duration or None,
                "persons": people(one.persons),
                "transcripts": pairs(one.transcripts),
                "chapters": pairs(one.chapters),
                "soundbites": pairs(one.soundbites),
                "season": one.season or None,
                "episode": one.number or None,
                "psc": pairs(one.psc),
            }
            for one in feed.entries
        ],
    }


@pytest.mark.skipif(not FEEDS.is_dir(), reason=ABSENT)
def test_the_twelve_real_feeds_say_exactly_what_a_correct_reader_gets() -> None:
    files = sorted(FEEDS.glob("*.xml"))
    assert len(files) == 12
    for path in files:
        found = feeds.read(path.read_bytes(), path.name)
        assert told(found, path.name) == json.loads((FEEDS / "expected" / f"{path.stem}.json").read_bytes()), path.name
        assert all(one.date for one in found.entries), path.name
        assert found.warnings == ()


def read(items: str) -> Feed:
    return feeds.read((RSS % items).encode(), "feed")


def titles(data: bytes) -> list[str]:
    return [one.title for one in feeds.read(data, "feed").entries]


def test_names_of_persons_survive_with_all_their_attributes() -> None:
    one = read(
        '<item><podcast:person role="guest" href="https://a.b">Ada</podcast:person><podcast:person>Grace</podcast:person></item>'
    )
    assert one.entries[0].persons == (Tag("Ada", {"role": "guest", "href": "https://a.b"}), Tag("Grace"))


@pytest.mark.parametrize(
    "space",
    ["https://podcastindex.org/namespace/1.0/", "http://podcastindex.org/namespace/1.0", "HTTPS://PodcastIndex.org/namespace/1.0"],
)
def test_a_namespace_is_known_however_it_is_written(space: str) -> None:
    data = f'<rss xmlns:p="{space}"><channel><item><p:season>3</p:season></item></channel></rss>'
    assert feeds.read(data.encode(), "feed").entries[0].season == "3"


def test_a_prefix_that_was_never_declared_is_known_by_its_name() -> None:
    found = feeds.read(b"<rss><channel><item><itunes:duration>12</itunes:duration></item></channel></rss>", "feed")
    assert found.entries[0].duration == "12"


def test_atom_and_rss_1_say_the_same_as_rss_2() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
        b'<entry><title type="html">A &lt;b&gt;B&lt;/b&gt;</title><id>urn:1</id>'
        b'<published>2025-06-03T08:00:00+02:00</published><link rel="alternate" href="https://a.b/1"/>'
        b'<link rel="enclosure" href="https://a.b/1.mp3" type="audio/mpeg" length="5"/>'
        b'<content type="html">&lt;p&gt;X&lt;/p&gt;</content></entry></feed>'
    )
    one = feeds.read(atom, "feed").entries[0]
    assert (one.title, one.guid, one.link, one.date) == ("A B", "urn:1", "https://a.b/1", "2025-06-03T08:00:00+02:00")
    assert one.enclosures == (Tag("", {"url": "https://a.b/1.mp3", "type": "audio/mpeg", "length": "5"}),)
    assert one.html == "<p>X</p>"
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="x"><title>T</title></channel><item rdf:about="urn:2"><title>B</title><link>https://a.b/2</link></item></rdf:RDF>'
    )
    other = feeds.read(rdf, "feed").entries[0]
    assert (other.title, other.guid, other.link) == ("B", "urn:2", "https://a.b/2")


# ---- not well-formed


def test_tags_that_are_not_closed_stay_inside_their_item() -> None:
    found = read("".join(f"<item><title>{n}</title><description><p>One<br>two</description></item>" for n in range(200)))
    assert [one.title for one in found.entries] == [str(n) for n in range(200)]
    assert "two" in found.entries[150].html


def test_references_to_nothing_and_lone_ampersands_are_read() -> None:
    assert titles((RSS % "<item><title>R&D &nbsp;&eacute;&foo; &#8217;&#0; <b>x</b></title></item>").encode()) == [
        "R&D \xa0\xe9&foo; \u2019\ufffd x"
    ]


def test_what_stands_before_the_xml_and_behind_it_is_no_matter() -> None:
    assert titles(b"\n \n<?xml version='1.0'?>" + (RSS % "<item><title>A</title></item>").encode() + b"<script>ad()</script>") == [
        "A"
    ]


def test_a_plain_entity_is_put_in_and_no_other_one() -> None:
    head = '<!DOCTYPE rss [<!ENTITY who "Ada &#233;"><!ENTITY leak SYSTEM "file:///etc/passwd">]>'
    assert titles((head + RSS % "<item><title>&who;&leak;</title></item>").encode()) == ["Ada \xe9"]
    bomb = '<!DOCTYPE rss [<!ENTITY a "xxxx"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(ItemError, match="unfolds"):
        titles((bomb + RSS % "<item><title>&b;</title></item>").encode())


def test_an_item_in_which_the_feed_breaks_off_is_left_out_and_told() -> None:
    data = (RSS % "<item><title>A</title></item><item><title>B</title><guid>b</guid></item>").encode()
    found = feeds.read(data[: data.index(b"</guid>")], "feed")
    assert [one.title for one in found.entries] == ["A"]
    assert "breaks off" in found.warnings[0]


def test_what_is_nested_endlessly_hides_no_neighbour() -> None:
    deep = "<x>" * 50_000 + "</x>" * 50_000
    assert [one.title for one in read(f"<item><title>A</title>{deep}</item><item><title>B</title></item>").entries] == ["A", "B"]
    open_only = read(f"<item><title>A</title>{'<y>' * 50_000}</item><item><title>B</title></item>")
    assert [one.title for one in open_only.entries] == ["A", "B"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the feed is empty"),
        (b"  \n", "the feed is empty"),
        (b"<!doctype html><html><title>Log in</title></html>", "a web page came"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON came"),
        (b"<opml><body/></opml>", "its first element is <opml>"),
        (b"hello", "no element in it"),
        (b"\x00\xff\xfe" * 100, "no element in it"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(ItemError, match=said) as raised:
        feeds.read(data, "feed")
    assert raised.value.where == "feed"
    assert "what was here before is kept" in raised.value.remedy


# ---- encodings and dates


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *(("utf-8", ""), ("utf-8-sig", "utf-8"), ("windows-1252", "utf-8"), ("iso-8859-1", "iso-8859-1"), ("utf-16", "utf-16")),
        *(("utf-16-le", "utf-16"), ("utf-16-be", "utf-8"), ("utf-32", "utf-32"), ("utf-8", "x-klingon"), ("utf-8", "utf-16")),
        *(("utf-8", "idna"), ("utf-8", "zlib"), ("windows-1252", "")),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_has(encoding: str, declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert titles((head + RSS % "<item><title>Größe</title></item>").encode(encoding)) == ["Größe"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tue, 03 Jun 2025 08:00:00 +0200", "2025-06-03T08:00:00+02:00"),
        ("Tue, 03 Jun 25 08:00 EST", "2025-06-03T08:00:00-05:00"),
        ("2025-06-03T00:30:00+14:00", "2025-06-03T00:30:00+14:00"),
        ("2025-06-03", "2025-06-03T00:00:00+00:00"),
        ("Tue, 31 Feb 2025 08:00:00 GMT", ""),
        ("99999-01-01", ""),
        ("Fri, 31 Dec 9999 23:59:59 +2560", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_date_keeps_its_own_offset_and_nonsense_is_none(written: str, read: str) -> None:
    assert dates.iso(written) == read
