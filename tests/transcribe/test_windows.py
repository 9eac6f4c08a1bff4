from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.audio import RATE
from pipeline.transcribe import windows
from pipeline.transcribe.base import Stretch


def laid(seconds: float, *speech: tuple[float, float]) -> tuple[Stretch, ...]:
    noise = np.random.default_rng(1).standard_normal(round(seconds * RATE)).astype(np.float32)
    return windows.windows(noise, [Stretch(start, end) for start, end in speech])


def test_short_speech_is_one_window_without_the_silence_around_it() -> None:
    (window,) = laid(30.0, (5.0, 6.0), (7.0, 9.0))
    assert (window.start, window.end) == (4.8, 9.2)


def test_a_window_ends_at_the_longest_pause_near_its_end() -> None:
    first, second = laid(40.0, (0.0, 9.5), (9.6, 13.0), (13.9, 14.5), (14.6, 26.0))
    assert 13.0 <= first.end <= second.start <= 13.9


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    samples = np.random.default_rng(1).standard_normal(28 * RATE).astype(np.float32)
    samples[round(11.0 * RATE) : round(11.2 * RATE)] = 0
    first, *_ = windows.windows(samples, [Stretch(0.0, 28.0)])
    assert 11.0 <= first.end <= 11.2


@given(st.lists(st.tuples(st.floats(0.05, 3.0), st.floats(0.05, 25.0)), min_size=1, max_size=12))
def test_windows_are_in_order_short_enough_and_hold_all_speech(parts: list[tuple[float, float]]) -> None:
    at, speech = 0.0, []
    for pause, length in parts:
        speech.append((at + pause, at + pause + length))
        at += pause + length
    found = laid(at + 1.0, *speech)
    assert all(left.end <= right.start + 1e-6 for left, right in pairwise(found))
    assert all(window.seconds <= windows.LONGEST_SECONDS + 2 * windows.MARGIN_SECONDS + 1e-6 for window in found)
    for start, end in speech:
        inside = sum(max(0.0, min(end, window.end) - max(start, window.start)) for window in found)
        assert abs(inside - (end - start)) < 1e-3
