"""Say what the search index of the site holds: a record for each stretch of speech, letter, person and theme. Indexes nothing.

A record holds about five minutes of speech: with single paragraphs the first query of 100 episodes loads 359 kB, with
stretches 150 kB. A record's `meta` maps word offsets to seconds and to passages, so that a hit opens at its sentence.
"""

import json
from collections.abc import Iterable, Iterator

from pipeline.model import Episode, Fact, Issue, Library, Passage

STRETCH_SECONDS = 300


class Record(Fact, frozen=True):
    """One record of the index: what Pagefind is given, by its own names."""

    url: str
    content: str
    language: str
    meta: dict[str, str]
    filters: dict[str, list[str]]
    sort: dict[str, str]


def records(library: Library) -> dict[str, tuple[Record, ...]]:
    """Return the records by year; people and themes stand in the newest year's shard."""
    found: dict[str, list[Record]] = {}
    for episode in library.episodes:
        passages = library.passages.get(f"episode/{episode.slug}", ())
        for stretch in _stretches(passages):
            found.setdefault(episode.date[:4], []).append(_moment(library, episode, stretch))
    for issue in library.issues:
        found.setdefault(issue.date[:4], []).append(_letter(library, issue))
    newest = max(found, default="")
    for record in [*_people(library), *_themes(library)]:
        found.setdefault(newest or "all", []).append(record)
    return {year: tuple(sorted(rows, key=lambda row: (row.url, row.meta.get("start", "")))) for year, rows in sorted(found.items())}


def _stretches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    group: list[Passage] = []
    for passage in passages:
        if group and (passage.start or 0) // STRETCH_SECONDS != (group[0].start or 0) // STRETCH_SECONDS:
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def _moment(library: Library, episode: Episode, passages: list[Passage]) -> Record:
    themes = themes_of(library, f"episode/{episode.slug}")
    seconds: list[list[float]] = []
    marks: list[list[object]] = []
    words = 0
    for passage in passages:
        marks.append([words, passage.id, passage.speaker, list(themes.get(passage.id, ()))])
        for sentence in passage.sentences:
            seconds.append([words, round(sentence.start or 0.0, 1)])
            words += len(sentence.text.split())
    speakers = sorted({passage.speaker for passage in passages if passage.speaker})
    found = sorted({theme for passage in passages for theme in themes.get(passage.id, ())})
    return Record(
        url=f"episodes/{episode.slug}/",
        content=" ".join(passage.text for passage in passages),
        language=library.show.language,
        meta={
            "kind": "moment",
            "title": episode.title,
            "date": episode.date,
            "start": f"{passages[0].start:010.1f}",
            "seconds": _compact(seconds),
            "passages": _compact(marks),
        },
        filters={"kind": ["moment"], "year": [episode.date[:4]], "theme": found, "speaker": speakers},
        sort={"date": episode.date},
    )


def _letter(library: Library, issue: Issue) -> Record:
    key = f"issue/{issue.slug}"
    themes = themes_of(library, key)
    marks: list[list[object]] = []
    words = 0
    for passage in library.passages.get(key, ()):
        marks.append([words, passage.id, "", list(themes.get(passage.id, ()))])
        words += len(passage.text.split())
    return Record(
        url=f"letters/{issue.slug}/",
        content=" ".join(passage.text for passage in library.passages.get(key, ())) or issue.title,
        language=library.show.language,
        meta={"kind": "issue", "title": issue.title, "date": issue.date, "passages": _compact(marks)},
        filters={
            "kind": ["issue"],
            "year": [issue.date[:4]],
            "theme": sorted({t for some in themes.values() for t in some}),
        },
        sort={"date": issue.date},
    )


def _people(library: Library) -> Iterator[Record]:
    for person in library.people:
        text = " ".join(filter(None, [person.name, *person.aliases, person.role, person.about]))
        yield _simple(library, f"people/{person.slug}/", person.name, text, "person")


def _themes(library: Library) -> Iterator[Record]:
    for theme in library.themes:
        text = " ".join(filter(None, [theme.name, theme.line, theme.definition]))
        yield _simple(library, f"themes/{theme.slug}/", theme.name, text, "page")


def _simple(library: Library, url: str, title: str, text: str, kind: str) -> Record:
    meta = {"kind": kind, "title": title, "date": ""}
    return Record(url, text, library.show.language, meta, {"kind": [kind]}, {"date": "0000"})


def themes_of(library: Library, key: str) -> dict[str, tuple[str, ...]]:
    """Return the themes of an item's passages, by passage id."""
    found: dict[str, tuple[str, ...]] = {}
    for mention in library.mentions.get(key, ()):
        found[mention.passage] = (*found.get(mention.passage, ()), mention.theme)
    return found


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
