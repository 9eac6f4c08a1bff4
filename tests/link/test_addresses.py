import pytest

from pipeline.link.addresses import normal
from pipeline.model import Link
from tests.link.shelf import episode, issue, published, shelf, spoken

PAPER = "https://example.org/paper"


def cited(first: str, second: str, date: str = "2025-05-01") -> list[Link]:
    talk = episode("e", "A Talk", "2025-01-01", notes=f'<p>Read <a href="{second}">x</a>.</p>')
    return published(shelf([talk], [issue("a", "A", date, f"First.\n\nRead <{first}>.")]))


@pytest.mark.parametrize("other", [PAPER, f"{PAPER}/", "http://www.example.org/paper?utm_medium=mail&fbclid=1", f"{PAPER}#part"])
def test_the_same_address_in_notes_and_letter_links_them_at_its_passage(other: str) -> None:
    (one,) = cited(PAPER, other)
    assert (one.type, one.source.passage, one.target.slug) == ("cites-url", "p-2", "e")
    assert one.reason == one.echo == "Both point to example.org/paper."


@pytest.mark.parametrize(
    ("first", "second"),
    [(f"{PAPER}?page=1", f"{PAPER}?page=2"), ("https://example.org/", "https://example.org"), (PAPER, "https://example.net/paper")],
)
def test_other_pages_and_bare_home_pages_link_nothing(first: str, second: str) -> None:
    assert cited(first, second) == []


@pytest.mark.parametrize("name", ["cat.jpg", "cat.PNG?w=200", "a/b.webp"])
def test_a_picture_that_two_items_show_links_nothing(name: str) -> None:
    assert cited(f"https://pictures.example/{name}", f"https://pictures.example/{name}") == []


def test_two_letters_that_cite_the_same_are_linked_from_the_later_one() -> None:
    whole = shelf([], [issue("a", "A", "2025-01-01", f"Old: <{PAPER}>."), issue("b", "B", "2025-02-01", f"New: <{PAPER}>.")])
    (one,) = published(whole)
    assert (one.source.slug, one.target.slug, one.target.passage, one.quote) == ("b", "a", "p-1", f"New: {PAPER}.")


def test_an_address_that_many_cite_is_part_of_the_furniture() -> None:
    letters = [issue(f"i{at}", f"Letter {at}", f"2025-05-0{at}", f"Number {at} cites <{PAPER}>.") for at in range(1, 5)]
    assert published(shelf([], letters)) == []
    assert len(published(shelf([], letters[:3]))) == 3


def test_an_address_in_a_repeated_advertisement_links_nothing() -> None:
    advertisement = f"We are hiring many people today, see <{PAPER}>."
    letters = [issue(f"i{at}", f"Letter {at}", f"2025-05-0{at}", advertisement) for at in range(1, 4)]
    assert published(shelf([], letters)) == []


@pytest.mark.parametrize(
    ("address", "passage", "seconds"),
    [
        ("https://table.example/episodes/e/", "", None),
        ("http://www.table.example/episodes/e", "", None),
        ("https://table.example/episodes/e/#t=75", "t-72", 75.0),
        ("https://table.example/episodes/e/#t-72", "t-72", 72.0),
        ("/episodes/e/#t-72", "t-72", 72.0),
        ("https://table.example/episodes/e/#t-9999", "", None),
    ],
)
def test_an_address_of_the_shows_own_page_leads_there(address: str, passage: str, seconds: float | None) -> None:
    whole = shelf([episode("e", "A Talk")], [issue("a", "A", "2025-05-01", f"Hear [this]({address}).")], {"e": spoken("A.", "B.")})
    (one,) = published(whole)
    assert (one.type, one.target.slug, one.target.passage, one.target.seconds) == ("mentions", "e", passage, seconds)
    assert (one.reason, one.quote) == ("Links to this episode.", "Hear this.")


def test_an_address_of_a_letter_leads_to_its_paragraph() -> None:
    letters = [
        issue("a", "A", "2025-05-01", "One.\n\nTwo."),
        issue("b", "B", "2025-06-01", "[It](https://table.example/letters/a/#p-2)."),
    ]
    (one,) = published(shelf([], letters))
    assert (one.source.slug, one.target.slug, one.target.passage) == ("b", "a", "p-2")


@pytest.mark.parametrize(
    "address", ["https://other.example/episodes/e/", "https://table.example/episodes/f/", "https://table.example/"]
)
def test_addresses_of_others_or_of_no_item_lead_nowhere(address: str) -> None:
    assert published(shelf([episode("e", "A Talk")], [issue("a", "A", "2025-05-01", f"[It]({address}).")])) == []


@pytest.mark.parametrize(
    "address", ["", "mailto:a@b.example", "https://", "http://[::1", "https://a.example:99999/x", "javascript:x"]
)
def test_what_is_no_web_address_is_none(address: str) -> None:
    assert normal(address) == ""
