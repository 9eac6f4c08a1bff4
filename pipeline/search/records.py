"""Say what the site's search index holds: records of stretches of speech, letters, people, things, themes. Indexes nothing.

A record holds about ten minutes of speech. With single paragraphs the first query of 100 episodes loaded 359 kB, with stretches
of five minutes 150 kB; with ten a year's index has four files for seven, and takes four fifths of the time. What stands beside
a record maps word offsets to seconds and to places on the page: the turns of an episode, the passages of a letter. So a hit
opens at its sentence, and names who says it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Episode, Fact, Issue, Mention, Passage, Person, Theme, Thing, Turn

STRETCH_SECONDS = 600
Line = tuple[Turn, tuple[str, ...]]  # a turn with the themes of its passage
Themes = dict[str, tuple[str, ...]]  # by passage id
Simple = tuple[str, str, tuple[str, ...], str]  # address, title, what is said of it, kind


class Record(Fact, frozen=True):
    """One record of the index: what Pagefind is given, by its own names.

    Pagefind looks for words in `meta` too. What stands `beside` only goes along with a hit: looked in, the numbers of the maps
    would answer whoever looks for a number, and cost a quarter of the index and half of the time.
    """

    url: str
    content: str
    language: str
    meta: dict[str, str]
    filters: dict[str, list[str]]
    beside: dict[str, str]


def of_item(item: Episode | Issue, passages: Sequence[Passage], mentions: Sequence[Mention], language: str) -> tuple[Record, ...]:
    """Return the records of an episode or a letter, in the order of the text; a letter always has one."""
    themes = themes_of(mentions)
    if isinstance(item, Issue):
        return (_letter(item, passages, themes, language),)
    lines = ((turn, themes.get(passage.id, ())) for passage in passages for turn in passage.turns)
    return tuple(_moment(item, stretch, language) for stretch in _stretches(lines))


def of_show(people: Iterable[Person], things: Iterable[Thing], themes: Iterable[Theme], language: str) -> tuple[Record, ...]:
    """Return the records of people, things and themes, in the order of their addresses."""
    found = [*map(_person, people), *map(_thing, things), *map(_theme, themes)]
    rows = (_simple(url, title, " ".join(filter(None, said)), kind, language) for url, title, said, kind in found)
    return tuple(sorted(rows, key=lambda row: row.url))


def _stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and (line[0].start or 0) // STRETCH_SECONDS != (group[0][0].start or 0) // STRETCH_SECONDS:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _moment(episode: Episode, lines: list[Line], language: str) -> Record:
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
        url=f"episodes/{episode.slug}/#{lines[0][0].id}",  # Pagefind keeps one record an address, the last
        content=" ".join(turn.text for turn, _ in lines),
        language=language,
        meta={"title": episode.title, "speakers": ", ".join(speakers)},
        filters={"kind": ["moment"], "year": [episode.date[:4]], "theme": found, "speaker": speakers},
        beside={
            "kind": "moment",
            "date": episode.date,
            "seconds": _compact(seconds),
            "passages": _compact(marks),
        },
    )


def _letter(issue: Issue, passages: Sequence[Passage], themes: Themes, language: str) -> Record:
    marks: list[list[object]] = []
    words = 0
    for passage in passages:
        marks.append([words, passage.id, "", list(themes.get(passage.id, ()))])
        words += len(passage.text.split())
    return Record(
        url=f"letters/{issue.slug}/",
        content=" ".join(passage.text for passage in passages) or issue.title,
        language=language,
        meta={"title": issue.title},
        filters={"kind": ["issue"], "year": [issue.date[:4]], "theme": sorted({t for some in themes.values() for t in some})},
        beside={"kind": "issue", "date": issue.date, "passages": _compact(marks)},
    )


def _person(person: Person) -> Simple:
    return f"people/{person.slug}/", person.name, (person.name, *person.aliases, person.role, person.about), "person"


def _thing(thing: Thing) -> Simple:
    return f"named/{thing.slug}/", thing.name, (thing.name, *thing.aliases, thing.about), "thing"


def _theme(theme: Theme) -> Simple:
    return f"themes/{theme.slug}/", theme.name, (theme.name, theme.line, theme.definition), "page"


def _simple(url: str, title: str, text: str, kind: str, language: str) -> Record:
    return Record(url, text, language, {"title": title}, {"kind": [kind]}, {"kind": kind, "date": ""})


def themes_of(mentions: Iterable[Mention]) -> Themes:
    """Return the themes of an item's passages, by passage id."""
    found: Themes = {}
    for mention in mentions:
        found[mention.passage] = (*found.get(mention.passage, ()), mention.theme)
    return found


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
