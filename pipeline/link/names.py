"""Find people, organisations and books that the text names in full. A first name alone is nobody."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.language import Words
from pipeline.link import Refused, nothing
from pipeline.link.lines import Items, Key, Line, fold
from pipeline.link.phrases import Phrases, as_written, in_quotes, telling
from pipeline.link.survey import Survey
from pipeline.link.wording import naming
from pipeline.model import Library, Link, Person, Place, Thing

BOILERPLATE_NEEDS_ITEMS = 6  # a name in so many is not yet too many, however small the show
_HEADING = 0.6  # of the words of a line with a capital: there a capital says nothing of a single word
_WORD = re.compile(r"[^\W\d_]+")
Named = Mapping[Key, Person | Thing]


def names(
    library: Library,
    items: Items,
    survey: Survey,
    cited: Iterable[tuple[Key, Line]],
    boilerplate: float,
    words: Words,
    refused: Refused = nothing,
) -> Iterator[Link]:
    """Yield a link from each item to whom or what it names, at the first line that does and was not `refused`.

    `cited` are things that lines point to by their own address. A name in more than the share `boilerplate` of all items
    is no news.
    """
    known = nameable(library)
    found: dict[Key, dict[Key, Line]] = {key: {} for key in known}
    for key, line in (*_naming(library, known, survey), *cited):
        if not refused("mentions", line.place, Place(*key)):
            found[key].setdefault(line.item, line)
    for key, named in found.items():
        if len(named) <= too_many(items, boilerplate):
            for line in named.values():
                reason, echo = naming(words, known[key].name, items[line.item], line.place)
                yield Link("mentions", line.place, Place(*key), reason=reason, echo=echo, quote=line.text)


def too_many(items: Items, boilerplate: float) -> float:
    """Return how many items may name somebody or something before that is no news any more."""
    return max(BOILERPLATE_NEEDS_ITEMS, boilerplate * len(items))


def nameable(library: Library) -> Named:
    """Return who and what may be named: hosts are no news."""
    people = {("person", one.slug): one for one in library.people if one.name not in library.show.hosts}
    return {**people, **{(one.kind, one.slug): one for one in library.things}}


def spellings(known: Named) -> dict[tuple[str, Key], str]:
    """Return the names to look for, by their folded form and whom they mean: of people, those with two words at least."""
    names = [(name, key) for key, one in known.items() for name in (one.name, *one.aliases)]
    return {(fold(name), key): name for name, key in names if fold(name).strip() and (key[0] != "person" or " " in name.strip())}


def phrases(spelled: Iterable[tuple[str, Key]]) -> Iterator[tuple[str, Key]]:
    """Yield each name as it is and as "Caldeira's", which folds to "caldeiras"."""
    yield from ((phrase, key) for plain, key in spelled for phrase in (plain, f"{plain[:-1]}s "))


def _naming(library: Library, known: Named, survey: Survey) -> Iterator[tuple[Key, Line]]:
    """Yield each line with whom or what it names; nobody is news in their own episode, no name of two means one of them."""
    own = {(fold(name), episode.slug) for episode in library.episodes for name in (*episode.guests, *episode.hosts)}
    spelled = spellings(known)
    sought = Phrases(phrases(spelled))
    written = _Written(survey.flat, _everyday(survey.lines, spelled.values()))
    for line in survey.telling():
        for phrase, keys in sought.inside(line):
            key = keys[0]
            name = spelled.get((phrase, key)) or spelled[f"{phrase[:-2]} ", key]
            at_home = line.place.kind == "episode" and _is_in(known[key], line.place.slug, own)
            if len(keys) == 1 and not at_home and written.means(key[0], line, name):
                yield key, line


def _is_in(one: Person | Thing, episode: str, own: Collection[tuple[str, str]]) -> bool:
    """Say whether an episode's front matter names somebody as guest or host, by any of their names."""
    return any((fold(name), episode) in own for name in (one.name, *one.aliases))


class _Written(NamedTuple):
    """How the library is written: items without any capital, and names that stand in small letters too."""

    flat: frozenset[Key]
    everyday: frozenset[str]

    def means(self, kind: str, line: Line, name: str) -> bool:
        """Say whether a line that holds the words of a name means who or what bears it."""
        if kind == "book" and (in_quotes(line.text, name) or not telling(name)):
            return in_quotes(line.text, name)
        if kind == "organisation" and " " not in name.strip():
            # "Signal strength fell" begins with a capital too: where "signal" is an everyday word, that says nothing. And
            # "Signals" are no Signal.
            exact = re.search(rf"(?<![^\W_]){re.escape(name)}(?:['\u2019]s)?(?![^\W_])", line.text) and not _is_heading(line.text)
            return bool(exact) and as_written(line.text, name, inner=name.lower() in self.everyday)
        return line.item in self.flat or as_written(line.text, name)


def _is_heading(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) > 2 and sum(word[0].isupper() for word in words) > _HEADING * len(words)


def _everyday(lines: Iterable[Line], names: Iterable[str]) -> frozenset[str]:
    """Return those names of one word, in small letters, that stand somewhere in small letters."""
    wanted = {name.lower() for name in names if " " not in name.strip() and name == name.capitalize()}
    return frozenset(word for line in lines for word in _WORD.findall(line.text) if word in wanted) if wanted else frozenset()
