"""Find the titles of episodes and letters in the text. One word is no title, unless it stands in quotes."""

from collections.abc import Iterable, Iterator

from pipeline.link.lines import Items, Key, Line, fold
from pipeline.link.phrases import Phrases, as_written, in_quotes, telling
from pipeline.link.wording import reasons
from pipeline.model import Episode, Link, Place


def titles(items: Items, lines: Iterable[Line]) -> Iterator[Link]:
    """Yield a link for each line that names another item. A title that two others share is nobody's."""
    phrases = Phrases(of_titles(items))
    for line in lines:
        for _, keys in phrases.inside(line):
            meant = [key for key in keys if key != line.item]
            if len(meant) == 1 and _means(line, items[meant[0]].title):
                yield named(items, line, meant[0])


def of_titles(items: Items) -> Iterator[tuple[str, Key]]:
    """Yield each title, folded, with the item that bears it."""
    yield from ((fold(item.title), key) for key, item in items.items())


def named(items: Items, line: Line, key: Key) -> Link:
    """Return the link of a line that names an item, which it announces if that is an episode to come."""
    source, target = items[line.item], items[key]
    ahead = isinstance(target, Episode) and source.date < target.date
    reason, echo = reasons(source, target, line.place, ahead=ahead)
    return Link("announces" if ahead else "mentions", line.place, Place(*key), reason=reason, echo=echo, quote=line.text)


def _means(line: Line, title: str) -> bool:
    """In writing a title has its capitals, or quotes; who writes down speech may give it neither."""
    if in_quotes(line.text, title):
        return True
    return telling(title) and (line.place.seconds is not None or as_written(line.text, title))
