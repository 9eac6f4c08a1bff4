import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe import grouping, turns
from pipeline.transcribe.prints import Prints
from tests.make import words


def near(axis: int, count: int, spread: float = 0.3, seed: int = 0) -> np.ndarray:
    """Make vectors of length 1 about one of 64 directions."""
    drawn = np.random.default_rng(seed + axis).normal(0, spread / 8, (count, 64))
    drawn[:, axis] += 1
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def even(count: int, seconds: float = 2.0) -> np.ndarray:
    return np.full(count, seconds, np.float32)


def test_each_voice_is_found_however_little_it_says() -> None:
    vectors = np.concatenate([near(0, 60), near(1, 5), near(2, 20)])
    middles = grouping.voices(vectors, even(85), 3)
    assert sorted(middles.argmax(axis=1).tolist()) == [0, 1, 2]


def test_laughter_makes_up_no_voice() -> None:
    vectors = np.concatenate([near(0, 60), near(1, 60), near(2, 1)])
    middles = grouping.voices(vectors, even(121), 2)
    assert sorted(middles.argmax(axis=1).tolist()) == [0, 1]


def test_one_voice_is_not_split() -> None:
    assert len(grouping.voices(near(0, 50), even(50), 2)) == 1


def test_a_change_is_placed_at_the_end_of_the_sentence_although_prints_straddle_it() -> None:
    said = (*words("one two three four."), *words("five six seven eight", start=1.2))
    seconds = np.arange(0.1, 2.4, 0.2, dtype=np.float32)
    share = np.clip((seconds - 0.9) / 0.8, 0, 1)[:, None]  # a print hears 0.8 s: half of one, half of the other
    mixed = (1 - share) * near(0, len(seconds)) + share * near(1, len(seconds))
    drawn = Prints(seconds, (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32))
    middles = np.eye(64, dtype=np.float32)[:2]
    sure = turns.speakers(said, drawn, turns.owners(said, drawn), middles)
    assert sure.argmax(axis=1).tolist() == [0] * 4 + [1] * 4


@given(st.lists(st.sampled_from(["so", "and", "yes.", "well,"]), min_size=1, max_size=40), st.integers(0, 3))
def test_phrases_hold_each_word_once_and_each_word_somebody(texts: list[str], seed: int) -> None:
    said = words(" ".join(texts), pause=0.1)
    assert [index for phrase in turns.phrases(said) for index in phrase] == list(range(len(said)))
    seconds = np.arange(0.1, len(said) * 0.4, 0.2, dtype=np.float32)
    drawn = Prints(seconds, near(seed % 2, len(seconds), 2.0, seed))
    sure = turns.speakers(said, drawn, turns.owners(said, drawn), np.eye(64, dtype=np.float32)[:2])
    assert np.allclose(sure.sum(axis=1), 1, atol=1e-4)
