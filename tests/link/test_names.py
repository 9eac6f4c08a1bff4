import pytest

from pipeline.model import Library, Link, Person, Thing
from tests.link.shelf import episode, issue, published, shelf, spoken

INES = Person("ines-caldeira", "Ines Caldeira")


def named(text: str, *known: Person | Thing) -> list[Link]:
    people = [one for one in known if isinstance(one, Person)]
    things = [one for one in known if isinstance(one, Thing)]
    return published(shelf([], [issue("a", "A", "2025-05-01", text)], people=people, things=things))


def test_people_are_linked_by_full_name_only() -> None:
    (one,) = named("Ines called. Later Ines Caldeira wrote.", INES)
    assert (one.type, one.target.kind, one.target.slug) == ("mentions", "person", "ines-caldeira")
    assert one.quote == "Later Ines Caldeira wrote."
    assert named("Ines called.", INES) == []


def test_an_alias_of_one_word_never_links_a_person() -> None:
    nick = Person("ines-caldeira", "Ines Caldeira", aliases=("Nessa", "Dr Caldeira"))
    assert named("Nessa called.", nick) == []
    assert len(named("Then Dr Caldeira called.", nick)) == 1


def test_a_name_in_the_genitive_is_the_name() -> None:
    assert [one.target.slug for one in named("It was Ines Caldeira's idea.", INES)] == ["ines-caldeira"]


def test_a_person_whose_name_is_made_of_common_words_needs_capitals() -> None:
    grace = Person("grace-field", "Grace Field")
    assert named("We walked with grace, field after grace field.", grace) == []
    assert len(named("We walked with Grace Field.", grace)) == 1


def test_who_writes_no_capitals_at_all_is_understood() -> None:
    whole = shelf([episode("e", "E")], [], {"e": spoken("then ines caldeira called")}, people=[INES])
    assert [one.target.slug for one in published(whole)] == ["ines-caldeira"]


def test_a_name_that_two_people_bear_links_neither() -> None:
    twins = (Person("one", "Ada Stone"), Person("two", "Ada Rivers", aliases=("Ada Stone",)))
    assert named("Ada Stone wrote.", *twins) == []


def test_guests_do_not_mention_themselves_and_hosts_are_no_news() -> None:
    guest = episode("e", "E", guests=("Ines Caldeira",))
    assert published(shelf([guest], [], {"e": spoken("I am Ines Caldeira, and you are Mira Halden.")})) == []
    other = episode("f", "F")
    assert len(published(shelf([guest, other], [], {"f": spoken("I am Ines Caldeira's friend.")}))) == 1


def test_a_name_that_nearly_every_item_has_is_boilerplate() -> None:
    letters = [issue(f"i{at}", f"Letter {at}", f"2025-05-0{at}", f"Number {at} was edited by Ines Caldeira.") for at in range(1, 9)]
    whole = shelf([], letters, people=[INES])
    assert published(whole, 0.25) == []
    assert len(published(whole, 1.0)) == 8
    few = shelf([], letters[:6], people=[INES])
    assert len(published(few, 0.25)) == 6  # in so small a show that is no sign of anything


def test_a_guest_is_at_home_by_any_of_her_names() -> None:
    known = Person("ines", "Ines Caldeira", aliases=("Ines de Caldeira",))
    for name in ("ines  caldeira", "Ines de Caldeira", "INES CALDEIRA"):
        own = episode("e", "E", guests=(name,))
        assert published(shelf([own], [], {"e": spoken("I am Ines Caldeira.")}, people=[known])) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("We met at Signal yesterday.", 1),
        ("Signal strength fell, and the signal was lost.", 0),
        ("We lost the signal.", 0),
        ("At SIGNAL they shout.", 0),
        ("Signals were weak last night.", 0),
        ("We met at Signal's office.", 1),
        ("Five Ways To Lose A Signal At Night", 0),
    ],
)
def test_an_organisation_of_one_word_needs_its_own_capitals(text: str, links: int) -> None:
    found = named(text, Thing("signal", "Signal"))
    assert [one.target.kind for one in found] == ["organisation"] * links


def test_an_organisation_that_is_no_everyday_word_may_begin_a_sentence() -> None:
    assert len(named("Lumetra makes sensors.", Thing("lumetra", "Lumetra"))) == 1


def test_organisations_have_aliases_and_a_reason() -> None:
    (one,) = named("He left Portway Rail in May.", Thing("portway", "Portway Railways", aliases=("Portway Rail",)))
    assert one.reason == "Names Portway Railways."


@pytest.mark.parametrize(
    ("title", "text", "links"),
    [
        ("Quiet", "I read “Quiet” again.", 1),
        ("Quiet", "It was Quiet there.", 0),
        ("The Long Table", "I read The Long Table again.", 1),
        ("The Long Table", "We sat at the long table.", 0),
    ],
)
def test_a_book_of_one_telling_word_needs_quotes(title: str, text: str, links: int) -> None:
    found = named(text, Thing("book", title, "book"))
    assert [one.target.kind for one in found] == ["book"] * links


def test_a_link_to_a_things_own_address_names_it() -> None:
    (one,) = named(
        "Read [this](https://www.lumetra.example/?utm_source=x).", Thing("lumetra", "Lumetra", url="http://lumetra.example")
    )
    assert (one.target.slug, one.quote) == ("lumetra", "Read this.")


def test_things_are_part_of_the_library() -> None:
    whole: Library = shelf(things=[Thing("b", "B", "book"), Thing("a", "A")])
    assert [one.slug for one in whole.things] == ["b", "a"]
