"""List what can be found: every passage, person and thing of the library, with its address. Ranks nothing."""

import hashlib
from collections.abc import Iterator

from pipeline.model import Fact, Library, Passage, Person

VERSION = "1"  # raise it when the same library gives other words or stems


class Entry(Fact, frozen=True):
    """One thing that can be found. `item` is `episode/<slug>`, `issue/<slug>`, `person/<slug>` or that of a thing.

    `themes` weigh 0..1. `starts` holds (place of the first word, second) of each sentence of speech. The entries of an item
    stand one after the other, so that a passage's neighbours are those of its entry.
    """

    item: str
    url: str
    title: str
    kind: str
    text: str
    passage: str = ""
    seconds: float | None = None
    themes: dict[str, float] = {}
    starts: tuple[tuple[int, float], ...] = ()


def entries(library: Library) -> tuple[Entry, ...]:
    """Return all entries: episodes, then issues, newest first, then people, then things."""
    return tuple(_entries(library))


def played(page: str, seconds: float) -> str:
    """Return the address at which a page plays from a second."""
    return f"{page}#t={seconds:g}"


def fingerprint(listed: tuple[Entry, ...], language: str) -> str:
    """Return a digest of everything that decides how entries match words."""
    found = hashlib.sha256(f"{VERSION}\0{language}\0".encode())
    for entry in listed:
        found.update(f"{entry.item}\0{entry.title}\0{entry.text}\0\0".encode())
    return found.hexdigest()


def _entries(library: Library) -> Iterator[Entry]:
    for episode in library.episodes:
        key = f"episode/{episode.slug}"
        for passage, themes in _passages(library, key):
            url = played(f"episodes/{episode.slug}/", passage.start or 0.0)
            starts = tuple(_starts(passage))
            yield Entry(key, url, episode.title, "moment", passage.text, passage.id, passage.start, themes, starts)
    for issue in library.issues:
        key = f"issue/{issue.slug}"
        for passage, themes in _passages(library, key):
            yield Entry(key, f"letters/{issue.slug}/#{passage.id}", issue.title, "issue", passage.text, passage.id, themes=themes)
    for person in library.people:
        yield Entry(f"person/{person.slug}", f"people/{person.slug}/", person.name, "person", _described(person))
    for thing in library.things:
        text = " ".join(filter(None, [thing.name, *thing.aliases, thing.about]))
        yield Entry(f"{thing.kind}/{thing.slug}", f"named/{thing.slug}/", thing.name, "page", text)


def _passages(library: Library, key: str) -> Iterator[tuple[Passage, dict[str, float]]]:
    themes: dict[str, dict[str, float]] = {}
    for mention in library.mentions.get(key, ()):
        themes.setdefault(mention.passage, {})[mention.theme] = mention.score
    for passage in library.passages.get(key, ()):
        yield passage, themes.get(passage.id, {})


def _starts(passage: Passage) -> Iterator[tuple[int, float]]:
    words = 0
    for sentence in passage.sentences:
        if sentence.start is not None:
            yield words, sentence.start
        words += len(sentence.text.split())


def _described(person: Person) -> str:
    return " ".join(filter(None, [person.name, *person.aliases, person.role, person.about]))
