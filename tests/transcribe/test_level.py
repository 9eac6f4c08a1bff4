import numpy as np

from pipeline.ingest.audio import RATE
from pipeline.transcribe.level import levelled
from tests.transcribe.sounds import level, note, silence


def rms(samples: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(samples)))))


def test_a_quiet_voice_becomes_as_loud_as_a_loud_one_and_the_loud_one_stays() -> None:
    loud, quiet = level(note(50, 3.0), -20), level(note(50, 3.0), -45)
    pause = level(np.random.default_rng(1).standard_normal(RATE).astype(np.float32), -80)
    even = levelled(np.concatenate([pause, loud, pause, quiet, pause]))
    assert rms(even[RATE : 4 * RATE]) == rms(loud)
    assert -24 < rms(even[round(5.5 * RATE) : round(7.5 * RATE)]) < -18


def test_silence_and_noise_alone_stay_as_they_are() -> None:
    noise = level(np.random.default_rng(1).standard_normal(5 * RATE).astype(np.float32), -60)
    for samples in (silence(), noise):
        assert np.array_equal(levelled(samples), samples)


def test_nothing_is_made_quieter_or_longer_or_too_loud() -> None:
    samples = np.concatenate([level(note(60, 2.0), -6), level(note(60, 2.0), -50), silence()])
    even = levelled(samples)
    assert len(even) == len(samples)
    assert np.all(np.abs(even) >= np.abs(samples) - 1e-6)
    assert np.max(np.abs(even)) <= 1.0
