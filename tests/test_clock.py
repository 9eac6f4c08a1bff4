"""Times as players, files and feeds write them."""

import pytest

from pipeline.clock import clock, seconds_claimed, seconds_of, stamp


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0), ("59.12", 59.12), ("4:07", 247.0), ("75:30", 4530.0), ("1:02:03", 3723.0), ("100:00:00.5", 360_000.5),
        ("01:02:03.456", 3723.456), ("01:02:03,456", 3723.456), (" 5 ", 5.0), ("1:5", 65.0),
    ],
)  # fmt: skip
def test_a_time_is_read_in_every_form_that_people_and_feeds_write(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "-1",
        "1:75",
        "1:75:00",
        "1:2:3:4",
        ":30",
        "1:",
        "1e3",
        "nan",
        "inf",
        "\u00b2",
        "\u0663",
        "1.",
        "9" * 400,
        "9" * 5000 + ":0",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:90:00", 5400.0), ("0:3600", 3600.0), ("1:75:00.5", 8100.5), (" 4:07 ", 247.0), ("3600", 3600.0)]
)
def test_a_length_is_read_as_strangers_tell_it(text: str, seconds: float) -> None:
    assert seconds_claimed(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1", "1:2:3:4", ":30", "1e3", "PT5M", "9" * 400])
def test_a_length_that_is_none_is_none(text: str) -> None:
    assert seconds_claimed(text) is None


@pytest.mark.parametrize("seconds", [0.0, 0.001, 61.25, 3599.9996, 360_000.0])
def test_a_stamp_is_read_back_as_it_was(seconds: float) -> None:
    assert seconds_of(stamp(seconds)) == seconds_of(stamp(seconds, ",")) == round(seconds, 3)


def test_a_clock_cuts_fractions_off() -> None:
    assert [clock(one) for one in (0.9, 247.0, 3723.5)] == ["0:00", "4:07", "1:02:03"]
