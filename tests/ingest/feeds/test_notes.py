"""What a feed says of an episode, as front matter and Markdown."""

import pytest

from pipeline import body
from pipeline.ingest import draft
from pipeline.ingest.feeds import notes
from pipeline.ingest.feeds.record import Entry, Feed

DATE = "2024-05-05T08:00:00+02:00"


@pytest.mark.parametrize("title", ["2024-05-05", "2024-05-05:", "2024-01-01T--:"])
def test_a_title_that_looks_like_a_date_is_a_text(title: str) -> None:
    lines = notes.lines(Entry(title=title, guid=title, date=DATE), Feed(), "source", DATE, ())
    assert lines["date"] == f"date: {DATE}"
    meta, _ = draft.split(notes.page(lines, ""), "episode.md")
    assert (meta["title"], meta["guid"]) == (title, title)


PLAIN = "![x](https://tracker.example/p.png)\n\n# Sponsor\n\n5*3*2 [[the-warm-numbers]] *a*"
DEEP = "<div>" * 80 + "![x](https://tracker.example/p.png) # Sponsor 5*3*2 [[the-warm-numbers]] *a*" + "</div>" * 80


@pytest.mark.parametrize("given", [PLAIN, DEEP])
def test_words_without_tags_are_shown_as_they_are(given: str) -> None:
    text = notes.text(Entry(html=given), "here")
    shown = body.render(text)
    assert "5*3*2 [[the-warm-numbers]] *a*" in body.plain(shown)
    assert not any(tag in shown for tag in ("<img", "<h1", "<h2", "<em"))
    assert "[[the" not in text  # it would be a mark of the show's own


def test_addresses_without_a_machine_count_from_the_page_of_the_item_else_from_the_site() -> None:
    html = '<p>See <a href="/x">X</a>.</p>'
    assert "[X](https://site.example/x)" in notes.text(Entry(html=html), "feed", "https://site.example/letters/")
    assert "[X](https://page.example/x)" in notes.text(
        Entry(html=html, link="https://page.example/1"), "feed", "https://site.example/"
    )
