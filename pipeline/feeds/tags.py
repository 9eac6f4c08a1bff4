"""Every tag of the Podcasting 2.0 namespace that we write, and what each may hold. Judges none.

The rules are those of the pages at https://podcastindex.org/namespace/1.0, a page a tag.
"""

import re

from pipeline.feeds.taxonomy import GROUPS, ROLES
from pipeline.model import Fact
from pipeline.settings.shapes import ADDRESS, COUNTRY, EMAIL, GEO, GUID, LONG, MEDIUMS, OSM, RULE, SHORT

ANY = re.compile(r".+", re.DOTALL)
_RFC_DATE = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|[A-Z]{1,4})")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_WHOLE = re.compile(r"\d+")
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*")
_RATIO = re.compile(r"\d+(\.\d+)?(\s*/\s*\d+(\.\d+)?)?")
_ROLE = re.compile("|".join(map(re.escape, ROLES)), re.IGNORECASE)
_GROUP = re.compile("|".join(map(re.escape, GROUPS)), re.IGNORECASE)
_MEDIUM = re.compile("|".join([*(f"{one}L?" for one in MEDIUMS if one != "mixed"), "mixed"]))
_TRANSCRIPT = re.compile(
    r"text/vtt|text/html|text/plain|application/json|application/(x-sub)?rip|application/x-subrip|application/srt"
)


class Value(Fact, frozen=True):
    """What a text or an attribute may be: a pattern, an example of it, its most characters; `firm` makes another one an error."""

    shape: re.Pattern[str] = ANY
    example: str = "..."
    required: bool = False
    most: int = 0
    firm: bool = True


class Tag(Fact, frozen=True):
    """A tag: where it may stand, how often (`single`), and what it holds; `text` None means that it is empty."""

    name: str
    parents: tuple[str, ...]
    single: bool = False
    text: Value | None = None
    attributes: dict[str, Value] = {}


_URL = Value(ADDRESS, "https://example.org/...", required=True)
_LINK = Value(ADDRESS, "https://example.org/...")
_WORDS = Value(example="some words", required=True, most=SHORT)
TAGS = (
    Tag("guid", ("channel",), True, Value(GUID, "9b024349-ccf0-5f69-a609-6b82873eab3c", required=True)),
    Tag(
        "locked", ("channel",), True, Value(re.compile("yes|no"), "yes", required=True), {"owner": Value(EMAIL, "ada@example.org")}
    ),
    Tag("medium", ("channel",), True, Value(_MEDIUM, "podcast", required=True)),
    Tag("funding", ("channel", "item", "liveItem"), False, Value(most=SHORT), {"url": _URL}),
    Tag(
        *("license", ("channel", "item"), True, Value(example="cc-by-4.0", required=True, most=SHORT)),
        {"url": _LINK},
    ),
    Tag(
        *("location", ("channel", "item", "liveItem"), False, _WORDS),
        {
            "rel": Value(re.compile("subject|creator"), "subject"),
            "geo": Value(GEO, "geo:30.2672,-97.7431"),
            "osm": Value(OSM, "R113314"),
            "country": Value(COUNTRY, "US"),
        },
    ),
    Tag(
        *("person", ("channel", "item", "liveItem"), False, _WORDS),
        {
            "role": Value(_ROLE, "guest", firm=False),
            "group": Value(_GROUP, "cast", firm=False),
            "img": _LINK,
            "href": _LINK,
        },
    ),
    Tag("txt", ("channel", "item"), False, Value(required=True, most=LONG), {"purpose": Value(most=SHORT)}),
    Tag(
        *("updateFrequency", ("channel",), True, Value(example="Weekly", most=SHORT)),
        {
            "rrule": Value(RULE, "FREQ=WEEKLY"),
            "dtstart": Value(_ISO_DATE, "2025-01-07"),
            "complete": Value(re.compile("true|false"), "true"),
        },
    ),
    Tag(
        *("trailer", ("channel",), False, _WORDS),
        {
            "url": _URL,
            "pubdate": Value(_RFC_DATE, "Tue, 18 Mar 2025 12:00:00 +0000", required=True),
            "length": Value(_WHOLE, "12345678"),
            "type": Value(_TYPE, "audio/mpeg"),
            "season": Value(_WHOLE, "2"),
        },
    ),
    Tag("podroll", ("channel",), True),
    Tag(
        *("remoteItem", ("channel", "podroll", "publisher", "valueTimeSplit"), False, None),
        {"feedGuid": Value(GUID, "917393e3-1b1e-5cef-ace4-edaa54e1f810", required=True), "feedUrl": _LINK},
    ),
    Tag(
        *("image", ("channel", "item", "liveItem"), False, None),
        {
            "href": _URL,
            "aspect-ratio": Value(_RATIO, "1/1"),
            "width": Value(_WHOLE, "3000"),
            "height": Value(_WHOLE, "3000"),
            "type": Value(_TYPE, "image/jpeg"),
            "purpose": Value(most=SHORT),
        },
    ),
    Tag(
        *("season", ("item", "liveItem"), True, Value(_WHOLE, "2", required=True)),
        {"name": Value(most=SHORT)},
    ),
    Tag(
        *("episode", ("item", "liveItem"), True, Value(_DECIMAL, "315.5", required=True)),
        {"display": Value(most=32)},
    ),
    Tag(
        *("transcript", ("item", "liveItem"), False, None),
        {
            "url": _URL,
            "type": Value(_TRANSCRIPT, "text/vtt", required=True),
            "language": Value(_LANGUAGE, "en"),
            "rel": Value(re.compile("captions"), "captions"),
        },
    ),
    Tag(
        *("chapters", ("item", "liveItem"), True, None),
        {"url": _URL, "type": Value(re.compile(r"application/json(\+chapters)?"), "application/json+chapters", required=True)},
    ),
    Tag(
        *("soundbite", ("item", "liveItem"), False, Value(most=SHORT)),
        {"startTime": Value(_DECIMAL, "73.0", required=True), "duration": Value(_DECIMAL, "60.0", required=True)},
    ),
)
KNOWN = {tag.name: tag for tag in TAGS}
# Tags of the namespace that we neither write nor judge.
OTHERS = (
    *("alternateEnclosure", "block", "chat", "contentLink", "follow", "images", "integrity", "liveItem", "liveValue", "metaBoost"),
    *("podping", "publisher", "socialInteract", "source", "value", "valueRecipient", "valueTimeSplit"),
)
