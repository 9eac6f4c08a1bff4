"""The memory of what was published: a line an item, in order, which forgets neither items nor guids."""

import json
from pathlib import Path

import pytest

from pipeline import check
from pipeline.check.permanent import NAME
from pipeline.errors import InputError
from tests.check.examples import shelf

GUIDS = {"episode/talk": "tag:talk", "issue/letter": "tag:letter"}


def lines(root: Path) -> dict[str, str]:
    return {one["item"]: one.get("guid", "") for one in map(json.loads, (root / NAME).read_text().splitlines())}


def test_what_is_published_is_noted_once_and_in_order(tmp_path: Path) -> None:
    assert check.note(tmp_path, shelf(), GUIDS)
    assert list(lines(tmp_path).items()) == sorted(GUIDS.items())
    before = (tmp_path / NAME).stat()
    assert not check.note(tmp_path, shelf(), GUIDS)
    assert (tmp_path / NAME).stat() == before


def test_neither_an_item_nor_a_guid_is_forgotten(tmp_path: Path) -> None:
    check.note(tmp_path, shelf(), GUIDS)
    check.note(tmp_path, shelf(episodes=()), {})
    assert lines(tmp_path) == GUIDS


def test_guids_are_read_from_our_feeds_and_from_no_broken_one() -> None:
    feed = b"<rss><channel><item><link>https://a.example/episodes/talk/</link><guid>x</guid></item></channel></rss>"
    assert check.guids(feed, "episode") == {"episode/talk": "x"}
    assert check.guids(feed[:-5], "episode") == {}


def test_a_line_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / NAME).write_text('{"item":"episode/talk","date":"2025-02-01"}\n{"item": 3}\n')
    with pytest.raises(InputError) as fault:
        check.published(tmp_path)
    assert fault.value.where == f"{NAME}:2"
