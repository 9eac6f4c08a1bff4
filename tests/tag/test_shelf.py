"""What was read once is not read again, and no file on disk can do harm."""

import hashlib
import multiprocessing
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest

from pipeline import tag
from pipeline.tag import encode
from pipeline.tag.shelf import Row, Shelf
from tests.tag.make import BREAD, COOKING, HOUSEKEEPING, KNIFE, MULTI, RAIN, passage, themes

TEXTS = [(MULTI,), ("We ask.", "They answer."), (RAIN,)]
ROWS: dict[bytes, Row] = {b"a" * 16: (b"12345678", (3, 4)), b"b" * 16: (b"", ()), b"c" * 16: (b"9", (1,))}


def read(folder: Path, texts: list[tuple[str, ...]] = TEXTS) -> list[encode.Gist]:
    return tag.Vectors(folder).read(texts)


def equal(one: list[encode.Gist], other: list[encode.Gist]) -> bool:
    return all(np.array_equal(a.means, b.means) and np.array_equal(a.pieces, b.pieces) for a, b in zip(one, other, strict=True))


def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "_installed", lambda: pytest.fail("a text was read again"))


def test_what_was_put_is_taken_by_the_next_process(tmp_path: Path) -> None:
    Shelf(tmp_path).put(ROWS)
    again = Shelf(tmp_path)
    assert again.take([*ROWS, b"d" * 16]) == ROWS
    assert again.take([]) == {}
    assert again.take([b"c" * 16]) == {b"c" * 16: ROWS[b"c" * 16]}


def test_a_second_run_reads_no_text_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(tmp_path)
    no_network(monkeypatch)
    assert equal(read(tmp_path), first)


def test_one_changed_passage_costs_one_reading(tmp_path: Path) -> None:
    read(tmp_path)
    (before,) = tmp_path.iterdir()
    read(tmp_path, [*TEXTS[:2], (HOUSEKEEPING,)])
    (added,) = set(tmp_path.iterdir()) - {before}
    assert added.stat().st_size < before.stat().st_size / 2


def test_tags_from_kept_vectors_are_those_of_the_first_run(tmp_path: Path) -> None:
    passages = [passage(text, f"t-{at}", float(at)) for at, text in enumerate((MULTI, BREAD, HOUSEKEEPING, KNIFE))]
    known = (*themes(), *COOKING)
    first = tag.train(known, (), tag.Vectors(tmp_path)).tag(passages)
    assert first
    assert tag.train(known, (), tag.Vectors(tmp_path)).tag(passages) == first
    assert tag.train(known).tag(passages) == first


@pytest.mark.parametrize("place", [0, 35, 60, -1])
def test_a_damaged_file_is_made_anew(tmp_path: Path, place: int) -> None:
    first = read(tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[place] ^= 1
    path.write_bytes(damaged)
    assert equal(read(tmp_path), first)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("length", [0, 20, 100, 2000])
def test_a_file_that_was_cut_off_is_made_anew(tmp_path: Path, length: int) -> None:
    first = read(tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    assert equal(read(tmp_path), first)
    assert path.read_bytes() == whole


def test_files_that_vanish_while_we_work_are_no_harm(tmp_path: Path) -> None:
    first = read(tmp_path)
    vectors = tag.Vectors(tmp_path)
    vectors.read([("Something else altogether was said.",)])
    for path in tmp_path.iterdir():
        path.unlink()
    assert equal(vectors.read(TEXTS), first)


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=2500)
    keys = [bytes([number]) * 16 for number in range(4)]
    for age, key in enumerate(keys[:2]):
        shelf.put({key: (bytes(1000), (1,))})
        for path in tmp_path.iterdir():
            os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert Shelf(tmp_path).take(keys[:1])  # used just now
    Shelf(tmp_path, most_bytes=2500).put({keys[2]: (bytes(1000), (1,))})
    assert set(Shelf(tmp_path).take(keys)) == {keys[0], keys[2]}
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2500


def test_several_processes_write_the_same_folder_without_waiting(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_busy, [tmp_path] * 3)
    keys = [number.to_bytes(16, "big") for number in range(20)]
    assert set(Shelf(tmp_path).take(keys)) == set(keys)


def _busy(folder: Path) -> None:
    for number in range(20):
        Shelf(folder).put({number.to_bytes(16, "big"): (bytes(50), (number,))})


def test_what_another_process_put_meanwhile_is_found(tmp_path: Path) -> None:
    one, two = Shelf(tmp_path), Shelf(tmp_path)
    assert one.take(list(ROWS)) == {}
    two.put(ROWS)
    assert one.take(list(ROWS)) == ROWS


def test_a_whole_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    first = read(tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    head = msgspec.msgpack.encode({"of_a_later_version": 1})
    path.write_bytes(hashlib.sha256(head).digest() + len(head).to_bytes(8, "big") + head)
    assert equal(read(tmp_path), first)
    assert path.read_bytes() == whole
