"""What begins a run is read, changed bytes break nothing for a moment, and hypothesis gives each format its own kind of nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ShowError
from tests.fuzz.__main__ import broken
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_what_each_target_begins_from_is_read(name: str) -> None:
    target, seeds = TARGETS[name]
    for seed in seeds:
        assert target(seed), seed  # a record: what is refused line by line raises nothing


@pytest.mark.parametrize("name", TARGETS)
def test_changed_bytes_are_read_or_refused_in_words(name: str) -> None:
    tried, faults = broken(name, 1.0)
    assert tried
    assert faults == []


@pytest.mark.parametrize("name", TARGETS)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused_in_words(name: str, data: bytes) -> None:
    try:
        TARGETS[name][0](data)
    except ShowError as fault:
        assert fault.message
