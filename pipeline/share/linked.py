"""Describe pages to machines in the words of schema.org, as JSON-LD. Invents nothing that the show does not say."""

from collections.abc import Sequence

import msgspec

from pipeline.model import Episode, Fact, Issue, Mention, Passage, Person, Show, Theme, Thing
from pipeline.share import clips
from pipeline.share.address import Site, card_path, item_path
from pipeline.share.gist import names, seconds

Node = dict[str, object]
_OPEN = {b"<": b"\\u003c", b">": b"\\u003e", b"&": b"\\u0026", "\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029"}


class Around(Fact, frozen=True):
    """What an item's description needs besides the item; `people` goes by every name that is known, in small letters."""

    show: Show
    site: Site
    themes: dict[str, Theme] = {}
    people: dict[str, Person] = {}


def script(node: Node) -> str:
    """Return a node as a script element; no text in it can end the element."""
    data = msgspec.json.encode({"@context": "https://schema.org", **node})
    for sign, safe in _OPEN.items():
        data = data.replace(sign, safe)
    return f'<script type="application/ld+json">{data.decode()}</script>'


def series(around: Around, here: str = "", feeds: Sequence[str] = ()) -> Node:
    """Describe the show itself; `feeds` are paths below the root."""
    show, site = around.show, around.site
    return _full(
        {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": site.at("", here),
            "description": show.description or show.tagline,
            "inLanguage": show.language,
            "author": [_person(around, name, here) for name in show.hosts],
            "image": _image(site, ""),
            "webFeed": [site.at(feed, here) for feed in feeds],
        }
    )


def episode(around: Around, one: Episode, passages: tuple[Passage, ...], mentions: tuple[Mention, ...], audio: str) -> Node:
    """Describe an episode with its sound, who is in it, and the clips that its chapters and surest moments are."""
    here, site = item_path(one), around.site
    total = seconds(one, passages)
    hosts = one.hosts or around.show.hosts
    return _full(
        {
            "@type": "PodcastEpisode",
            "name": one.title,
            "url": site.at(here, here),
            "description": one.summary,
            "datePublished": one.date,
            "dateModified": one.updated,
            "episodeNumber": one.number,
            "duration": lasting(total),
            "inLanguage": around.show.language,
            "image": _image(site, here),
            "partOfSeries": {"@type": "PodcastSeries", "name": around.show.title, "url": site.at("", here)},
            "actor": [_person(around, name, here) for name in hosts],
            "contributor": [_person(around, name, here) for name in one.guests if name not in hosts],
            "about": _terms(around, mentions, one.themes, here),
            "audio": _sound(around, one, total, bool(passages), audio) if audio else None,
            "hasPart": [*clips.chapters(site, one, total), *clips.moments(site, around.themes, here, passages, mentions, total)],
        }
    )


def letter(around: Around, one: Issue, mentions: tuple[Mention, ...]) -> Node:
    """Describe a letter."""
    here, site = item_path(one), around.site
    return _full(
        {
            "@type": "Article",
            "headline": one.title,
            "url": site.at(here, here),
            "description": one.summary,
            "datePublished": one.date,
            "dateModified": one.updated,
            "inLanguage": around.show.language,
            "image": _image(site, here),
            "author": [_person(around, name, here) for name in names(one, ())],
            "isPartOf": {"@type": "Periodical", "name": around.show.letters, "url": site.at("letters/", here)},
            "about": _terms(around, mentions, one.themes, here),
        }
    )


def person(around: Around, one: Person) -> Node:
    """Describe a person's page."""
    here = f"people/{one.slug}/"
    found: Node = {
        "@type": "Person",
        "name": one.name,
        "url": around.site.at(here, here),
        "alternateName": list(one.aliases),
        "jobTitle": one.role,
        "description": one.about,
    }
    return {"@type": "ProfilePage", "url": around.site.at(here, here), "mainEntity": _full(found)}


def theme(around: Around, one: Theme) -> Node:
    """Describe a theme's page."""
    here = f"themes/{one.slug}/"
    term = _full({"@type": "DefinedTerm", "name": one.name, "alternateName": one.short, "description": one.definition or one.line})
    return _full({"@type": "CollectionPage", "name": one.name, "url": around.site.at(here, here), "about": term})


def thing(around: Around, one: Thing) -> Node:
    """Describe the page of an organisation or a book."""
    here = f"named/{one.slug}/"
    kind = {"book": "Book"}.get(one.kind, "Organization")
    found = _full({"@type": kind, "name": one.name, "alternateName": list(one.aliases), "description": one.about, "url": one.url})
    return {"@type": "CollectionPage", "name": one.name, "url": around.site.at(here, here), "about": found}


def crumbs(site: Site, here: str, trail: Sequence[tuple[str, str]]) -> Node:
    """Describe the way from home to a page: pairs of path and title."""
    steps = [
        {"@type": "ListItem", "position": at, "name": title, "item": site.at(path, here)}
        for at, (path, title) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def lasting(seconds: float) -> str:
    """Return a length as ISO 8601: `PT1H2M3S`; "" for none."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if amount)
    return f"PT{parts}" if parts else ""


def _full(node: Node) -> Node:
    """Leave out what is empty: no text, no list, nothing."""
    return {key: value for key, value in node.items() if value not in ("", None, [], ())}


def _image(site: Site, page: str) -> str:
    return site.at(card_path(page)) if site.url else ""


def _person(around: Around, name: str, here: str) -> Node:
    known = around.people.get(name.casefold())
    if known is None:
        return {"@type": "Person", "name": name}
    return {"@type": "Person", "name": known.name, "url": around.site.at(f"people/{known.slug}/", here)}


def _terms(around: Around, mentions: tuple[Mention, ...], pinned: tuple[str, ...], here: str) -> list[Node]:
    carried = {*pinned, *(mention.theme for mention in mentions)}
    return [
        {"@type": "DefinedTerm", "name": one.name, "url": around.site.at(f"themes/{slug}/", here)}
        for slug, one in around.themes.items()
        if slug in carried
    ]


def _sound(around: Around, one: Episode, total: float, told: bool, audio: str) -> Node:
    """Describe the sound. The transcript goes by its address: inside, it would double the page."""
    here, site, language = item_path(one), around.site, around.show.language
    words = {
        "@type": "MediaObject",
        "contentUrl": site.at(f"{here}transcript.vtt", here),
        "encodingFormat": "text/vtt",
        "inLanguage": language,
    }
    return _full(
        {
            "@type": "AudioObject",
            "contentUrl": site.at(audio, here),
            "encodingFormat": one.media_type,
            "duration": lasting(total),
            "contentSize": f"{one.bytes} B" if one.bytes else "",
            "inLanguage": language,
            "caption": words if told else None,
        }
    )
