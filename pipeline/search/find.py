"""Search the library from the terminal with SQLite's full-text index. Ranks by nothing but its BM25."""

import sqlite3
from collections.abc import Iterator

from pipeline.model import Fact, Library, Person
from pipeline.search.records import themes_of

EXCERPT_WORDS = 24


class Hit(Fact, frozen=True):
    """One answer of `podloom search`."""

    url: str
    title: str
    kind: str
    excerpt: str
    score: float
    seconds: float | None = None
    themes: tuple[str, ...] = ()


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
