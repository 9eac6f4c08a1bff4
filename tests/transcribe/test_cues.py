from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Word
from pipeline.transcribe.cues import cut
from pipeline.vtt import wrap
from tests.make import words


def texts(said: str) -> list[str]:
    return [cue.text for cue in cut(words(said))]


def test_a_sentence_is_a_cue() -> None:
    assert texts("Hello there. How are you? Fine!") == ["Hello there.", "How are you?", "Fine!"]


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    assert texts("I met Dr. Smith and J. Doe. Then I left.") == ["I met Dr. Smith and J. Doe.", "Then I left."]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    first = "we signed a good agreement and we celebrated it for a whole long evening in the harbour,"
    assert texts(f"{first} and then everyone went back to work and nobody thought of it again.")[0] == first


def test_a_long_pause_ends_a_cue() -> None:
    cues = cut([*words("and then", 0.0), *words("it stopped.", 5.0)])
    assert [cue.text for cue in cues] == ["and then", "it stopped."]


def test_a_language_without_blanks_is_written_without_them() -> None:
    assert [cue.text for cue in cut(words("これ は。 本 です。"), "")] == ["これは。", "本です。"]


moments = st.integers(0, 50_000).map(lambda number: number / 1000)
spoken = st.builds(lambda a, length, text: Word(a, a + length, text), moments, moments, st.text("abc.,", max_size=30))


@given(st.lists(spoken, max_size=60))
def test_cues_are_in_order_apart_short_and_lose_no_word(said: list[Word]) -> None:
    cues = cut(said)
    assert sorted(word.text for cue in cues for word in cue.words) == sorted(word.text for word in said if word.text)
    times = [seconds for cue in cues for seconds in (cue.start, cue.end)]
    assert times == sorted(times)
    assert all(cue.start < cue.end for cue in cues)
    assert all(round(seconds, 3) == seconds for seconds in times)
    assert all(len(cue.text) <= 130 and len(wrap(cue.text, 65)) <= 2 for cue in cues)
