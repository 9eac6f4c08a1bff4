import msgspec
import pytest

from pipeline import link, segment
from pipeline.language import english
from pipeline.model import Library, Lost, Person, Sentence, Theme
from pipeline.pages.shelf import Shelf
from tests.link.shelf import episode, issue, published, shelf, spoken

WARM = episode("warm-numbers", "The Warm Numbers", guests=("Ines Caldeira",))
CLOCKS = episode("clocks", "Clocks", "2025-04-15")


def letter(text: str, date: str = "2025-05-01", **front: str) -> Library:
    return shelf([WARM, CLOCKS], [issue("slow-bread", "Slow Bread", date, text, **front)])


def talk(text: str) -> Library:
    return shelf([WARM, CLOCKS], [issue("slow-bread", "Slow Bread", "2025-03-04", "Text.")], {"warm-numbers": spoken(text)})


def test_a_letter_that_names_an_older_episode_is_linked_with_reason_and_sentence() -> None:
    (one,) = published(letter("I keep thinking of “The Warm Numbers”."))
    assert (one.type, one.source.slug, one.source.passage, one.target.slug) == ("mentions", "slow-bread", "p-1", "warm-numbers")
    assert one.reason == "The letter names this episode."
    assert "1 May 2025" in one.echo
    assert "Warm Numbers" in one.quote
    assert one.score == 1.0


def test_a_letter_that_names_a_coming_episode_announces_it() -> None:
    (one,) = published(letter("Next comes The Warm Numbers.", "2025-03-04"))
    assert one.type == "announces"
    assert one.echo == "Sent two weeks earlier, on 4 March 2025; it announces this episode."


def test_front_matter_beats_a_title_and_keeps_its_sentence() -> None:
    (one,) = published(letter("Next comes The Warm Numbers.", "2025-03-04", sparked="warm-numbers"))
    assert one.type == "sparked"
    assert one.quote == "Next comes The Warm Numbers."


def test_front_matter_that_names_no_episode_is_lost_and_told() -> None:
    whole = letter("Text.", sparked="warm-number")
    assert list(link.lost(whole.episodes, whole.issues)) == [Lost("slow-bread", "warm-number", 'Did you mean "warm-numbers"?')]
    assert published(whole) == []


RENAMED = msgspec.structs.replace(WARM, slug="numbers", was=("warm-numbers",))


def test_a_former_slug_means_the_item_of_today() -> None:
    marked, sparked = (
        "See [[warm-numbers]] and [[warm-numbers@2:31]].",
        issue("bread", "Bread", "2025-01-04", "x", sparked="warm-numbers"),
    )
    whole = shelf([RENAMED, CLOCKS], [issue("slow-bread", "Slow Bread", "2025-05-01", marked), sparked])
    found = {one.source.slug: one for one in published(whole)}
    assert [(one.type, one.target.slug) for one in found.values()] == [("sparked", "numbers"), ("mentions", "numbers")]
    assert found["slow-bread"].quote == "See The Warm Numbers and The Warm Numbers."
    assert list(link.lost(whole.episodes, whole.issues)) == []
    places = Shelf.of(whole, english()).places
    assert places["warm-numbers"] == places["numbers"] == ("episodes/numbers/", "The Warm Numbers", 600.0)


def test_a_former_slug_that_another_item_has_today_is_that_other_s() -> None:
    other = msgspec.structs.replace(CLOCKS, slug="warm-numbers")
    whole = shelf([RENAMED, other], [issue("slow-bread", "Slow Bread", "2025-05-01", "See [[warm-numbers]].")])
    assert [one.target.slug for one in published(whole)] == ["warm-numbers"]
    assert Shelf.of(whole, english()).places["warm-numbers"].title == "Clocks"


PEOPLE = (Person("ada", "Ada Lovelace"),)
ADAS = issue("ada-letter", "The Ada Letter", "2025-02-01", "x", was="ada")


