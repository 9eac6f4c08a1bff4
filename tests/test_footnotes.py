"""Footnotes in Markdown: shown as numbers that lead to the note and back, and taken for what they are."""

from pipeline import body


def test_an_address_that_is_none_is_left_out_and_its_words_stay() -> None:
    assert body.render('<a href="//[x">words</a> and [more](https://a.example/)').count("href=") == 1
    assert "words" in body.render('<a href="//[x">words</a>')


def test_a_note_is_shown_where_it_stands_with_a_way_there_and_back() -> None:
    assert body.render("Said[^a] twice[^a].\n\n[^a]: A *note*\nof two lines\n\n    and two paragraphs\n\nAfter.") == (
        '<p>Said<sup id="fnref-1"><a href="#fn-1" rel="noopener">1</a></sup> '
        'twice<sup id="fnref-1-2"><a href="#fn-1" rel="noopener">1</a></sup>.</p>\n'
        '<ol start="1"><li id="fn-1"><p>A <em>note</em>\nof two lines</p>\n'
        '<p>and two paragraphs <a href="#fnref-1" title="Back" rel="noopener">\u21a9</a></p></li></ol>\n<p>After.</p>\n'
    )


def test_notes_are_numbered_as_the_text_refers_to_them() -> None:
    html = body.render("One[^b], two[^a].\n\n[^a]: Second\n[^b]: First\n[^c]: Never\n")
    assert [html.index(f'<li id="fn-{number}"><p>{word}') for number, word in ((2, "Second"), (1, "First"), (3, "Never"))]
    assert 'href="#fnref-3"' not in html


def test_each_note_is_a_passage_of_its_own_and_its_numbers_are_no_words() -> None:
    found = body.blocks("Said[^1].\n\n[^1]: A note.\n[^2]: Another.")
    assert [text for _, text, _ in found] == ["Said.", "A note.", "Another."]


def test_what_is_no_footnote_stays_as_it_was_written() -> None:
    assert body.render("Said[^1].") == "<p>Said[^1].</p>\n"
    assert body.render("    [^1]: code") == "<pre><code>[^1]: code\n</code></pre>\n"
    assert body.render("> [^1]: two words") == "<blockquote>\n<p>[^1]: two words</p>\n</blockquote>\n"
    assert ": Once more</p>" in body.render("[^1]: First\n\n[^1]: Once more")


def test_no_letter_takes_the_place_of_an_anchor_of_the_page() -> None:
    html = body.render('<ul><li id="p-1">a</li><li id="fn-9">b</li></ul><sup id="t-36">c</sup>')
    assert 'id="p-1"' not in html
    assert 'id="t-36"' not in html
    assert 'id="fn-9"' in html


def test_notes_within_notes_and_without_end_are_read_in_time() -> None:
    assert "fn-1" in body.render("[^a]: " * 4000)
    assert body.render("[^1] " * 3000 + "\n\n[^1]: x").count("fnref-1-") == 2999
    assert body.render("".join(f"[^{number}]: x[^{number}]\n" for number in range(2000))).count("<li ") == 2000
