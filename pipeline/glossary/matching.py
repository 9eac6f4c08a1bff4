"""Find where a glossary's phrases stand among words, the longest first. Changes no word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.glossary.keys import Piece, of_word, pieces, plain

SENTENCE_END = re.compile(r"[.?!\u2026][\"'\u2019\u201d)\]]*$")


class Match(NamedTuple):
    """What is replaced: from a character of one word up to a character of that or a later one."""

    first: int
    start: int
    last: int
    end: int
    write: str


class _Place(NamedTuple):
    """A piece of a word, and the number of the word."""

    word: int
    piece: Piece


def matches(words: Sequence[str], table: Mapping[str, str], glue: str) -> Iterator[Match]:
    """Find from the left what `table` has a key for; of several at one place, the longest. What maps to "" stays.

    `glue` stands between two words. In languages that write no blank there, a word of letters with capitals is still whole.
    """
    longest = max(map(len, table), default=0)
    places = [_Place(index, piece) for index, word in enumerate(words) for piece in pieces(word)]
    at = 0
    while at < len(places):
        last, end, write = at, 0, ""
        for found in _fits(words, places, at, longest, glue):
            if found[2] in table and (glue or not _torn(words, places[at], places[found[0]].word, found[1])):
                last, end, write = found[0], found[1], table[found[2]]
        if write:
            place = places[at]
            after = words[places[last].word][end:]
            end += write.endswith(".") and after.startswith(".")
            yield Match(place.word, place.piece.first, places[last].word, end, _fitting(write, words, place))
        at = last + 1


def _fits(words: Sequence[str], places: Sequence[_Place], at: int, longest: int, glue: str) -> Iterator[tuple[int, int, str]]:
    """Yield the texts that start at a place, as (last place, its end, key), shortest first."""
    said = ""
    for last in range(at, len(places) if places[at].piece.ends else at):
        word, piece = words[places[last].word], places[last].piece
        begin = piece.first if last == at else piece.start
        for end in piece.ends:
            yield last, end, said + plain(word[begin:end])
        said += plain(word[begin : piece.end]) + glue
        if len(said) > longest:
            return


def _torn(words: Sequence[str], place: _Place, last: int, end: int) -> bool:
    """Say whether a word of Latin or such letters goes on before or after: the engine cuts those anywhere there."""
    before = words[place.word - 1] if place.word and not place.piece.first else ""
    after = words[last + 1] if last + 1 < len(words) and end == len(words[last]) else ""
    left, right = words[place.word][place.piece.first], words[last][end - 1]
    return (_cased(before[-1:]) and _cased(left)) or (_cased(right) and _cased(after[:1]))


def _cased(sign: str) -> bool:
    return sign.lower() != sign.upper() or sign.isdigit()


def _fitting(write: str, words: Sequence[str], place: _Place) -> str:
    """Begin a sentence with a capital where one stood; `eBay` and the like keep their own."""
    word, first = words[place.word], place.piece.first
    before = words[place.word - 1] if place.word else "."
    opens = not any(map(of_word, word[:first])) and SENTENCE_END.search(before)
    if opens and word[first].isupper() and write.split()[0].islower():
        return write[0].upper() + write[1:]
    return write
