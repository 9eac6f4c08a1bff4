"""Read content/glossary.toml: how the show's words are written, and what the engine makes of them. Replaces nothing."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline import tables
from pipeline.errors import InputError, ShowError
from pipeline.glossary.keys import key, of_word, plain, tidy
from pipeline.model import Fact

MOST_WORDS = 8
MOST_CHARACTERS = 100
FEWEST_LETTERS = 3


class Term(Fact, frozen=True):
    """A word or name as the show writes it, what the engine makes of it, and whether the engine is told of it."""

    write: str
    heard: tuple[str, ...] = ()
    hint: bool = True


def load(path: Path, where: str = "content/glossary.toml") -> tuple[Term, ...]:
    """Read the show's glossary; a show may have none.

    Raises:
        InputError: one fault, or FaultsError with all of them, each with file and line: above all a replacement that would
            wreck sentences in which nobody said the term.
    """
    if not path.exists():
        return ()
    table = tables.read(path, where)
    terms = tables.records(Term, table, "term")
    tables.refuse([*_write_faults(terms, table), *_heard_faults(terms, table)])
    return tuple(Term(tidy(term.write), tuple(map(tidy, term.heard)), term.hint) for term in terms)


def hints(terms: Iterable[Term], names: Iterable[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what the engine is told to expect: the episode's own `names`, then terms, then `others` of the show.

    Each stands once, whatever its case, the likeliest to be said first: an engine takes as many as do it good.
    """
    return _once((*names, *(term.write for term in terms if term.hint), *others))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(plain(tidy(text)), tidy(text))
    return tuple(text for text in found.values() if text)


def _write_faults(terms: Sequence[Term], table: tables.Table) -> Iterator[ShowError]:
    seen: set[str] = set()
    for index, term in enumerate(terms):
        place = table.place("term", index, "write")
        if fault := _shape_fault(term.write):
            yield InputError(f'write = "{term.write[:40]}" {fault}', place, "Write one name or term as it shall stand in the text.")
        elif tidy(term.write) in seen:
            yield InputError(f'"{tidy(term.write)}" is written twice', place, "Put all that is heard for it into one block.")
        seen.add(tidy(term.write))


def _heard_faults(terms: Sequence[Term], table: tables.Table) -> Iterator[ShowError]:
    writes = {key(term.write): tidy(term.write) for term in terms}
    owners: dict[str, str] = {}
    for index, term in enumerate(terms):
        own = tidy(term.write)
        for heard in term.heard:
            other = writes.get(key(heard), owners.get(key(heard), own))
            fault, remedy = _shape_fault(heard) or _harm(heard), "Add the words that stand beside it, or leave it out."
            if not fault and tidy(heard) == own:
                fault, remedy = "is what is written", "Leave it out: the engine may well hear what is right."
            elif not fault and other != own:
                fault, remedy = f'belongs to "{other}" too', "Leave it out in one of the two."
            if fault:
                yield InputError(f'heard = "{heard[:40]}" {fault}', table.place("term", index, "heard"), remedy)
            owners.setdefault(key(heard), own)


def _shape_fault(text: str) -> str:
    """Say what keeps a text from being a term at all, or ""."""
    if not any(map(of_word, text)):
        return "has no letters"
    if len(tidy(text)) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        return f"is longer than {MOST_WORDS} words or {MOST_CHARACTERS} characters"
    return ""


def _harm(heard: str) -> str:
    """Say why replacing this everywhere would wreck texts, or ""."""
    said = tidy(heard)
    if not (of_word(said[0]) and of_word(said[-1])):
        return "starts or ends with a sign, and signs around words are not compared"
    # A sign of Chinese or Japanese counts for two letters: two of them are a word.
    if sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in said if of_word(sign)) < FEWEST_LETTERS:
        return f"has fewer than {FEWEST_LETTERS} letters, and would be found in many places"
    if _common().issuperset(key(heard).split()):
        return "is common English, and would be found where nobody said the term"
    return ""


@cache
def _common() -> frozenset[str]:
    """Return words that stand in any English text: a term "heard" as one of them is no sure replacement."""
    return frozenset(Path(__file__).with_name("common.txt").read_text("utf-8").split())
