import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.correct import Correction, read, write
from pipeline.errors import InputError

ONE = Correction(751.2, 751.6, "Anup", "Anoop", left="guest is", right="and he")


def test_a_correction_is_written_so_that_a_host_can_read_it() -> None:
    assert write((ONE,)).endswith(
        """
[[correction]]
at = "00:12:31.200"
until = "00:12:31.600"
before = "Anup"
after = "Anoop"
left = "guest is"
right = "and he"
"""
    )


def test_without_corrections_the_file_is_empty() -> None:
    assert write(()) == ""
    assert read("", "x") == ()


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.integers(0, 10**8).map(lambda milliseconds: milliseconds / 1000)


@given(st.lists(st.tuples(moments, words, words, words), max_size=5))
def test_what_was_written_is_read_back(rows: list[tuple[float, str, str, str]]) -> None:
    ordered = tuple(
        sorted(
            (Correction(at, at, a, b, left=c) for at, a, b, c in rows), key=lambda one: (one.start, one.what, one.before, one.after)
        )
    )
    assert read(write(ordered), "x") == ordered
    tomllib.loads(write(ordered))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[correction]]\nat = "soon"\nuntil = "later"\n', "content/x.toml:2: this correction has no time"),
        ('[[correction]]\nat = "00:02"\nuntil = "00:01"\n', "content/x.toml:2: this correction has no time"),
        ('[[correction]]\nat = "00:02"\nuntil = "00:03"\nafer = ""\n', 'unknown key "afer"'),
        ("[[correction]\n", "this is not TOML"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, "content/x.toml")
    assert said in str(caught.value)
