import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline import link
from pipeline.link.lines import fold
from pipeline.link.reading import Reading, digest, read
from pipeline.link.readings import Known, Readings, Repeated
from pipeline.model import Passage, Sentence
from tests.link.shelf import episode, issue, spoken
from tests.link.test_related import JAR, OTHERS


def test_one_item_is_read_to_the_same_bytes_each_time_and_knows_no_other() -> None:
    talk = episode("talk", "A Talk", notes="<p>See <a href='https://a.example/b'>this</a>.</p>")
    assert link.read(talk, spoken(JAR, *OTHERS), {}, "en") == link.read(talk, spoken(JAR, *OTHERS), {}, "en")


def test_a_reading_holds_no_text_but_addresses_and_anchors() -> None:
    found = link.read(episode("talk", "A Talk"), spoken(JAR), {"t-36": b"\x01" * 512}, "en")
    assert b"sourdough" not in found
    assert b"t-36" in found


def test_an_item_without_a_word_is_read() -> None:
    for passages in ((), spoken(""), (Passage("t-0", "", ()),), (Passage("t-0", "...", (Sentence("...", 0.0),), 0.0, 1.0),)):
        found = read(episode("talk", ""), passages, {}, "en")
        assert len(found.plain) == len(found.texts) == 8 * (sum(found.lines) + 3)
        assert (found.forms, found.written) == (b"", b"")


def test_more_words_than_two_bytes_can_number_are_told_apart() -> None:
    letters = "bcdfghjklmnpqrst"
    words = [f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters][:20_000]
    lines = [" ".join(words[at : at + 20]) for at in range(0, len(words), 20)]
    long, short = (Readings({("episode", "talk"): read(episode("talk", ""), spoken(*own), {}, "xx")}) for own in (lines, lines[:2]))
    assert len(long.own[0].written) == 4 * len(words)
    assert len(short.own[0].written) == 2 * 40
    for every, own in ((long, words), (short, words[:40])):
        assert every.digests("forms")[every.joined("written") >> 2].tolist() == [digest(one) for one in own]
        assert every.words(np.arange(len(own))).tolist() == [digest(one) for one in own]


def test_readings_side_by_side_number_lines_and_stretches_through() -> None:
    letter = issue("jar", "The Jar", "2025-03-04", f"{JAR}\n\n- One thing.\n- Another thing. And more of it.")
    passages = (Passage("p-1", JAR, (Sentence(JAR),)), Passage("p-2", "x", (Sentence("One thing."),)))
    every = Readings(
        {
            ("issue", "jar"): read(letter, passages, {}, "en"),
            ("episode", "empty"): read(episode("empty", "E"), (), {}, "en"),
            ("episode", "talk"): read(episode("talk", "T"), spoken(*OTHERS), {}, "en"),
        }
    )
    assert [key[1] for key in every.keys] == ["empty", "talk", "jar"]
    assert every.lines.tolist() == [0, 3, 3 + len(OTHERS) + 3, 3 + len(OTHERS) + 3 + sum(every.own[2].lines)]
    assert every.row_begins.tolist()[0] == 3
    assert (every.row_ends > every.row_begins).all()


def test_a_sentence_of_three_items_is_repeated_and_a_short_one_never() -> None:
    said = "This very sentence stands in many items."
    keys = [("episode", f"e{at}") for at in range(3)]
    several = {key: read(episode(key[1], "A Title"), spoken(said, said, "Thank you."), {}, "en") for key in keys}
    assert fold(said) in Repeated(Readings(several))
    assert fold("Thank you.") not in Repeated(Readings(several))
    assert fold(said) not in Repeated(Readings(dict(list(several.items())[:2])))


def test_half_a_surrogate_and_a_null_are_words_like_others() -> None:
    found = read(episode("talk", "\ud800"), spoken("A \ud800 lone half and a \x00 null stand in this sentence."), {}, "en")
    assert isinstance(found, Reading)
    assert link.read(episode("talk", "T"), spoken("\x00 \ud800 x"), {}, "en")


def test_words_are_found_by_their_places_in_all_that_is_said() -> None:
    said = [*OTHERS, JAR]
    every = Readings(
        {("episode", f"e{at}"): read(episode(f"e{at}", "T"), spoken(*said[:at]), {}, "en") for at in range(len(said) + 1)}
    )
    whole = [digest(word) for at in range(len(said) + 1) for one in said[:at] for word in fold(one).split()]
    places = np.arange(2, len(whole), 3)
    assert every.words(places).tolist() == whole[2::3]
    assert every.words(np.arange(len(whole))).tolist() == whole


_DIGESTS = st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 1 << 48, (1 << 48) + 1, 2**64 - 1]), max_size=40)


@given(_DIGESTS, _DIGESTS)
def test_known_digests_are_found_among_others_whatever_their_first_bits(known: list[int], these: list[int]) -> None:
    sought, every = Known(np.array(known, dtype=np.uint64)), np.array(these + known[:3], dtype=np.uint64)
    held = [one in known for one in every.tolist()]
    assert (~sought.without(every)).tolist() == held
    assert sought.places(every).tolist() == [at for at, one in enumerate(held) if one]
