"""Make the site's search index with Pagefind; search the library from the terminal with SQLite. Ranks nothing itself.

A record holds about five minutes of speech: with single paragraphs the first query of 100 episodes loads 359 kB, with
stretches 150 kB. A record's `meta` maps word offsets to seconds and to passages, so that a hit opens at its sentence.
"""

import base64
import contextlib
import itertools
import json
import os
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from pipeline.errors import ItemError
from pipeline.model import Episode, Fact, Issue, Library, Passage, Person

STRETCH_SECONDS = 300
EXCERPT_WORDS = 24


class Record(Fact, frozen=True):
    """One record of the index: what Pagefind is given, by its own names."""

    url: str
    content: str
    language: str
    meta: dict[str, str]
    filters: dict[str, list[str]]
    sort: dict[str, str]


class Hit(Fact, frozen=True):
    """One answer of `podloom search`."""

    url: str
    title: str
    kind: str
    excerpt: str
    score: float
    seconds: float | None = None
    themes: tuple[str, ...] = ()


# ---- records


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


# ---- the index


def index(rows: Iterable[Record]) -> dict[str, bytes]:
    """Return a Pagefind bundle's files by path.

    Speaks Pagefind's service protocol directly: its Python wrapper sleeps 0.1 s a reply (10 records a second).

    Raises:
        ItemError: Pagefind refused a record or ended early.
    """
    from pagefind_bin import get_executable  # type: ignore[import-untyped,unused-ignore]

    rows = list(rows)
    with tempfile.TemporaryDirectory(prefix="podloom-index-") as folder:
        requests: list[dict[str, object]] = [{"type": "NewIndex", "config": {}}]
        requests += [
            {"type": "AddRecord", "index_id": 0, **{name: getattr(row, name) for name in Record.__struct_fields__}} for row in rows
        ]
        requests.append({"type": "WriteFiles", "index_id": 0, "output_path": folder})
        _converse([str(get_executable()), "--service"], requests)
        base = Path(folder)
        return {
            str(path.relative_to(base)): path.read_bytes()
            for path in sorted(base.rglob("*"))
            if path.is_file() and not path.name.startswith(("pagefind-ui", "pagefind-modular", "pagefind-component"))
        }


def _converse(command: list[str], requests: list[dict[str, object]]) -> None:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as service:  # noqa: S603 - the packaged binary
        if service.stdin is None or service.stdout is None or service.stderr is None:
            raise ItemError("the search indexer could not be started", "build/search", "Run `podloom build` again.")
        # Written from a thread: the service stops reading while nobody reads its replies.
        writer = threading.Thread(target=_write, args=(service.stdin, requests), daemon=True)
        writer.start()
        replies = list(itertools.islice(_replies(service.stdout), len(requests)))
        writer.join()
        service.stdin.close()
        said = service.stderr.read().decode(errors="replace")[-300:]
    errors = [str(reply.get("message")) for reply in replies if reply.get("type") == "Error"]
    if errors or len(replies) < len(requests):
        reason = errors[0] if errors else said or "Pagefind ended early"
        raise ItemError(f"the search index could not be made: {reason}", "build/search", "Run `podloom build` again.")


def _write(pipe: IO[bytes], requests: list[dict[str, object]]) -> None:
    with contextlib.suppress(BrokenPipeError):  # the missing replies tell more
        for number, payload in enumerate(requests, 1):
            pipe.write(base64.b64encode(json.dumps({"message_id": number, "payload": payload}).encode()) + b",")
        pipe.flush()


def _replies(pipe: IO[bytes]) -> Iterator[dict[str, object]]:
    rest = b""
    while chunk := os.read(pipe.fileno(), 1 << 16):
        *done, rest = (rest + chunk).split(b",")
        for reply in done:
            yield json.loads(base64.b64decode(reply))["payload"]


# ---- from the terminal


def find(library: Library, query: str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the best passages for a query: BM25 over stemmed words (SQLite FTS5), phrases in quotes.

    Scores are SQLite's bm25() with the sign turned, so that more is better.
    """
    rows = list(_rows(library))
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE VIRTUAL TABLE passages USING fts5(title, text, row UNINDEXED, tokenize='porter unicode61')")
        base.executemany("INSERT INTO passages VALUES (?, ?, ?)", [(hit.title, text, n) for n, (hit, text) in enumerate(rows)])
        found = base.execute(
            "SELECT row, -bm25(passages, 2.0, 1.0), snippet(passages, 1, '', '', '…', ?) FROM passages"
            " WHERE passages MATCH ? ORDER BY 2 DESC, row LIMIT ?",
            (EXCERPT_WORDS, _fts(query), limit),
        ).fetchall()
    base.close()
    return tuple(_answer(rows[number][0], score, excerpt) for number, score, excerpt in found)


def _answer(hit: Hit, score: float, excerpt: str) -> Hit:
    return Hit(hit.url, hit.title, hit.kind, " ".join(excerpt.split()), round(score, 4), hit.seconds, hit.themes)


def _fts(query: str) -> str:
    """Turn what a person typed into FTS5 syntax: quoted parts are phrases, other words may each match."""
    parts = query.replace("\u201c", '"').replace("\u201d", '"').split('"')
    phrases = [" ".join(part.split()) for part in parts[1::2] if part.strip()]
    words = [word for part in parts[0::2] for word in part.split()]
    terms = [f'"{term}"' for term in words]
    musts = [f'"{phrase}"' for phrase in phrases]
    if not terms:
        return " AND ".join(musts) or '""'
    loose = f"({' OR '.join(terms)})"
    return " AND ".join([*musts, loose])


def _rows(library: Library) -> Iterator[tuple[Hit, str]]:
    for episode in library.episodes:
        key = f"episode/{episode.slug}"
        themes = themes_of(library, key)
        for passage in library.passages.get(key, ()):
            url = f"episodes/{episode.slug}/#t={passage.start:g}"
            yield Hit(url, episode.title, "moment", "", 0.0, passage.start, themes.get(passage.id, ())), passage.text
    for issue in library.issues:
        key = f"issue/{issue.slug}"
        themes = themes_of(library, key)
        for passage in library.passages.get(key, ()):
            url = f"letters/{issue.slug}/#{passage.id}"
            yield Hit(url, issue.title, "issue", "", 0.0, None, themes.get(passage.id, ())), passage.text
    for person in library.people:
        yield Hit(f"people/{person.slug}/", person.name, "person", "", 0.0), _described(person)


def _described(person: Person) -> str:
    return " ".join(filter(None, [person.name, *person.aliases, person.role, person.about]))
