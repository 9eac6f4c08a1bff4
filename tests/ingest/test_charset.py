"""Bytes of other systems as text."""

import time

import pytest

from pipeline.ingest.charset import decoded

WORDS = "Caf\u00e9 \u2013 na\u00efve"


@pytest.mark.parametrize("told", ["", "utf-8", "no-such-set", "unicode_escape", "hex"])
def test_utf_8_is_read_whatever_it_is_said_to_be(told: str) -> None:
    assert decoded(WORDS.encode(), told) == WORDS


@pytest.mark.parametrize("told", ["windows-1252", "utf-16-le", "cp1250"])
def test_what_it_is_said_to_be_counts_where_that_fits(told: str) -> None:
    assert decoded("\u20ac 5 \u2013".encode(told), told) == "\u20ac 5 \u2013"


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_counts_more_than_what_is_said(name: str) -> None:
    assert decoded(WORDS.encode(name), "windows-1252") == WORDS


def test_what_nobody_says_and_is_no_utf_8_is_windows_1252() -> None:
    assert decoded("\u201cCaf\u00e9\u201d".encode("windows-1252")) == "\u201cCaf\u00e9\u201d"


def test_no_codec_holds_it_up() -> None:
    before = time.process_time()
    assert decoded(b"a" * 500_000, "punycode") == "a" * 500_000
    assert time.process_time() - before < 1.0
