from pipeline import link
from pipeline.model import Episode, Issue, Library, Link
from tests.link.shelf import by_chance, episode, issue, shelf, spoken
from tests.link.test_related import OTHERS, filler

TALK = "I read your letter about swifts over the chimney, counted with a notebook every evening. Tell me of those birds."
SWIFTS = "My neighbour counts swifts. In the evening he stands with a notebook and looks at the chimney, and at the birds."


def talk(date: str = "2025-03-18", title: str = "Birds Above", guests: tuple[str, ...] = ("Ines Caldeira",)) -> Episode:
    return episode("birds", title, date, guests)


def guessed(*letters: Issue, one: Episode | None = None, said: str = TALK) -> list[Link]:
    whole = shelf([one or talk()], [*letters, *filler()], {"birds": spoken(said, OTHERS[0])})
    return [each for each in link.find(whole, 0.8, by_chance(whole)).suggested if each.type == "sparked"]


def test_a_letter_that_names_the_coming_guest_may_have_started_the_episode() -> None:
    letter = issue("swifts", "Counting Swifts", "2025-03-04", f"{SWIFTS}\n\nI have invited Ines Caldeira.")
    (one,) = guessed(letter)
    assert (one.source.slug, one.target.slug, one.source.passage) == ("swifts", "birds", "p-2")
    assert "the letter names Ines Caldeira" in one.reason.replace("The", "the")
    assert one.echo.startswith("Sent two weeks earlier, on 4 March 2025; ")
    assert one.quote == "I have invited Ines Caldeira."
    assert one.score < 1.0


def test_an_episode_that_names_the_letter_before_it_may_come_of_it() -> None:
    letter = issue("swifts", "Counting Swifts", "2025-03-04", f"{SWIFTS}\n\nI have invited Ines Caldeira.")
    (one,) = guessed(letter, said=f"{TALK} It was called Counting Swifts.")
    assert one.reason.startswith("The episode names this letter")


def test_older_letters_later_ones_and_those_of_other_things_are_no_guess() -> None:
    text = f"{SWIFTS}\n\nI have invited Ines Caldeira."
    assert guessed(issue("swifts", "Counting Swifts", "2024-12-31", text)) == []
    assert guessed(issue("swifts", "Counting Swifts", "2025-03-18", text)) == []
    assert guessed(issue("swifts", "Counting Swifts", "2025-03-04", OTHERS[1])) == []


def test_a_letter_that_announces_the_episode_is_no_guess() -> None:
    text = f"{SWIFTS}\n\nI have invited Ines Caldeira. Next comes Birds Above."
    assert guessed(issue("swifts", "Counting Swifts", "2025-03-04", text)) == []


def test_an_episode_that_a_letter_is_known_to_have_started_gets_no_guess() -> None:
    known = issue("known", "Known Thing", "2025-03-10", "Text.", sparked="birds")
    assert guessed(known, issue("swifts", "Counting Swifts", "2025-03-04", f"{SWIFTS}\n\nI have invited Ines Caldeira.")) == []


def test_two_letters_at_most_are_guessed() -> None:
    texts = (
        SWIFTS,
        "In the evening birds circle the chimney. They are swifts, says my notebook, and I count them.",
        "A notebook full of swifts: whoever counts birds at a chimney has a long evening.",
    )
    letters = [
        issue(f"swifts-{at}", f"Counting Swifts {at}", f"2025-03-0{at}", f"{text} Ines Caldeira does.")
        for at, text in enumerate(texts, 1)
    ]
    assert len(guessed(*letters)) == 2


def test_guesses_are_never_published() -> None:
    letter = issue("swifts", "Counting Swifts", "2025-03-04", f"{SWIFTS}\n\nI have invited Ines Caldeira.")
    whole: Library = shelf([talk()], [letter, *filler()], {"birds": spoken(TALK)})
    assert not [one for one in link.find(whole, 0.8, by_chance(whole)).published if one.type == "sparked"]
