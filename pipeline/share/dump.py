"""Every passage of the site as JSON, a file for each item and an index over them. Gives what the pages show, no more."""

from collections.abc import Mapping, Sequence

import msgspec

from pipeline.model import Mention, Passage, Show, Theme
from pipeline.share.address import Site
from pipeline.share.gist import Gist


def passages(site: Site, item: Gist, found: Sequence[Passage], mentions: Sequence[Mention], themes: Mapping[str, Theme]) -> bytes:
    """Return the passages of one item: id, url, seconds, speaker, themes with evidence, text. Addresses count from the root."""
    rows = [_row(site, item, passage, [one for one in mentions if one.passage == passage.id], themes) for passage in found]
    told = {"version": 1, "kind": item.kind, "slug": item.slug, "title": item.title, "date": item.date}
    return _lines({**told, "url": site.at(item.path)}, "passages", rows)


def index(show: Show, site: Site, items: Sequence[Gist], themes: Sequence[Theme]) -> bytes:
    """Return the index of all items, newest first, with the address of each one's passages, and the themes by slug."""
    told = {"version": 1, "show": show.title, "url": site.url, "language": show.language}
    named = {one.slug: {"name": one.name, "definition": one.definition or one.line} for one in themes}
    rows = [
        {
            "kind": item.kind,
            "slug": item.slug,
            "title": item.title,
            "date": item.date,
            "changed": item.changed,
            "url": site.at(item.path),
            "passages": site.at(f"{item.path}passages.json"),
            "count": item.passages,
        }
        for item in items
    ]
    return _lines({**told, "themes": named}, "items", rows)


def _row(site: Site, item: Gist, passage: Passage, mentions: Sequence[Mention], themes: Mapping[str, Theme]) -> dict[str, object]:
    row: dict[str, object] = {"id": passage.id, "url": site.at(f"{item.path}#{passage.id}")}
    if passage.start is not None:
        row |= {"start": passage.start, "end": passage.end, "speaker": passage.speaker}
    ordered = sorted((one for one in mentions if one.theme in themes), key=lambda one: (-one.score, one.theme))
    row["themes"] = [
        {
            "theme": one.theme,
            "strength": one.strength,
            "sentence": one.evidence.sentence,
            "words": one.evidence.words,
        }
        for one in ordered
    ]
    return {**row, "text": passage.text}


def _lines(told: Mapping[str, object], name: str, rows: Sequence[object]) -> bytes:
    """Write one row a line: a person can read it, and a changed row changes one line."""
    head = msgspec.json.encode(dict(told))[:-1]
    body = b",\n".join(msgspec.json.encode(row) for row in rows)
    return head + f',"{name}":[\n'.encode() + body + b"\n]}\n"
