import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import link
from pipeline.model import Library, Passage, Show
from tests.link.shelf import by_chance, episode, issue, shelf, spoken
from tests.link.test_related import JAR, OTHERS, SAME, filler, library


def rows(whole: Library) -> link.Found:
    return link.find(whole, 0.8, by_chance(whole))


def test_an_empty_library_and_one_item_have_no_links() -> None:
    assert rows(shelf()) == link.Found()
    assert rows(shelf([], [issue("a", "A", "2025-01-01", JAR)])) == link.Found()


def test_an_empty_passage_and_one_without_sentences_hide_nothing() -> None:
    whole = library()
    passages = (*spoken(""), Passage("t-9", "", ()), *whole.passages["episode/talk"])
    holed = shelf(whole.episodes, whole.issues, {"talk": passages})
    assert [one.reason for one in rows(holed).published if one.type == "related"] == [
        one.reason for one in rows(whole).published if one.type == "related"
    ]


def test_ten_thousand_words_in_one_sentence_are_read_in_no_more_than_their_turn() -> None:
    dice = random.Random(3)  # noqa: S311 - words, no secrets
    long = " ".join(dice.choices([word.strip(".,") for text in OTHERS for word in text.split()], k=10_000))
    whole = shelf(
        [episode("long", "A Long Talk")], [issue("jar", "The Jar", "2025-03-04", JAR), *filler()], {"long": spoken(long, SAME)}
    )
    assert [one for one in rows(whole).published if {one.source.slug, one.target.slug} == {"jar", "long"}]


def test_emoji_and_another_language_link_nothing_and_break_nothing() -> None:
    texts = ("🎹🎹🎹 🎉🎉", "私は毎日パンを焼きます。", "Я пеку хлеб каждый день.", "اليوم خبزت الخبز", "\u200d\u200d", "...")
    letters = [issue(f"i{at}", f"Letter Number {at}", f"2025-05-0{at + 1}", text) for at, text in enumerate(texts)]
    assert rows(shelf([], letters)) == link.Found()


def test_a_show_in_another_language_is_read_by_its_own_stems() -> None:
    dutch = Show("De Tafel", language="nl")
    letters = [
        issue("a", "Een", "2025-01-01", "De veerboten varen tweemaal naar het eiland."),
        issue("b", "Twee", "2025-02-01", "Geen veerboot vaart vandaag naar eilanden."),
    ]
    (one,) = rows(shelf([], letters, show=dutch)).published
    assert "veerboot" in one.reason


def test_missing_vectors_change_what_is_sure_and_break_nothing() -> None:
    whole = library()
    every = by_chance(whole)
    some = {key: dict(list(own.items())[:1]) for key, own in every.items() if key != "episode/talk"}
    for vectors in ({}, some, {"issue/gone": {"p-1": b""}}, {key: dict.fromkeys(own, b"\1") for key, own in every.items()}):
        (one,) = [one for one in link.find(whole, 0.8, vectors).published if {one.source.slug, one.target.slug} == {"jar", "talk"}]
        assert one.type == "related"
    assert link.find(whole, 0.8) == link.find(whole, 0.8, {})


def test_the_same_library_has_the_same_links_in_whatever_order_it_comes() -> None:
    whole = library()
    fields = {name: getattr(whole, name) for name in Library.__struct_fields__}
    turned = Library(**{**fields, "issues": whole.issues[::-1], "passages": dict(reversed(whole.passages.items()))})
    assert rows(whole) == rows(turned)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5), st.lists(st.text(max_size=60), max_size=4))
def test_whatever_is_said_every_link_leads_from_an_item_to_another_place(said: list[str], written: list[str]) -> None:
    letters = [issue(f"i{at}", f"Letter Number {at}", "2025-05-01", f"x {text}") for at, text in enumerate(written)]
    whole = shelf([episode("talk", "A Talk")], letters, {"talk": spoken(*said)})
    found = rows(whole)
    assert found == rows(whole)
    for one in (*found.published, *found.suggested):
        assert (one.source.kind, one.source.slug) != (one.target.kind, one.target.slug)
        assert one.reason
        assert one.echo
        assert 0.0 < one.score <= 1.0
