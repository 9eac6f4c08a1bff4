"""For every rule of feeds a feed that breaks it and nothing else; and a feed that breaks none. Asserts nothing."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:psc="http://podlove.org/simple-chapters">\n<channel>\n'
)
GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
PERSON = "<podcast:person>Ada</podcast:person>"
TRAILER = '<podcast:trailer url="https://x.example/t.mp3" pubdate="Thu, 01 Apr 2021 08:00:00 EST"'
CHANNEL = {
    "self": '<atom:link href="https://x.example/feed" rel="self"/>',
    "title": "<title>T</title>",
    "link": "<link>https://x.example/</link>",
    "description": "<description>D</description>",
    "language": "<language>en</language>",
    "explicit": "<itunes:explicit>false</itunes:explicit>",
    "category": '<itunes:category text="Business"><itunes:category text="Management"/></itunes:category>',
    "image": '<itunes:image href="https://x.example/a.jpg"/>',
    "owner": "<itunes:owner><itunes:email>ada@x.example</itunes:email></itunes:owner>",
    "guid": f"<podcast:guid>{GUID}</podcast:guid>",
}
ITEM = {
    "title": "<title>E</title>",
    "guid": '<guid isPermaLink="false">one-of-a-kind</guid>',
    "enclosure": '<enclosure url="https://x.example/e.mp3" length="12" type="audio/mpeg"/>',
    "date": "<pubDate>Tue, 18 Mar 2025 12:00:00 +0000</pubDate>",
    "duration": "<itunes:duration>600</itunes:duration>",
}
LONG, LONGER = "x" * 129, "x" * 4001


def feed(channel: str = "", item: str = "", **instead: str) -> bytes:
    """Return the good feed with something more in its channel or its item; `instead` replaces parts of them by name.

    A name that begins with `item_` is one of the item.
    """
    top = {name: instead.get(name, text) for name, text in CHANNEL.items()}
    one = {name: instead.get(f"item_{name}", text) for name, text in ITEM.items()}
    body = "\n".join([*top.values(), channel, "<item>", *one.values(), item, "</item>"])
    return (HEAD + body + "\n</channel>\n</rss>\n").encode()


# By the id of the rule; a dict holds keyword arguments of `feed`, bytes are the whole.
WRONG: dict[str, dict[str, str] | bytes] = {
    "feed-unreadable": b"<rss><channel></rss>",
    "feed-unknown": b"<html><body/></html>",
    "feed-namespace": feed().replace(b"https://podcastindex.org/namespace/1.0", b"https://podcastindex.org/namespace/1.0/"),
    "feed-entry": b'<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>t</title><updated>2025-01-01T00:00:00Z</updated>'
    b"<entry><title>t</title></entry></feed>",
    "feed-self": {"self": '<atom:link href="feed" rel="self"/>'},
    "feed-title": {"title": "<title> </title>"},
    "feed-link": {"item": "<link>x.example/e</link>"},
    "feed-description": {"description": ""},
    "feed-description-long": {"item": f"<description>{'é' * 2001}</description>"},
    "feed-language": {"language": "<language>English please</language>"},
    "feed-category": {"category": '<itunes:category text="Business"><itunes:category text="Computers"/></itunes:category>'},
    "feed-explicit": {"explicit": "<itunes:explicit>clean</itunes:explicit>"},
    "feed-image": {"image": ""},
    "feed-image-address": {"item": "<itunes:image/>"},
    "feed-show-guid": {"guid": ""},
    "feed-owner": {"owner": ""},
    "feed-owner-email": {"owner": "<itunes:owner><itunes:email>me</itunes:email></itunes:owner>"},
    "feed-type": {"item": "<itunes:episodeType>fullish</itunes:episodeType>"},
    "feed-yes": {"item": "<itunes:block>Absolutely</itunes:block>"},
    "feed-number": {"item": "<itunes:episode>0</itunes:episode>"},
    "feed-enclosure": {"item_enclosure": '<enclosure url="example.com" length="12" type="audio/mpeg"/>'},
    "feed-enclosure-length": {"item_enclosure": '<enclosure url="https://x.example/e.mp3" length="12.0" type="audio/mpeg"/>'},
    "feed-enclosure-type": {"item_enclosure": '<enclosure url="https://x.example/e.mp3" length="12"/>'},
    "feed-enclosure-unplayed": {"item_enclosure": '<enclosure url="https://x.example/e" length="12" type="audio/ogg"/>'},
    "feed-guid": {"item_guid": ""},
    "feed-guid-small": {"item_guid": '<guid isPermaLink="false">12</guid>'},
    "feed-guid-permalink": {"item_guid": "<guid>one-of-a-kind</guid>"},
    "feed-date": {"item_date": "<pubDate>Mon, 18 Mar 2025 12:00:00 +0000</pubDate>"},
    "feed-date-past": {"item_date": "<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>"},
    "feed-duration": {"item_duration": "<itunes:duration>ten minutes</itunes:duration>"},
    "feed-relative": {"item": '<description>&lt;img src="/pot.png"&gt;</description>'},
    "feed-risky": {"item": "<content:encoded>&lt;script&gt;alert(1)&lt;/script&gt;</content:encoded>"},
    "feed-plain": {"item": "<itunes:summary>&lt;b&gt;bold&lt;/b&gt;</itunes:summary>"},
    "feed-psc": {"item": '<psc:chapters><psc:chapter start="9" title="b"/><psc:chapter start="3" title="a"/></psc:chapters>'},
    "podcast-unknown": {"item": "<podcast:souncbite/>"},
    "podcast-person-host": {"channel": PERSON, "item": '<podcast:person role="guest">Grace</podcast:person>'},
    "podcast-license-terms": {"channel": "<podcast:license>my-licence</podcast:license>"},
    "podcast-updateFrequency-count": {
        "channel": '<podcast:updateFrequency rrule="FREQ=WEEKLY;COUNT=3">W</podcast:updateFrequency>'
    },
    "podcast-updateFrequency-rule": {"channel": "<podcast:updateFrequency>Weekly</podcast:updateFrequency>"},
    "podcast-podroll-shows": {"channel": "<podcast:podroll/>"},
    "podcast-soundbite-length": {"item": '<podcast:soundbite startTime="1" duration="3"/>'},
    "podcast-soundbite-end": {"item": '<podcast:soundbite startTime="590" duration="60"/>'},
    "podcast-guid-parent": {"item": f"<podcast:guid>{GUID}</podcast:guid>"},
    "podcast-guid-single": {"channel": f"<podcast:guid>{GUID}</podcast:guid>"},
    "podcast-guid-text": {"guid": "<podcast:guid>y0ur-gu1d</podcast:guid>"},
    "podcast-locked-parent": {"item": "<podcast:locked>yes</podcast:locked>"},
    "podcast-locked-single": {"channel": "<podcast:locked>yes</podcast:locked><podcast:locked>no</podcast:locked>"},
    "podcast-locked-text": {"channel": "<podcast:locked>true</podcast:locked>"},
    "podcast-locked-owner": {"channel": '<podcast:locked owner="Ada">yes</podcast:locked>'},
    "podcast-medium-parent": {"item": "<podcast:medium>podcast</podcast:medium>"},
    "podcast-medium-single": {"channel": "<podcast:medium>podcast</podcast:medium><podcast:medium>music</podcast:medium>"},
    "podcast-medium-text": {"channel": "<podcast:medium>radio</podcast:medium>"},
    "podcast-funding-parent": {"item": '<podcast:podroll><podcast:funding url="https://x.example"/></podcast:podroll>'},
    "podcast-funding-text": {"channel": f'<podcast:funding url="https://x.example/">{LONG}</podcast:funding>'},
    "podcast-funding-url": {"channel": "<podcast:funding>Give</podcast:funding>"},
    "podcast-license-parent": {"item": "<podcast:podroll><podcast:license>cc0-1.0</podcast:license></podcast:podroll>"},
    "podcast-license-single": {"channel": "<podcast:license>cc0-1.0</podcast:license>" * 2},
    "podcast-license-text": {"channel": '<podcast:license url="https://x.example/"/>'},
    "podcast-license-url": {"channel": '<podcast:license url="full.pdf">mine</podcast:license>'},
    "podcast-location-parent": {"item": "<podcast:podroll><podcast:location>A</podcast:location></podcast:podroll>"},
    "podcast-location-text": {"channel": '<podcast:location country="US"/>'},
    "podcast-location-rel": {"channel": '<podcast:location rel="about">A</podcast:location>'},
    "podcast-location-geo": {"channel": '<podcast:location geo="30.2672,97.7431">A</podcast:location>'},
    "podcast-location-osm": {"channel": '<podcast:location osm="113314">A</podcast:location>'},
    "podcast-location-country": {"channel": '<podcast:location country="usa">A</podcast:location>'},
    "podcast-person-parent": {"item": f"<podcast:podroll>{PERSON}</podcast:podroll>"},
    "podcast-person-text": {"channel": "<podcast:person/>"},
    "podcast-person-role": {"channel": '<podcast:person role="king">Ada</podcast:person>'},
    "podcast-person-group": {"channel": '<podcast:person group="band">Ada</podcast:person>'},
    "podcast-person-img": {"channel": '<podcast:person img="ada.jpg">Ada</podcast:person>'},
    "podcast-person-href": {"channel": '<podcast:person href="ada.html">Ada</podcast:person>'},
    "podcast-txt-parent": {"item": "<podcast:podroll><podcast:txt>a</podcast:txt></podcast:podroll>"},
    "podcast-txt-text": {"channel": f"<podcast:txt>{LONGER}</podcast:txt>"},
    "podcast-txt-purpose": {"channel": f'<podcast:txt purpose="{LONG}">a</podcast:txt>'},
    "podcast-updateFrequency-parent": {"item": '<podcast:updateFrequency rrule="FREQ=DAILY">D</podcast:updateFrequency>'},
    "podcast-updateFrequency-single": {"channel": '<podcast:updateFrequency rrule="FREQ=DAILY">D</podcast:updateFrequency>' * 2},
    "podcast-updateFrequency-text": {"channel": f'<podcast:updateFrequency rrule="FREQ=DAILY">{LONG}</podcast:updateFrequency>'},
    "podcast-updateFrequency-rrule": {"channel": '<podcast:updateFrequency rrule="weekly">W</podcast:updateFrequency>'},
    "podcast-updateFrequency-dtstart": {
        "channel": '<podcast:updateFrequency rrule="FREQ=DAILY" dtstart="7 January">D</podcast:updateFrequency>'
    },
    "podcast-updateFrequency-complete": {
        "channel": '<podcast:updateFrequency rrule="FREQ=DAILY" complete="yes">D</podcast:updateFrequency>'
    },
    "podcast-trailer-parent": {"item": f"{TRAILER}>T</podcast:trailer>"},
    "podcast-trailer-text": {"channel": f"{TRAILER}/>"},
    "podcast-trailer-url": {"channel": '<podcast:trailer pubdate="Thu, 01 Apr 2021 08:00:00 EST">T</podcast:trailer>'},
    "podcast-trailer-pubdate": {"channel": '<podcast:trailer url="https://x.example/t" pubdate="2021-04-01">T</podcast:trailer>'},
    "podcast-trailer-length": {"channel": f'{TRAILER} length="long">T</podcast:trailer>'},
    "podcast-trailer-type": {"channel": f'{TRAILER} type="mp3">T</podcast:trailer>'},
    "podcast-trailer-season": {"channel": f'{TRAILER} season="four">T</podcast:trailer>'},
    "podcast-podroll-parent": {"item": f'<podcast:podroll><podcast:remoteItem feedGuid="{GUID}"/></podcast:podroll>'},
    "podcast-podroll-single": {"channel": f'<podcast:podroll><podcast:remoteItem feedGuid="{GUID}"/></podcast:podroll>' * 2},
    "podcast-remoteItem-parent": {"item": f'<podcast:remoteItem feedGuid="{GUID}"/>'},
    "podcast-remoteItem-feedGuid": {"channel": '<podcast:podroll><podcast:remoteItem feedGuid="x"/></podcast:podroll>'},
    "podcast-remoteItem-feedUrl": {
        "channel": f'<podcast:podroll><podcast:remoteItem feedGuid="{GUID}" feedUrl="x"/></podcast:podroll>'
    },
    "podcast-image-parent": {"item": '<podcast:podroll><podcast:image href="https://x.example/a.jpg"/></podcast:podroll>'},
    "podcast-image-href": {"channel": '<podcast:image href="a.jpg"/>'},
    "podcast-image-aspect-ratio": {"channel": '<podcast:image href="https://x.example/a.jpg" aspect-ratio="wide"/>'},
    "podcast-image-width": {"channel": '<podcast:image href="https://x.example/a.jpg" width="12px"/>'},
    "podcast-image-height": {"channel": '<podcast:image href="https://x.example/a.jpg" height="12px"/>'},
    "podcast-image-type": {"channel": '<podcast:image href="https://x.example/a.jpg" type="JPEG"/>'},
    "podcast-image-purpose": {"channel": f'<podcast:image href="https://x.example/a.jpg" purpose="{LONG}"/>'},
    "podcast-season-parent": {"channel": "<podcast:season>1</podcast:season>"},
    "podcast-season-single": {"item": "<podcast:season>1</podcast:season>" * 2},
    "podcast-season-text": {"item": "<podcast:season>one</podcast:season>"},
    "podcast-season-name": {"item": f'<podcast:season name="{LONG}">1</podcast:season>'},
    "podcast-episode-parent": {"channel": "<podcast:episode>1</podcast:episode>"},
    "podcast-episode-single": {"item": "<podcast:episode>1</podcast:episode>" * 2},
    "podcast-episode-text": {"item": "<podcast:episode>Ch. 3</podcast:episode>"},
    "podcast-episode-display": {"item": f'<podcast:episode display="{"x" * 33}">1</podcast:episode>'},
    "podcast-transcript-parent": {"channel": '<podcast:transcript url="https://x.example/t.vtt" type="text/vtt"/>'},
    "podcast-transcript-url": {"item": '<podcast:transcript url="t.vtt" type="text/vtt"/>'},
    "podcast-transcript-type": {"item": '<podcast:transcript url="https://x.example/t.vtt" type="text/vtt; charset=utf-8"/>'},
    "podcast-transcript-language": {
        "item": '<podcast:transcript url="https://x.example/t.vtt" type="text/vtt" language="English it is"/>'
    },
    "podcast-transcript-rel": {"item": '<podcast:transcript url="https://x.example/t.vtt" type="text/vtt" rel="subtitles"/>'},
    "podcast-chapters-parent": {"channel": '<podcast:chapters url="https://x.example/c.json" type="application/json"/>'},
    "podcast-chapters-single": {"item": '<podcast:chapters url="https://x.example/c.json" type="application/json"/>' * 2},
    "podcast-chapters-url": {"item": '<podcast:chapters type="application/json+chapters"/>'},
    "podcast-chapters-type": {"item": '<podcast:chapters url="https://x.example/c.json" type="text/plain"/>'},
    "podcast-soundbite-parent": {"channel": '<podcast:soundbite startTime="1" duration="30"/>'},
    "podcast-soundbite-text": {"item": f'<podcast:soundbite startTime="1" duration="30">{LONG}</podcast:soundbite>'},
    "podcast-soundbite-startTime": {"item": '<podcast:soundbite duration="30"/>'},
    "podcast-soundbite-duration": {"item": '<podcast:soundbite startTime="1" duration="1:00"/>'},
}
