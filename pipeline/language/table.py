"""Read the table of a language and a show's own words over it; all faults at once. Says nothing itself."""

import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline import tables
from pipeline.errors import InputError, ShowError
from pipeline.house import files_of_house, house
from pipeline.language.words import Word, Words

FOLDER = "templates/words"
OWN = "content/words.toml"
_FIRST = "en"
_NAMED = 5  # of the words that a table lacks
_OPEN = ("number.spelled",)  # lists that are as long as each language likes


@cache
def english() -> Words:
    """Return the words that travel with Podloom, in English: the list of what there is to say."""
    name = f"{FOLDER}/{_FIRST}.toml"
    return Words(_FIRST, name, dict(_flat(tomllib.loads((house() / name).read_text(encoding="utf-8")))))


def load(root: Path, language: str) -> Words:
    """Return the words of a show's language.

    Raises:
        InputError: a table lacks a word, has one too many or other {names} in it; FaultsError with all such faults.
    """
    files = files_of_house(root, FOLDER)
    name = f"{_chosen(language, [Path(one).stem for one in files])}.toml"
    words, faults = _checked(tables.read(files[name], f"{FOLDER}/{name}"))
    faults += _lacking(words, f"{FOLDER}/{name}") if not faults else []
    if (root / OWN).is_file():
        own, wrong = _checked(tables.read(root / OWN, OWN))
        words, faults = words | own, [*faults, *wrong]
    tables.refuse(faults)
    return Words(language, f"{FOLDER}/{name}", words)


def unknown(words: Words) -> str:
    """Say what is amiss where a language has no table of its own, "" where it has one."""
    plain = words.language.partition("-")[0].lower()
    if Path(words.table).stem != _FIRST or plain == _FIRST:
        return ""
    remedy = f"Translate {FOLDER}/{_FIRST}.toml into {FOLDER}/{plain}.toml of your show to have them in its language"
    return f'the words of the site are English, as there are none for "{words.language}". {remedy}'


def _chosen(language: str, known: Sequence[str]) -> str:
    """Return the table for a code: its own, that of the language without its region, or English."""
    names = {name.lower(): name for name in known}
    return names.get(language.lower()) or names.get(language.partition("-")[0].lower()) or _FIRST


def _checked(table: tables.Table) -> tuple[dict[str, Word], list[ShowError]]:
    """Return the good words of a table, and what is wrong with the others."""
    found, faults = dict[str, Word](), list[ShowError]()
    for key, word in _flat(table.data):
        if fault := _fault(key, word):
            faults.append(InputError(f'the word "{key}" {fault[0]}', table.place(*key.split(".")), fault[1]))
        else:
            found[key] = word
    return found, faults


def _lacking(words: Mapping[str, Word], where: str) -> list[ShowError]:
    lost = [f'"{key}"' for key in english().words if key not in words]
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    told = f"words are missing: {', '.join(lost[:_NAMED])}{more}"
    return [InputError(told, where, f"Take them over from {FOLDER}/{_FIRST}.toml.")] if lost else []


def _fault(key: str, word: object) -> tuple[str, str] | None:
    """Say what is wrong with a word, and what to do; None for a good one."""
    known = english().words
    if key not in known:
        return "is not known", tables.nearest(key, known)
    want = known[key]
    if isinstance(want, str):
        if not isinstance(word, str):
            return "must be a text", "Write it in quotes."
    elif not isinstance(word, tuple) or not word or not all(isinstance(text, str) for text in word):
        return "must be a list of texts", f"Write a list, as in {FOLDER}/{_FIRST}.toml."
    elif len(word) != len(want) and key not in _OPEN:
        return f"must be a list of {len(want)} texts", f"Write a list, as in {FOLDER}/{_FIRST}.toml."
    try:
        differ = sorted(_names(word) ^ _names(want))
    except ValueError:
        return "has a bracket { or } without its other half", "Write {{ or }} for one that shall be seen."
    if _links(word) != _links(want):
        return "has a [link] in one of the languages only", "Put the part that leads on into [brackets], as in English."
    told = " and ".join(f"{{{name}}}" for name in differ)
    return (f"has {told} in one of the languages only", f"Use the names that it has in {FOLDER}/{_FIRST}.toml.") if differ else None


def _names(word: object) -> set[str]:
    """Return the {names} in a word, however often each stands there; an empty {} by its number.

    What follows `!` or `:` in one belongs to it: {day:>99999999999} would have every page ask for all memory.
    """
    texts = word if isinstance(word, tuple) else (word,)
    every = [[part for part in string.Formatter().parse(str(text)) if part[1] is not None] for text in texts]
    return {
        f"{name or at}{f'!{turned}' if turned else ''}{f':{form}' if form else ''}"
        for fields in every
        for at, (_, name, form, turned) in enumerate(fields)
    }


def _links(word: object) -> bool:
    return isinstance(word, str) and "]" in word.partition("[")[2]


def _flat(values: Mapping[str, object], start: str = "") -> Iterator[tuple[str, Word]]:
    """Yield what stands in nested tables by dotted key, lists as tuples. What is no word is refused later."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", tuple(value) if isinstance(value, list) else value  # type: ignore[misc]  # see _fault
