"""Read the library line by line: which sentence stands where. Finds no links."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator

from pipeline.model import Episode, Fact, Issue, Library, Passage, Place, Sentence

Key = tuple[str, str]  # kind and slug
Items = dict[Key, Episode | Issue]
_ENDS = re.compile(r"(?<=[.!?])\s+")
_TAG = re.compile(r"<[^>]+>")
_ENTRY = re.compile(r"<li\b[^>]*>")
_BREAK = re.compile(r"</?(?:p|blockquote|ul|ol|li|tr|h\d|pre|dl|dt|dd)\b[^>]*>|<br\s*/?>")
_SHORT = 4  # words; "Thank you." says nothing either way


class Line(Fact, frozen=True):
    """One sentence of an item, with the passage and second it stands at; `plain` is folded for comparison."""

    place: Place
    text: str
    plain: str

    @property
    def item(self) -> Key:
        """Return the item that the line stands in."""
        return self.place.kind, self.place.slug


def items(library: Library) -> Items:
    """Return all items by kind and slug."""
    found: Items = {("issue", issue.slug): issue for issue in library.issues}
    return found | {("episode", episode.slug): episode for episode in library.episodes}


def lines(library: Library) -> Iterator[Line]:
    """Yield every sentence of what is spoken, sent and noted. A large library has a million: keep few."""
    yield from _passages(library)
    yield from _notes(library)


def parts(library: Library) -> Iterator[tuple[Key, Passage, tuple[Sentence, ...]]]:
    """Yield every passage with its sentences; one that is a list once for each entry, as they are about different things."""
    lists = {("issue", issue.slug, one.passage): one.html for issue in library.issues for one in issue.blocks if "<li" in one.html}
    for key, passages in library.passages.items():
        kind, _, slug = key.partition("/")
        for passage in passages:
            markup = lists.get((kind, slug, passage.id), "")
            for sentences in _entries(markup) if markup else (passage.sentences,):
                yield (kind, slug), passage, sentences


class Repeated:
    """Knows the sentences that stand word for word in three items or more, once every line was noted."""

    def __init__(self) -> None:
        self._first: dict[bytes, Key] = {}
        self._second: dict[bytes, Key] = {}
        self._many: set[bytes] = set()

    def note(self, line: Line) -> None:
        """Count a line."""
        if line.plain.count(" ") <= _SHORT:
            return
        digest = _digest(line.plain)
        if self._first.setdefault(digest, line.item) != line.item and self._second.setdefault(digest, line.item) != line.item:
            self._many.add(digest)

    def __contains__(self, plain: object) -> bool:
        """Say whether a folded sentence is such a one."""
        return isinstance(plain, str) and plain.count(" ") > _SHORT and _digest(plain) in self._many


def fold(text: str) -> str:
    """Fold text for comparison: lower case, no accents, no punctuation, single blanks, a blank at both ends."""
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    words = re.findall(r"[^\W_]+", plain)
    return f" {' '.join(words)} "


def _digest(plain: str) -> bytes:
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).digest()


def _passages(library: Library) -> Iterator[Line]:
    for (kind, slug), passage, sentences in parts(library):
        for sentence in sentences:
            yield Line(Place(kind, slug, passage.id, sentence.start), sentence.text, fold(sentence.text))


def _entries(markup: str) -> Iterator[tuple[Sentence, ...]]:
    """Yield the sentences of each entry of a list; its paragraphs end sentences too, as a headline has no full stop."""
    for entry in _ENTRY.split(markup):
        texts = [" ".join(html.unescape(_TAG.sub("", part)).split()) for part in _BREAK.split(entry)]
        if any(texts):
            yield tuple(Sentence(one) for text in texts for one in _ENDS.split(text) if one)


def _notes(library: Library) -> Iterator[Line]:
    for episode in library.episodes:
        for part in _ENDS.split(_TAG.sub(" ", episode.notes_html)):
            if part.strip():
                yield Line(Place("episode", episode.slug), " ".join(part.split()), fold(part))
