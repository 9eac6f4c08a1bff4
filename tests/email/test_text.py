"""The plain text of a mail is made of the Markdown, and reads well without any HTML."""

import textwrap

import hypothesis
import hypothesis.strategies as st

from pipeline.email.columns import WIDTH, columns, wrapped
from pipeline.settings.email import Email
from tests.email.make import mail


def body(markdown: str) -> str:
    """Return what stands between the head of the text and the sender's lines."""
    text = mail(textwrap.dedent(markdown).strip() + "\n").text
    return text.split("/letters/swifts/\n\n", 1)[1].split("\n\n-- \n")[0]


def test_paragraphs_are_broken_at_76_columns_and_headings_underlined() -> None:
    text = body("## Of *birds*\n\n" + "swift " * 30)
    assert text.startswith("Of _birds_\n----------\n\nswift swift")
    assert max(map(columns, text.split("\n"))) <= WIDTH == 76


def test_links_are_numbered_once_and_listed_at_the_end() -> None:
    text = body("See [the nest](https://a.example/nest), [it again](https://a.example/nest) and [all](/about/).")
    assert "See the nest [1], it again [1] and all [2]." in text
    assert text.endswith("Links\n-----\n\n[1] https://a.example/nest\n[2] https://table.example/about/")


def test_an_address_that_stands_there_as_it_is_stays_in_its_place() -> None:
    assert (
        body("Go to <https://a.example/x> or write to <mira@a.example>.") == "Go to https://a.example/x or write to mira@a.example."
    )


def test_a_long_address_is_never_broken() -> None:
    address = "https://a.example/" + "way/" * 40
    assert f"[1] {address}" in body(f"See [it]({address}).").split("\n")


def test_lists_quotes_and_code_keep_their_shape() -> None:
    text = body("""
        - one
        - two

          more of two

        3. three
           - inside
        4. four

        > Said once.
        >
        > > And before.

        ```
        a  =  1
        ```
        """)
    assert "- one\n\n- two\n\n  more of two" in text
    assert "3. three\n   - inside\n4. four" in text
    assert "> Said once.\n>\n> > And before." in text
    assert "\n    a  =  1" in text


def test_a_table_stands_in_columns_where_it_fits_and_else_row_by_row() -> None:
    assert "Bird  | Count\n------+------\nSwift | 14" in body("| Bird | Count |\n|---|---|\n| Swift | 14 |")
    wide = body(f"| Bird | Note |\n|---|---|\n| Swift | {'w ' * 60} |\n| Rook | |")
    assert wide.startswith("- Bird: Swift\n  Note: w w")
    assert wide.endswith("w\n- Bird: Rook")


def test_html_in_a_letter_is_said_and_pictures_by_what_they_show() -> None:
    text = body(
        '<details><summary>More?</summary><p>Yes.</p></details>\n\n<!-- a note -->\n\nA<br>b ![A swift](s.png "t") ![](t.png)c'
    )
    assert text == "More?\nYes.\n\nA\nb [A swift] c"


def test_a_footnote_has_its_number_at_both_ends() -> None:
    text = body("He counts[^n].\n\nAnd stops.\n\n[^n]: Never *twice*.\n")
    assert "He counts^1." in text
    assert "^1 Never _twice_." in text


def test_a_mark_is_named_with_its_moment_and_leads_there() -> None:
    text = body("As in [[warm-numbers@0:12]], and `[[tea]]` not.")
    assert "As in Warm Numbers at 0:12 [1], and `[[tea]]` not." in text
    assert "[1] https://table.example/episodes/warm-numbers/#t=12" in text


def test_a_play_card_stands_where_its_moment_is_named() -> None:
    text = body("First.\n\nHear [[warm-numbers@0:12]].\n\nLast.")
    card = [line for line in text.split("\n") if line.startswith("    ")]
    assert card[0].endswith(": Warm Numbers at 0:12")
    assert any(line.startswith("    Ines Caldeira: ") for line in card)
    assert card[-1] == "    https://table.example/episodes/warm-numbers/#t=12"
    assert text.index("Hear Warm") < text.index(card[0]) < text.index("Last.")


def test_wide_letters_count_double_and_accents_nothing() -> None:
    assert columns("鳥鳥") == 4
    assert columns("e\u0301") == 1
    assert all(columns(line) <= 10 for line in wrapped("鳥" * 40, 10))


def test_what_an_author_writes_is_no_placeholder_of_the_provider() -> None:
    said = "Write {{ UnsubscribeURL }} yourself, or {{{ UnsubscribeURL }}}."
    plain, listmonk = mail(said), mail(said, Email(provider="listmonk"))
    assert "{{ UnsubscribeURL }} yourself" in plain.text
    assert listmonk.text.count("{{ UnsubscribeURL }}") == 1
    assert "\nUnsubscribe: {{ UnsubscribeURL }}\n" in listmonk.text


@hypothesis.given(st.text(max_size=400), st.integers(min_value=4, max_value=80))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width or " " not in line for line in lines)


@hypothesis.given(st.text(alphabet="ab[](){}<>*_`#|-\n .:1!&^~\\\"'", max_size=200))
@hypothesis.settings(max_examples=60, deadline=None)
def test_whatever_is_written_gives_a_text(markdown: str) -> None:
    text = mail("Begin.\n\n" + markdown).text
    assert text.startswith("Swifts\n======\n")
    assert text.isprintable() or "\n" in text
