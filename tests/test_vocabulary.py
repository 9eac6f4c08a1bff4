"""The list of a year's words that the browser mends slips by."""

import gzip
from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from pipeline import search


def record(content: str, title: str = "") -> search.Record:
    return search.Record("episodes/one/", content, "en", {"title": title}, {}, {})


def read(packed: bytes) -> dict[str, int]:
    """Undo the packing: word -> the power of two of how often it stands."""
    found: dict[str, int] = {}
    last = ""
    for line in gzip.decompress(packed).decode().splitlines():
        last = last[: int(line[0], 36)] + line[2:]
        found[last] = int(line[1], 36)
    return found


def test_every_word_of_four_letters_stands_once_with_how_often_it_is_said() -> None:
    packed = search.vocabulary([record("Trust, trust! TRUST and trusted Zoë's café in 1999", "Trusting")])
    assert read(packed) == {"trust": 1, "trusted": 0, "trusting": 0, "zoes": 0, "cafe": 0}


def test_the_list_does_not_depend_on_the_order_of_the_records() -> None:
    rows = [record("one measure two"), record("another measure")]
    assert search.vocabulary(rows) == search.vocabulary(reversed(rows))


def test_a_year_without_words_has_an_empty_list() -> None:
    assert read(search.vocabulary([])) == {}


@given(some.lists(some.text(alphabet="abcdé", min_size=4, max_size=70), max_size=30))
def test_words_of_any_length_come_back_as_the_library_reads_them(typed: list[str]) -> None:
    from pipeline.search.words import words

    counted = Counter(word for one in typed for word in words(one) if len(word) >= 4)
    assert read(search.vocabulary([record(" ".join(typed))])) == {word: count.bit_length() - 1 for word, count in counted.items()}
