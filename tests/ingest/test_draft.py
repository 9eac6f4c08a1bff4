from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ItemError, ShowError
from pipeline.ingest import draft
from pipeline.model import Sound

SOUND = Sound(duration=10.0, codec="mp3", sample_rate=16000, channels=1, bytes=5, media_type="audio/mpeg", title="From the tags")
LETTER = "---\ntitle: Slow Bread\ndate: 2025-01-07\nsparked: one\n---\n\nFirst *passage*.\n\n## Heading\n\n- a\n- b\n\nLast.\n"


def test_an_issue_has_its_passages_in_order() -> None:
    issue, warnings = draft.issue(LETTER, "x.md", "slow-bread")
    assert (issue.title, issue.date, issue.sparked) == ("Slow Bread", "2025-01-07", ("one",))
    assert [(block.passage, block.text) for block in issue.blocks] == [
        ("p-1", "First passage."), ("", "Heading"), ("p-2", "a b"), ("p-3", "Last."),
    ]  # fmt: skip
    assert warnings == ()


def test_a_draft_without_a_date_says_what_to_add() -> None:
    with pytest.raises(ItemError) as caught:
        draft.issue("---\ntitle: T\n---\nText.\n", "content/newsletters/2025-01-07-t.md", "t")
    assert caught.value.where == "content/newsletters/2025-01-07-t.md:1"
    assert "no date" in caught.value.message
    assert "date: 2025-01-07" in caught.value.remedy


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("date: someday", "is no date"),
        ("date: 2025-13-45", "is no date"),
        ("episode: many\ndate: 2025-01-01", "whole number"),
        ("title: [a, b]\ndate: 2025-01-01", "one text"),
        ("guests: {a: 1}\ndate: 2025-01-01", "list of names"),
    ],
)
def test_a_wrong_value_is_named(line: str, said: str) -> None:
    with pytest.raises(ItemError, match=said):
        draft.episode(
            f"---\ntitle: T\n{line}\n---\nText.\n".replace("title: T\ntitle", "title"), "e.md", "e", "audio.mp3", SOUND, ()
        )


def test_the_line_of_a_wrong_value_is_named() -> None:
    with pytest.raises(ItemError) as caught:
        draft.issue("---\ntitle: T\nsummary: S\ndate: someday\n---\nText.\n", "x.md", "t")
    assert caught.value.where == "x.md:4"


def test_a_misspelt_key_is_a_warning_and_a_foreign_one_is_not() -> None:
    _, warnings = draft.issue("---\ntitle: T\ndate: 2025-01-07\nsumary: S\nlayout: post\n---\nText.\n", "x.md", "t")
    assert warnings == ('x.md:4: the key "sumary" is not known. Did you mean "summary"?',)


def test_an_episode_without_a_title_takes_the_one_of_its_file() -> None:
    episode, _ = draft.episode("---\ndate: 2025-01-07\n---\n", "e.md", "e", "audio.mp3", SOUND, ())
    assert episode.title == "From the tags"


@pytest.mark.parametrize(
    "head",
    [
        "a: &x [1]\nb: *x",
        "a: !!python/object:os.system x",
        "<<: {a: 1}\nb: &b 2",
        "a: [1\nb: 2",
        "- just\n- a list",
        "a: 1\na: {",
        "\t: x",
    ],
)
def test_front_matter_that_is_not_plain_is_refused(head: str) -> None:
    with pytest.raises(ItemError):
        draft.issue(f"---\n{head}\n---\nText.\n", "x.md", "t")


def test_a_draft_without_front_matter_says_how_to_begin() -> None:
    with pytest.raises(ItemError, match="no front matter"):
        draft.issue("Just text.\n", "x.md", "t")


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", '<a href="x" onclick="y()">z</a>', "<img src=x onerror=alert(1)>",
        '<iframe src="//evil.example"></iframe>', "<svg><script>1</script></svg>", "<style>*{display:none}</style>",
    ],
)  # fmt: skip
def test_nothing_in_a_letter_can_run(markdown: str) -> None:
    issue, _ = draft.issue(f"---\ntitle: T\ndate: 2025-01-07\n---\n\nBefore.\n\n{markdown}\n\nAfter.\n", "x.md", "t")
    html = "".join(block.html for block in issue.blocks).lower()
    assert not any(word in html for word in ("<script", '="javascript:', " onclick", " onerror", "<iframe", "<style", "<svg"))
    assert "before." in html
    assert "after." in html


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        draft.issue(text, "x.md", "t")
    except ShowError as error:
        assert error.where.startswith("x.md")


@given(st.text(max_size=200))
def test_any_front_matter_is_read_or_refused_with_a_place(head: str) -> None:
    try:
        draft.issue(f"---\n{head}\n---\nText.\n", "x.md", "t")
    except ShowError as error:
        assert error.where.startswith("x.md")


def test_a_word_of_the_text_does_not_move_the_line_of_a_fault() -> None:
    with pytest.raises(ItemError) as caught:
        draft.issue("---\ntitle: T\ndate: 4 March\n---\nSave the\ndate: soon.\n", "x.md", "t")
    assert caught.value.where == "x.md:3"


def test_front_matter_without_an_end_is_told_as_that() -> None:
    with pytest.raises(ItemError, match="has no end"):
        draft.issue("---\ntitle: T\ndate: 2025-01-01\n\nText.\n", "x.md", "t")


def test_a_theme_that_is_not_defined_is_named_with_its_line() -> None:
    with pytest.raises(ItemError) as caught:
        draft.issue(
            "---\ntitle: T\nthemes: [mesurement]\ndate: 2025-01-01\n---\nText.\n", "x.md", "t", {"measurement": ["measurement"]}
        )
    assert caught.value.where == "x.md:3"
    assert caught.value.remedy == 'Did you mean "measurement"?'


def test_half_a_character_becomes_a_sign_that_files_can_hold() -> None:
    issue, _ = draft.issue('---\ntitle: "cheese \\ud83e"\ndate: 2025-01-01\n---\nText.\n', "x.md", "t")
    assert issue.title.encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_a_draft_is_read_in_whatever_unicode_an_editor_saved_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: Größe 🎹\n---\n\nText.\n".encode(encoding))
    assert draft.front_matter(path, "a.md") == {"title": "Größe 🎹"}


def test_a_draft_of_another_code_page_is_told_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: Größe\n---\n".encode("cp1252"))
    with pytest.raises(ItemError, match=r"the file is not UTF-8 \(byte 13\)"):
        draft.front_matter(path, "a.md")
