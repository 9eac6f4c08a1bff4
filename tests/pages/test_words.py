"""Dates, times and counts in words."""

import pytest

from pipeline.clock import clock
from pipeline.language import english
from pipeline.pages import wiki, words


@pytest.mark.parametrize(("seconds", "told"), [(0.0, "0:00"), (36.9, "0:36"), (247.0, "4:07"), (3723.5, "1:02:03")])
def test_a_clock_reads_as_on_a_player(seconds: float, told: str) -> None:
    assert clock(seconds) == told


def test_a_date_is_said_and_what_is_none_is_left_alone() -> None:
    assert english().day("2025-03-18") == "18 March 2025"
    assert english().day("2025-03-18T10:00:00Z") == "18 March 2025"
    assert english().day("spring") == "spring"
    assert english().day("") == ""


def test_a_list_ends_with_and() -> None:
    assert [english().listing(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_initials_are_those_of_the_first_and_the_last_name() -> None:
    assert [words.initials(name) for name in ("Ines Caldeira", "Joost van der Berg", "Mira", "")] == ["IC", "JB", "M", ""]


def test_a_wiki_mark_without_a_page_leaves_its_text() -> None:
    assert wiki.link("<p>[[no-page]] and [[no-page|this]] and [[Not A Slug]]</p>", {}, "", english()) == (
        "<p>no-page and this and [[Not A Slug]]</p>"
    )


def test_a_title_in_a_wiki_link_is_escaped() -> None:
    for mark in ("[[x]]", "[[x| ]]"):
        assert wiki.link(mark, {"x": wiki.Goal("people/x/", "A <b>")}, "../", english()) == '<a href="../people/x/">A &lt;b&gt;</a>'


def test_texts_are_escaped_together_as_one_by_one() -> None:
    assert words.escaped([]) == []
    assert words.escaped(["a < b", "", "\"yes\" & 'no'"]) == ["a &lt; b", "", "&quot;yes&quot; &amp; &#x27;no&#x27;"]
    assert words.escaped(["a\x1fb", "<"]) == ["a\x1fb", "&lt;"]
