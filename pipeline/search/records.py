"""Say what the site's search index holds: records of stretches of speech, letters, people, things, themes. Indexes nothing.

A record holds about five minutes of speech: with single paragraphs the first query of 100 episodes loads 359 kB, with
stretches 150 kB. A record's `meta` maps word offsets to seconds and to places on the page: the turns of an episode, the
passages of a letter. So a hit opens at its sentence, and names who says it.
"""

import json
from collections.abc import Iterable, Iterator

from pipeline.model import Episode, Fact, Issue, Library, Turn

STRETCH_SECONDS = 300
Line = tuple[Turn, tuple[str, ...]]  # a turn with the themes of its passage


class Record(Fact, frozen=True):
    """One record of the index: what Pagefind is given, by its own names."""

    url: str
    content: str
    language: str
    meta: dict[str, str]
    filters: dict[str, list[str]]
    sort: dict[str, str]


def records(library: Library) -> dict[str, tuple[Record, ...]]:
    """Return the records by year; people, things and themes stand in the newest year's shard."""
    found: dict[str, list[Record]] = {}
    for episode in library.episodes:
        for stretch in _stretches(_lines(library, episode)):
            found.setdefault(episode.date[:4], []).append(_moment(library, episode, stretch))
    for issue in library.issues:
        found.setdefault(issue.date[:4], []).append(_letter(library, issue))
    newest = max(found, default="")
    for record in [*_people(library), *_things(library), *_themes(library)]:
        found.setdefault(newest or "all", []).append(record)
    return {year: tuple(sorted(rows, key=lambda row: (row.url, row.meta.get("start", "")))) for year, rows in sorted(found.items())}


def _lines(library: Library, episode: Episode) -> Iterator[Line]:
    key = f"episode/{episode.slug}"
    themes = themes_of(library, key)
    for passage in library.passages.get(key, ()):
        for turn in passage.turns:
            yield turn, themes.get(passage.id, ())


def _stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and (line[0].start or 0) // STRETCH_SECONDS != (group[0][0].start or 0) // STRETCH_SECONDS:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _moment(library: Library, episode: Episode, lines: list[Line]) -> Record:
    seconds: list[list[float]] = []
    marks: list[list[object]] = []
    words = 0
    for turn, themes in lines:
        marks.append([words, turn.id, turn.speaker, list(themes)])
        for sentence in turn.sentences:
            seconds.append([words, round(sentence.start or 0.0, 1)])
            words += len(sentence.text.split())
    speakers = sorted({turn.speaker for turn, _ in lines if turn.speaker})
    found = sorted({theme for _, themes in lines for theme in themes})
    return Record(
        url=f"episodes/{episode.slug}/",
        content=" ".join(turn.text for turn, _ in lines),
        language=library.show.language,
        meta={
            "kind": "moment",
            "title": episode.title,
            "date": episode.date,
            "start": f"{lines[0][0].start or 0.0:010.1f}",
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


def _things(library: Library) -> Iterator[Record]:
    for thing in library.things:
        text = " ".join(filter(None, [thing.name, *thing.aliases, thing.about]))
        yield _simple(library, f"named/{thing.slug}/", thing.name, text, "thing")


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
