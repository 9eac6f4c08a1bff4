"""Find the titles of episodes and letters in the text. One word is no title, unless it stands in quotes."""

import math
from collections.abc import Iterable, Iterator

from pipeline.language import Words
from pipeline.link.lines import Items, Key, Line, fold
from pipeline.link.phrases import Phrases, as_written, in_quotes, telling
from pipeline.link.plain import WORDS
from pipeline.link.wording import reasons
from pipeline.model import Episode, Link, Place


def titles(items: Items, lines: Iterable[Line], words: Words, most: float = math.inf) -> Iterator[Link]:
    """Yield a link for each line that names another item. A title that two others share, or more than `most` name, is nobody's."""
    phrases = Phrases(of_titles(items))
    found: dict[Key, list[Line]] = {}
    for line in lines:
        for _, keys in phrases.inside(line):
            meant = [key for key in keys if key != line.item]
            if len(meant) == 1 and _means(line, items[meant[0]].title):
                found.setdefault(meant[0], []).append(line)
    for key, naming in found.items():
        if len({line.item for line in naming}) <= most:
            yield from (named(items, line, key, words) for line in naming)


def of_titles(items: Items) -> Iterator[tuple[str, Key]]:
    """Yield each title, folded, with the item that bears it."""
    yield from ((fold(item.title), key) for key, item in items.items())


def named(items: Items, line: Line, key: Key, words: Words) -> Link:
    """Return the link of a line that names an item, which it announces if that is an episode to come."""
    source, target = items[line.item], items[key]
    ahead = isinstance(target, Episode) and source.date < target.date
    reason, echo = reasons(words, source, target, line.place, ahead=ahead)
    return Link("announces" if ahead else "mentions", line.place, Place(*key), reason=reason, echo=echo, quote=line.text)


def _means(line: Line, title: str) -> bool:
    """In writing a title has its capitals, or quotes; who writes down speech may give it neither.

    There it needs a word that is not one of every day: "the next steps" are spoken of where no title is meant.
    """
    if in_quotes(line.text, title):
        return True
    if not telling(title) or as_written(line.text, title):
        return telling(title)
    return line.place.seconds is not None and any(word not in WORDS for word in fold(title).split())
