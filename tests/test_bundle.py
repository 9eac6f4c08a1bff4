"""The files of the search index: small parts that hold what Pagefind's hold, whatever was said."""

import gzip
import json
import re
from typing import Any

import cbor2
import pytest

from pipeline.search import Record, bundle, index

FAR = 33_640  # words: so large a step from place to place looks like the beginning of an entry


def record(number: int, content: str) -> Record:
    return Record(f"episodes/{number}/", content, "en", {"title": "A talk"}, {"kind": ["moment"]}, {})


def unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(b"pagefind_dcd")


def entries(files: dict[str, bytes]) -> list[list[Any]]:
    """Return the entries of all parts, in the order of the meta file, which has to name each part and its words."""
    (meta,) = (cbor2.loads(unpacked(data)) for name, data in files.items() if name.endswith(".pf_meta"))
    assert len(meta[2]) == sum(name.endswith(".pf_index") for name in files)
    found = []
    for first, last, name in meta[2]:
        (part,) = cbor2.loads(unpacked(files[f"index/{name}.pf_index"]))
        assert first <= part[0][0] and part[-1][0] <= last
        found += part
    return found


@pytest.fixture(scope="module")
def talk() -> list[Record]:
    words = [f"{a}{b}{c}{d}" for a in "bdfglmnprst" for b in "aeiou" for c in "bdklmt" for d in ("o", "omark", "oland")]
    return [
        record(n, " ".join(words[at] for at in range(n % 7, len(words), 1 + n % 5)) + " \u00e9t\u00e9 \u65e5\u672c")
        for n in range(40)
    ]


def test_small_parts_hold_what_one_large_part_holds(talk: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_PART", 10**9)
    whole = index(talk)
    monkeypatch.setattr(bundle, "_PART", 2000)
    small = index(talk)
    assert entries(small) == entries(whole)
    assert len(small) > len(whole) + 20
    for name, data in small.items():
        if name.endswith(".pf_index"):
            (part,) = cbor2.loads(unpacked(data))
            assert len(unpacked(data)) <= 2100 or len({entry[0][:4] for entry in part}) == 1


def test_a_word_and_those_that_begin_with_it_stay_together(talk: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_PART", 1)
    parts = [cbor2.loads(unpacked(data))[0] for name, data in index(talk).items() if name.endswith(".pf_index")]
    together = [[entry[0] for entry in part] for part in parts if len(part) > 1]
    assert len(together) > 50
    assert all(word.startswith(words[0]) for words in together for word in words)


@pytest.mark.parametrize("odd", [f"{'word ' * FAR}lantern heliograph", "f\u0103cut facut \u1ee9c \u0103c \u0103n " * 3])
def test_places_and_letters_that_look_like_an_entry_are_none(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [record(1, odd), record(2, "apple zebra")]
    monkeypatch.setattr(bundle, "_PART", 10**9)
    whole = index(rows)
    assert re.search(
        rb"[^\x80]\x83[\x60-\x77]", b"".join(unpacked(data)[4:] for name, data in whole.items() if name.endswith(".pf_index"))
    )
    monkeypatch.setattr(bundle, "_PART", 1)
    small = index(rows)
    assert entries(small) == entries(whole)
    assert sum(name.endswith(".pf_index") for name in small) > 4


def test_an_accent_in_a_title_keeps_no_part_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Record(f"episodes/{n}/", "Ein Abend mit Brot", "de", {"title": "\u00dcber B\u00e4ume"}, {}, {}) for n in range(3)]
    monkeypatch.setattr(bundle, "_PART", 10**9)
    whole = index(rows)
    monkeypatch.setattr(bundle, "_PART", 1)
    small = index(rows)
    assert entries(small) == entries(whole)
    assert sum(name.endswith(".pf_index") for name in small) == len(entries(whole))


def test_a_part_whose_entries_are_not_clear_stays_whole() -> None:
    whole = b"\x81" + cbor2.dumps([["one", [[0, [1], []]], []], ["two", [[0, [2], []]], []]])
    assert list(bundle._entries(whole)) == ["one", "two"]
    assert list(bundle._parts([("o", "t", whole)])) == [("one", "two", whole)]
    odd = b"\x81" + cbor2.dumps([["one", [[0, [1], []]], []], ["alone", [[0, [2], []]], []]])  # not in order: no such index
    assert list(bundle._parts([("a", "o", whole), ("o", "z", odd)])) == [("one", "two", whole), ("o", "z", odd)]


def test_two_files_whose_names_would_be_one_have_two(talk: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_NAME", 1)
    files = index(talk)
    fragments = [json.loads(unpacked(data)) for name, data in files.items() if name.endswith(".pf_fragment")]
    assert sorted(one["url"] for one in fragments) == sorted(row.url for row in talk)
    assert entries(files)
