"""Write down the words of one year's records for the browser, which mends slips by them. Mends nothing itself.

13,000 words are 27 kB front-coded and packed; Pagefind's own index cannot be asked which words it holds.
"""

import gzip
from collections.abc import Iterable
from itertools import pairwise

from pipeline.search.records import Record
from pipeline.search.words import counted

NAME = "vocabulary.bin"
_SHORTEST = 4  # a word of five letters may lack one; shorter ones are never mended
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def vocabulary(rows: Iterable[Record]) -> bytes:
    """Return the words in order, packed with gzip: same records, same bytes.

    A word is a line: how many letters it shares with the line before (one digit, base 36), how often it stands (one
    digit: the power of two), the rest of it. Words with digits and those below four letters are left out.
    """
    times = counted(f"{row.content} {row.meta.get('title', '')}" for row in rows)
    lines = (_line(before, word, times[word]) for before, word in pairwise(["", *sorted(filter(_worthy, times))]))
    return gzip.compress("".join(lines).encode(), mtime=0)


def _worthy(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha()


def _line(before: str, word: str, count: int) -> str:
    shared = next((at for at, (one, two) in enumerate(zip(before, word, strict=False)) if one != two), min(len(before), len(word)))
    shared = min(shared, len(_DIGITS) - 1)
    often = min(count.bit_length() - 1, len(_DIGITS) - 1)
    return f"{_DIGITS[shared]}{_DIGITS[often]}{word[shared:]}\n"
