"""Read items line by line: which sentence stands where. Finds no links."""

import html
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from itertools import chain

from pipeline.model import Episode, Fact, Issue, Library, Passage, Place, Sentence

Key = tuple[str, str]  # kind and slug
Items = dict[Key, Episode | Issue]
_ENDS = re.compile(r"(?<=[.!?])\s+")
_TAG = re.compile(r"<[^>]+>")
_ENTRY = re.compile(r"<li\b[^>]*>")
_BREAK = re.compile(r"</?(?:p|blockquote|ul|ol|li|tr|h\d|pre|dl|dt|dd)\b[^>]*>|<br\s*/?>")
SHORT = 4  # words; "Thank you." says nothing either way


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


def parts(library: Library) -> Iterator[tuple[Key, Passage, tuple[Sentence, ...]]]:
    """Yield every passage of a library with its sentences; one that is a list once for each entry."""
    for key, item in sorted(items(library).items()):
        yield from ((key, passage, own) for passage, own in parts_of(item, library.passages.get("/".join(key), ())))


def parts_of(item: Episode | Issue, passages: Iterable[Passage]) -> Iterator[tuple[Passage, tuple[Sentence, ...]]]:
    """Yield the passages of an item with their sentences; a list once for each entry, as they are about different things."""
    lists = {one.passage: one.html for one in item.blocks if "<li" in one.html} if isinstance(item, Issue) else {}
    if not lists:
        yield from ((passage, passage.sentences) for passage in passages)
        return
    for passage in passages:
        markup = lists.get(passage.id, "")
        for sentences in _entries(markup) if markup else (passage.sentences,):
            yield passage, sentences


def lines_of(item: Episode | Issue, passages: Iterable[Passage], numbers: Container[int] | None = None) -> dict[int, Line]:
    """Return every sentence of what an item says, sends and notes, by its number in this order; or those of some numbers."""
    kind, found, begin = key_of(item)[0], dict[int, Line](), 0
    for anchor, sentences in chain(((passage.id, own) for passage, own in parts_of(item, passages)), [("", _notes(item))]):
        for at, one in enumerate(sentences, begin):
            if numbers is None or at in numbers:
                found[at] = Line(Place(kind, item.slug, anchor, one.start), one.text, fold(one.text))
        begin += len(sentences)
    return found


def key_of(item: Episode | Issue) -> Key:
    """Return an item's kind and slug."""
    return "episode" if isinstance(item, Episode) else "issue", item.slug


def fold(text: str) -> str:
    """Fold text for comparison: lower case, no accents, no punctuation, single blanks, a blank at both ends."""
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    words = re.findall(r"[^\W_]+", plain)
    return f" {' '.join(words)} "


def _entries(markup: str) -> Iterator[tuple[Sentence, ...]]:
    """Yield the sentences of each entry of a list; its paragraphs end sentences too, as a headline has no full stop."""
    for entry in _ENTRY.split(markup):
        texts = [" ".join(html.unescape(_TAG.sub("", part)).split()) for part in _BREAK.split(entry)]
        if any(texts):
            yield tuple(Sentence(one) for text in texts for one in _ENDS.split(text) if one)


def _notes(item: Episode | Issue) -> tuple[Sentence, ...]:
    parts = _ENDS.split(_TAG.sub(" ", item.notes_html)) if isinstance(item, Episode) else ()
    return tuple(Sentence(" ".join(part.split())) for part in parts if part.strip())
