"""Texts for a place: a line, a length, a value in quotes, XML."""

import json

import yaml
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from pipeline.text import brief, printable, quoted, writable


def test_a_text_is_cut_at_a_word_and_an_ellipsis_counts() -> None:
    assert brief("one two three four", 12) == "one two…"
    assert brief(" one\ntwo ", 12) == "one two"


@given(some.text(), some.integers(2, 60))
def test_no_text_is_longer_than_it_may_be(text: str, limit: int) -> None:
    assert len(brief(text, limit)) <= limit


def test_signs_that_nobody_sees_go_and_those_that_words_are_spelled_with_stay() -> None:
    assert printable("a\u202eb\x00c\u00ad\ufeff \u200b d") == "abc d"
    assert printable("two\nlines\x0bmore\x1cyet") == "two lines more yet"
    assert printable("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f680") == (
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f680"
    )


@given(some.text())
def test_a_quoted_text_is_one_line_of_yaml_and_of_json(text: str) -> None:
    line = quoted(text)
    assert yaml.safe_load(f"title: {line}\n") == {"title": printable(text)}
    assert json.loads(line) == printable(text)


@given(some.text(some.characters(exclude_categories=())))
def test_what_is_writable_goes_through_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = writable(text).replace("\r", "\n")
    assert etree.fromstring(etree.tostring(element)).text in (element.text, element.text or None)
