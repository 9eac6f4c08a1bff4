"""A feed's words of today in a page that the host may have edited."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.feeds import merging, notes

OLD = {"title": 'title: "Old"', "date": "date: 2025-01-01"}
KEYS = st.sampled_from(["title", "date", "season", "summary"])
FRONTS = st.dictionaries(KEYS, st.integers(0, 3)).map(lambda found: {key: f"{key}: {value}" for key, value in found.items()})
TEXTS = st.sampled_from(["", "Words", "Other\n\nwords", "---\nnot: front matter\n---"])


@given(FRONTS, TEXTS, FRONTS, TEXTS)
def test_an_unedited_page_says_what_the_feed_says_and_the_second_time_nothing_changes(
    old: dict[str, str], below: str, new: dict[str, str], after: str
) -> None:
    page = notes.page(old, below)
    merged = merging.merge(page, new, after, merging.digests(old, below))
    for line in new.values():
        assert f"\n{line}\n" in merged.text
    assert merged.text.partition("\n---\n")[2].strip() == after.strip()
    assert merging.merge(merged.text, new, after, merged.lines) == merged


@given(FRONTS, TEXTS)
def test_an_edited_page_keeps_every_line_of_the_host(new: dict[str, str], after: str) -> None:
    mine = "---\ntitle: Mine # because\ndate: 2025-01-01\nguests:\n  - Ada\n---\n\nMy words\n"
    text = merging.merge(mine, new, after, merging.digests(OLD, "Old words")).text
    assert "title: Mine # because\n" in text
    assert "guests:\n  - Ada\n" in text
    assert text.endswith("---\n\nMy words\n")


def test_a_page_in_a_form_of_the_hosts_own_is_left_alone() -> None:
    assert merging.merge("No front matter", OLD, "x", {}).text == "No front matter"


def test_signs_that_only_python_takes_for_the_end_of_a_line_stay_in_it() -> None:
    page = '---\ntitle: "Old"\nmine: "a\u2028b\x85c\x0cd"\n---\n\nbody\n'
    merged = merging.merge(page, {"title": 'title: "New"'}, "body", merging.digests({"title": 'title: "Old"'}, "body"))
    assert merged.text == page.replace("Old", "New")
