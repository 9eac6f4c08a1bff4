"""Dates of other systems."""

import pytest

from pipeline.ingest.dates import moment


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-03-18", "2025-03-18T00:00:00"),
        (" 2025-03-18T12:00:00Z ", "2025-03-18T12:00:00+00:00"),
        ("2025-03-18 12:00:00-05:00", "2025-03-18T12:00:00-05:00"),
        ("Tue, 18 Mar 2025 12:00:00 GMT", "2025-03-18T12:00:00+00:00"),
        ("18 Mar 2025 12:00 +0200", "2025-03-18T12:00:00+02:00"),
        ("Tue, 18 Mar 2025 12:00:00 -0000", "2025-03-18T12:00:00+00:00"),
    ],
)
def test_a_date_of_a_feed_or_of_mail_keeps_the_offset_that_it_has(text: str, read: str) -> None:
    found = moment(text)
    assert found is not None
    assert found.isoformat() == read


@pytest.mark.parametrize("text", ["", "soon", "2025-13-40", "32 Foo 2025", "9" * 400, "\0"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert moment(text) is None