@pytest.mark.parametrize(
    ("whole", "target", "title"),
    [
        (shelf([CLOCKS], [ADAS], people=PEOPLE), "ada", "Ada Lovelace"),
        (shelf([CLOCKS], [ADAS], themes=(Theme("ada", "Adas"),)), "", "Adas"),
        (shelf([msgspec.structs.replace(WARM, was=("ada",))], [issue("ada", "Ada!", "2025-02-01", "x")]), "ada", "Ada!"),
        (shelf([msgspec.structs.replace(WARM, was=("ada",))], [ADAS]), "warm-numbers", "The Warm Numbers"),
    ],
    ids=["person", "theme", "letter", "two that were"],
)
def test_links_pages_and_quotes_agree_on_what_a_slug_means(whole: Library, target: str, title: str) -> None:
    marked = issue("slow-bread", "Slow Bread", "2025-05-01", "See [[ada]].")
    passages = {**whole.passages, "issue/slow-bread": segment.letter(marked.blocks)}
    whole = msgspec.structs.replace(whole, issues=(*whole.issues, marked), passages=passages)
    found = [one for one in published(whole) if one.source.slug == "slow-bread"]
    assert [(one.target.slug, one.quote) for one in found] == ([(target, f"See {title}.")] if target else [])
    assert Shelf.of(whole, english()).places["ada"].title == title


def test_a_letter_named_in_speech_is_linked_at_its_second_whatever_its_capitals() -> None:
    (one,) = published(talk("I sent a newsletter called slow bread."))
    assert (one.source.kind, one.source.seconds, one.target.kind) == ("episode", 36.0, "issue")
    assert one.reason == "The talk names this letter."
    assert "at 0:36" in one.echo


def test_the_second_is_that_of_the_sentence_in_a_passage_of_several_turns() -> None:
    whole = talk("Hello.")
    turns = (Sentence("Hello.", 36.0, "Mira", "t-36"), Sentence("That was in Slow Bread.", 41.5, "Ines", "t-41"))
    passage = spoken("Hello. That was in Slow Bread.")[0]
    several = {**whole.passages, "episode/warm-numbers": (type(passage)("t-36", passage.text, turns, 36.0, 50.0),)}
    whole = type(whole)(**{**{name: getattr(whole, name) for name in Library.__struct_fields__}, "passages": several})
    (one,) = published(whole)
    assert (one.source.passage, one.source.seconds) == ("t-36", 41.5)


def test_written_text_names_a_title_with_its_capitals_or_in_quotes() -> None:
    assert published(letter("We looked at the warm numbers on the stove.")) == []
    assert len(published(letter("We looked at 'em in “the warm numbers”."))) == 1


def test_curly_quotes_and_blanks_do_not_hide_a_title() -> None:
    whole = shelf([WARM], [issue("slow-bread", "“Slow  Bread”", "2025-03-04", "Text.")], {"warm-numbers": spoken("See slow bread")})
    assert len(published(whole)) == 1


def test_a_title_of_one_word_needs_quotes() -> None:
    assert published(letter("Their clocks differ, and Clocks matter.")) == []
    assert [one.target.slug for one in published(letter('I liked "Clocks" best.'))] == ["clocks"]


def test_two_common_words_are_no_title() -> None:
    week = episode("the-week", "The Week", "2025-01-01")
    assert published(shelf([week], [issue("a", "A", "2025-05-01", "At the end of The Week we met.")])) == []


@pytest.mark.parametrize(
    ("title", "said", "links"),
    [
        ("Next Steps", "The next steps are clear to all of us.", 0),
        ("Good Morning", "Good morning and welcome to the table.", 0),
        ("The Sunday Letter", "This is the sunday letter that you know.", 0),
        ("Next Steps", "We said so in Next Steps last year.", 1),
        ("The Warm Ledger", "In the warm ledger she counted days.", 1),
    ],
)
def test_in_speech_a_title_of_everyday_words_needs_its_capitals(title: str, said: str, links: int) -> None:
    whole = shelf([episode("e", "E", "2025-04-01"), episode("f", title, "2025-03-01")], [], {"e": spoken(said)})
    assert [one.target.slug for one in published(whole) if one.type == "mentions"] == ["f"] * links


def test_a_title_that_many_items_hold_is_a_greeting_and_links_nothing() -> None:
    talks = [episode(f"e{at}", f"Talk {at}", f"2025-04-0{at}") for at in range(1, 9)]
    said = {one.slug: spoken(f"Number {at}: welcome to the Rusty Kettle again.") for at, one in enumerate(talks)}
    whole = shelf([*talks, episode("kettle", "The Rusty Kettle", "2025-03-01")], [], said)
    assert [one for one in published(whole) if one.target.slug == "kettle"] == []


