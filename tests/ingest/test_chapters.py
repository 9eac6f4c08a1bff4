"""Chapters from strangers: those that can be read are there, whatever stands between them."""

import pytest

from pipeline.errors import ItemError
from pipeline.ingest import chapters

GOOD = '{"startTime": 8, "title": "Two"}'


@pytest.mark.parametrize("bad", ['{"startTime": "abc"}', '{"title": "no start"}', "5", "null", "[" * 500 + "]" * 500])
def test_a_chapter_that_nobody_can_read_costs_no_other(bad: str) -> None:
    found = chapters.parse(f'{{"chapters": [{GOOD}, {bad}, {{"startTime": 0, "title": "One"}}]}}'.encode(), "x.json")
    assert [one.title for one in found.chapters] == ["One", "Two"]
    (told,) = found.warnings
    assert told.startswith("x.json: 1 of 3 chapters cannot be read and were left out (chapter 2: ")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"chapters": 5}', '{"chapters": [{"startTime": "abc"}]}', "[" * 200_000, '{"chapters": [' + "[" * 200_000],
)
def test_what_holds_no_chapter_is_told_with_its_place(text: str) -> None:
    with pytest.raises(ItemError) as raised:
        chapters.parse(text.encode(), "x.json")
    assert raised.value.where == "x.json"
    assert "startTime" in raised.value.remedy
