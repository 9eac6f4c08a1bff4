"""Search the library from the terminal. Encodes nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pipeline.model import Fact, Library
from pipeline.search import base as bases
from pipeline.search.base import Base
from pipeline.search.catalogue import Entry, entries, played
from pipeline.search.excerpt import excerpt
from pipeline.search.meaning import Meaning
from pipeline.search.query import Query, parse
from pipeline.search.rank import WORDS_AND_NEIGHBOURS, Parts, Weights, order, shared
from pipeline.search.words import words
from pipeline.stems import stemmer

T = TypeVar("T")
# The best by words; meaning and themes put them in order. Of the demo's 145 turns, when each was a passage of its own,
# 40 nearly did: nDCG@10 .719 against .728.
CANDIDATES = 300
MOST_MENDED = 10  # looking for the nearest word goes through the whole vocabulary


class Hit(Fact, frozen=True):
    """One answer of `podloom search`; of speech it opens at the sentence that the excerpt is there for."""

    url: str
    title: str
    kind: str
    excerpt: str
    score: float
    seconds: float | None = None
    themes: tuple[str, ...] = ()


class Found(Fact, frozen=True):
    """The answers, the best first, and which words were read as which: a slip finds the nearest word of the library."""

    hits: tuple[Hit, ...] = ()
    instead: dict[str, str] = {}


class Weighed(Fact, frozen=True):
    """What a query found before it was put in order: parts by the entry's place, the stems looked for, words mended."""

    parts: dict[int, Parts] = {}
    stems: tuple[str, ...] = ()
    instead: dict[str, str] = {}


@dataclass(frozen=True)
class Search:
    """A library that can be searched. `meaning` adds nearness and themes to the order; `folder` keeps the index of words."""

    library: Library
    listed: tuple[Entry, ...]
    meaning: Meaning | None = None
    folder: Path | None = None
    weights: Weights | None = None

    def find(self, query: Query | str, limit: int = 10) -> Found:
        """Return the best passages and people for a query.

        A word matches by its stem, and any of them is enough; one that nobody said is read as the nearest word. A phrase in
        quotes must stand there word for word, whatever the case, accents and signs, but not with other endings: in the
        text, or where no text has it, in the title. Nearness and themes only put in order what words found: they find
        something for every query, and a query whose words nobody said is to have no answer.
        """
        weighed = self.weigh(query)
        scores, stem = self.order(weighed.parts), stemmer(self._language)
        hits = (_hit(self.listed[row], scores[row], weighed.stems, stem) for row in list(scores)[:limit])
        return Found(tuple(hits), weighed.instead)

    def weigh(self, query: Query | str) -> Weighed:
        """Return what speaks for each entry that a query finds, without an order."""
        asked = parse(query) if isinstance(query, str) else query
        if not asked.words:
            return Weighed()
        return self._ask(lambda base: self._asked(base, asked))

    def order(self, parts: Mapping[int, Parts]) -> dict[int, float]:
        """Return the scores of entries, the best first."""
        weights = self.weights or (Weights() if self.meaning else WORDS_AND_NEIGHBOURS)
        return order(parts, {row: self.listed[row].item for row in parts}, weights)

    def _ask(self, question: Callable[[Base], T]) -> T:
        return bases.ask(self.listed, self._language, self._place, question)

    @cached_property
    def _place(self) -> Path | None:
        return bases.place(self.listed, self._language, self.folder)

    @property
    def _language(self) -> str:
        return self.library.show.language

    def _asked(self, base: Base, asked: Query) -> Weighed:
        stem = stemmer(self._language)
        unknown = [word for word in asked.words if not base.holds(stem(word))][:MOST_MENDED]
        instead = {word: meant for word in unknown if (meant := base.meant(word))}
        stems = tuple(dict.fromkeys(stem(instead.get(word, word)) for word in asked.words))
        matched = base.ranked(stems, len(self.listed) if asked.phrases else CANDIDATES)
        for phrase in asked.phrases:
            allowed = _with_phrase(base, self.listed, phrase, stem)
            matched = {row: score for row, score in matched.items() if row in allowed}
        if self.meaning is None or not asked.telling or len(matched) < 2:
            return Weighed(_by_words(matched), stems, instead)
        # What was typed, not what it was read as: that may be another word (nDCG@10 .728 against .718, with single turns).
        leaning = self.meaning.leaning(asked.text, self.library.themes)
        return Weighed(self._by_all(self.meaning, matched, asked.text, leaning), stems, instead)

    def _by_all(self, meaning: Meaning, matched: Mapping[int, float], text: str, leaning: Mapping[str, float]) -> dict[int, Parts]:
        parts = _by_words(matched)
        near = meaning.likeness(text, [self.listed[row].text for row in parts])
        return {
            row: Parts(part.words, likeness, shared(leaning, self.listed[row].themes))
            for (row, part), likeness in zip(parts.items(), near, strict=True)
        }


def over(library: Library, meaning: Meaning | None = None, folder: Path | None = None, weights: Weights | None = None) -> Search:
    """Return the library as something that can be searched; for many questions, so that it is listed only once."""
    return Search(library, entries(library), meaning, folder, weights)


def find(library: Library, query: Query | str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the best passages and people for a query by words alone; see `Search.find`."""
    return over(library).find(query, limit).hits


def _by_words(matched: Mapping[int, float]) -> dict[int, Parts]:
    """Weigh the best; `matched` is in the order of their BM25."""
    best = max(matched.values(), default=1.0)
    return {row: Parts(matched[row] / best) for row in list(matched)[:CANDIDATES]}


def _with_phrase(base: Base, listed: tuple[Entry, ...], phrase: tuple[str, ...], stem: Callable[[str], str]) -> frozenset[int]:
    rows = base.with_phrase(tuple(map(stem, phrase)))
    wanted = f" {' '.join(phrase)} "
    return frozenset(row for row in rows if wanted in _spaced(listed[row].text)) or frozenset(
        row for row in rows if wanted in _spaced(listed[row].title)
    )


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "


def _hit(entry: Entry, score: float, stems: tuple[str, ...], stem: Callable[[str], str]) -> Hit:
    shown, best = excerpt(entry.text, stems, stem, [word for word, _ in entry.starts] or (0,))
    seconds = entry.starts[best][1] if entry.starts else entry.seconds
    url = played(entry.url.partition("#")[0], seconds) if seconds is not None else entry.url
    return Hit(url, entry.title, entry.kind, shown, round(score, 4), seconds, tuple(entry.themes))
