from pipeline import library, link, segment
from pipeline.ingest import draft
from pipeline.model import Episode, Library, Link, Passage, Person, Sentence, Show

EPISODE = Episode(
    slug="warm-numbers", title="The Warm Numbers", date="2025-03-18", audio="a.mp3", duration=60.0, guests=("Ines Caldeira",)
)
LATER = Episode(slug="clocks", title="Clocks", date="2025-04-15", audio="a.mp3", duration=60.0)


def spoken(text: str, second: float = 36.0) -> tuple[Passage, ...]:
    return (Passage(f"t-{int(second)}", text, (Sentence(text, second),), second, second + 5),)


def shelf(letter: str = "", speech: str = "", people: tuple[Person, ...] = (), **front: str) -> Library:
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "Slow Bread", "date": "2025-03-04", **front}.items())
    issue, _ = draft.issue(f"---\n{lines}---\n\n{letter or 'Text.'}\n", "x.md", "slow-bread")
    passages = {"issue/slow-bread": segment.letter(issue.blocks), "episode/warm-numbers": spoken(speech) if speech else ()}
    episodes = {"episode/warm-numbers": EPISODE, "episode/clocks": LATER}
    return library.assemble(Show("S", hosts=("Mira Halden",)), (), people, episodes, {"issue/slow-bread": issue}, passages, {})


def found(whole: Library) -> list[Link]:
    return list(link.find(whole, 0.8))


def test_a_letter_that_names_an_older_episode_is_linked_with_reason_and_sentence() -> None:
    (one,) = found(shelf("I keep thinking of “The Warm Numbers”.", date="2025-05-01"))
    assert (one.type, one.source.slug, one.source.passage, one.target.slug) == ("mentions", "slow-bread", "p-1", "warm-numbers")
    assert one.reason == "The letter names this episode."
    assert "1 May 2025" in one.echo
    assert "Warm Numbers" in one.quote


def test_a_letter_that_names_a_coming_episode_announces_it() -> None:
    (one,) = found(shelf("Next comes The Warm Numbers."))
    assert one.type == "announces"
    assert one.echo == "Sent two weeks earlier, on 4 March 2025; it announces this episode."


def test_front_matter_beats_a_title_and_keeps_its_sentence() -> None:
    (one,) = found(shelf("Next comes The Warm Numbers.", sparked="warm-numbers"))
    assert one.type == "sparked"
    assert one.quote == "Next comes The Warm Numbers."


def test_a_letter_named_in_speech_is_linked_at_its_second() -> None:
    (one,) = found(shelf(speech="I sent a newsletter called slow bread."))
    assert (one.source.kind, one.source.seconds, one.target.kind) == ("episode", 36.0, "issue")
    assert one.reason == "The talk names this letter."
    assert "at 0:36" in one.echo


def test_curly_quotes_and_apostrophes_do_not_hide_a_title() -> None:
    whole = shelf(speech="That was in slow bread", title="“Slow  Bread”")
    assert len(found(whole)) == 1


def test_a_title_of_one_word_needs_quotes() -> None:
    assert found(shelf("Their clocks differ, and clocks matter.", date="2025-05-01")) == []
    assert [one.target.slug for one in found(shelf('I liked "Clocks" best.', date="2025-05-01"))] == ["clocks"]


def test_two_common_words_are_no_title() -> None:
    whole = shelf("At the end of the week we met.", date="2025-05-01")
    episode = Episode(slug="the-week", title="The Week", date="2025-01-01", audio="a", duration=1.0)
    both = library.assemble(
        whole.show, (), (), {"episode/the-week": episode}, {"issue/slow-bread": whole.issues[0]}, whole.passages, {}
    )
    assert found(both) == []


def test_a_letter_and_an_episode_may_share_a_slug_and_still_be_linked() -> None:
    whole = shelf("Hear The Warm Numbers, or [[warm-numbers]].", date="2025-05-01", slug="warm-numbers")
    issue = whole.issues[0]
    same, _ = draft.issue(f"---\ntitle: Same\ndate: 2025-05-01\n---\n{issue.body}", "x.md", "warm-numbers")
    passages = {"issue/warm-numbers": segment.letter(same.blocks)}
    both = library.assemble(whole.show, (), (), {"episode/warm-numbers": EPISODE}, {"issue/warm-numbers": same}, passages, {})
    (one,) = found(both)
    assert (one.source.kind, one.target.kind, one.target.slug) == ("issue", "episode", "warm-numbers")


def test_a_wiki_link_is_explicit() -> None:
    (one,) = found(shelf("See [[warm-numbers|that talk]] again.", date="2025-05-01"))
    assert one.target.slug == "warm-numbers"
    assert one.reason == "Links to this episode."


def test_people_are_linked_by_full_name_only() -> None:
    whole = shelf("Ines called. Later Ines Caldeira wrote.", people=(Person("ines-caldeira", "Ines Caldeira"),))
    (one,) = [one for one in found(whole) if one.target.kind == "person"]
    assert one.target.slug == "ines-caldeira"
    assert one.quote == "Later Ines Caldeira wrote."
    assert not [one for one in found(shelf("Ines called.")) if one.target.kind == "person"]


def test_guests_do_not_mention_themselves_and_hosts_are_no_news() -> None:
    assert found(shelf(speech="I am Ines Caldeira, and you are Mira Halden.")) == []


def test_the_same_address_in_notes_and_letter_links_them() -> None:
    whole = shelf("Read <https://example.org/paper/>.", date="2025-05-01")
    episode = Episode(
        slug="e", title="A Talk", date="2025-01-01", audio="a", duration=1.0, notes_html='<a href="https://example.org/paper">x</a>'
    )
    both = library.assemble(whole.show, (), (), {"episode/e": episode}, {"issue/slow-bread": whole.issues[0]}, whole.passages, {})
    (one,) = found(both)
    assert (one.type, one.target.slug) == ("cites-url", "e")


def test_the_order_of_items_changes_no_link() -> None:
    whole = shelf("The Warm Numbers, and Ines Caldeira.", speech="Slow bread again.")
    turned = Library(**{**{name: getattr(whole, name) for name in Library.__struct_fields__}, "episodes": whole.episodes[::-1]})
    assert link.find(whole, 0.8) == link.find(turned, 0.8)