@pytest.mark.parametrize("said", ['"Brot"', "„Brot“", "‚Brot‘", "«Brot»", "»Brot«", "‘Brot’", "'Brot'", "“Brot”", "「Brot」"])  # noqa: RUF001 - those are the quotes
def test_a_title_of_one_word_counts_in_the_quotes_of_any_language(said: str) -> None:
    whole = shelf(
        [episode("brot", "Brot", "2025-03-01")], [issue("i", "I", "2025-04-01", f"Das war {said}, und wer's mag, backt.")]
    )
    assert [one.target.slug for one in published(whole) if one.type == "mentions"] == ["brot"]


def test_a_title_inside_a_longer_one_is_not_named_by_it() -> None:
    longer = episode("again", "The Warm Numbers Again", "2025-04-01")
    whole = shelf([WARM, longer], [issue("a", "A", "2025-05-01", "Hear The Warm Numbers Again.")])
    assert [one.target.slug for one in published(whole)] == ["again"]


def test_a_title_that_two_others_bear_is_nobodys() -> None:
    twin = episode("twin", "The Warm Numbers", "2025-04-01")
    assert published(shelf([WARM, twin], [issue("a", "A", "2025-05-01", "Hear The Warm Numbers.")])) == []


def test_a_letter_with_the_title_of_an_episode_means_the_episode() -> None:
    whole = shelf([WARM], [issue("same", "The Warm Numbers", "2025-05-01", "Hear The Warm Numbers.")])
    (one,) = published(whole)
    assert (one.source.kind, one.target.kind) == ("issue", "episode")


def test_a_letter_and_an_episode_may_share_a_slug_and_still_be_linked() -> None:
    whole = shelf([WARM], [issue("warm-numbers", "Same", "2025-05-01", "Hear it in [[warm-numbers]].")])
    (one,) = published(whole)
    assert (one.source.kind, one.target.kind, one.target.slug) == ("issue", "episode", "warm-numbers")


def test_a_mark_is_explicit_and_its_quote_reads_as_the_page_does() -> None:
    (one,) = published(letter("See [[warm-numbers|that talk]] again."))
    assert (one.target.slug, one.reason, one.quote) == ("warm-numbers", "Links to this episode.", "See that talk again.")
    assert published(letter("See [[warm-number|that talk]] again.")) == []


def test_a_mark_may_lead_to_a_moment() -> None:
    whole = shelf(
        [WARM], [issue("a", "A", "2025-05-01", "At [[warm-numbers@1:15|minute one]].")], {"warm-numbers": spoken("A.", "B.")}
    )
    (one,) = published(whole)
    assert (one.target.passage, one.target.seconds, one.quote) == ("t-72", 75.0, "At minute one.")


def test_a_mark_to_a_second_where_nobody_speaks_leads_to_the_second() -> None:
    whole = shelf([WARM], [issue("a", "A", "2025-05-01", "At [[warm-numbers@9:00]].")], {"warm-numbers": spoken("A.")})
    (one,) = published(whole)
    assert (one.target.passage, one.target.seconds, one.quote) == ("", 540.0, "At The Warm Numbers.")


def test_a_mark_may_lead_to_a_person() -> None:
    whole = shelf(
        [WARM], [issue("a", "A", "2025-05-01", "Ask [[ines-caldeira]].")], people=[Person("ines-caldeira", "Ines Caldeira")]
    )
    (one,) = published(whole)
    assert (one.target.kind, one.reason, one.quote) == ("person", "Names Ines Caldeira.", "Ask Ines Caldeira.")


def test_a_sentence_that_stands_in_many_items_names_nothing() -> None:
    credit = "Do not forget to hear The Warm Numbers."
    many = [issue(f"i{at}", f"Letter {at}", f"2025-05-0{at}", credit) for at in (1, 2, 3)]
    assert published(shelf([WARM], many)) == []
    assert len(published(shelf([WARM], many[:2]))) == 2


def test_an_entry_of_a_list_is_the_quote_and_not_the_whole_list() -> None:
    (one,) = published(letter("- Bread and salt\n- Hear The Warm Numbers\n- Something else"))
    assert one.quote == "Hear The Warm Numbers"


def test_the_order_of_items_changes_no_link() -> None:
    whole = shelf(
        [WARM, CLOCKS], [issue("a", "A", "2025-05-01", "The Warm Numbers and “Clocks”.")], {"clocks": spoken("Slow rye bread.")}
    )
    fields = {name: getattr(whole, name) for name in Library.__struct_fields__}
    turned = Library(**{**fields, "episodes": whole.episodes[::-1], "passages": dict(reversed(whole.passages.items()))})
    assert link.find(whole, 0.8) == link.find(turned, 0.8)
