from pipeline.model import Library, Link
from tests.link.shelf import episode, issue, published, shelf, spoken

INES = ("Ines Caldeira",)
COMING = episode("warm", "The Warm Numbers", "2025-03-18", INES)


def announced(*whole: Library) -> list[Link]:
    return [one for each in whole for one in published(each) if one.type == "announces"]


def sent(date: str, *more: str) -> Library:
    others = [episode(f"other-{day}", f"Other of {day}", day) for day in more]
    return shelf([COMING, *others], [issue("a", "A", date, "I have invited Ines Caldeira.")])


def test_who_names_the_guest_of_the_next_episode_announces_it() -> None:
    (one,) = announced(sent("2025-03-04"))
    assert (one.source.passage, one.target.slug) == ("p-1", "warm")
    assert one.reason == "The letter names Ines Caldeira, who is in the next episode."
    assert one.echo == "The letter of 4 March 2025, two weeks earlier, names Ines Caldeira."


def test_the_talk_announces_it_at_its_second() -> None:
    before = episode("before", "Before", "2025-02-18")
    (one,) = announced(shelf([COMING, before], [], {"before": spoken("Next month Ines Caldeira joins me.")}))
    assert (one.source.kind, one.source.seconds) == ("episode", 36.0)
    assert one.echo.endswith("names Ines Caldeira at 0:36.")


def test_a_guest_of_a_later_episode_or_one_long_ahead_is_not_announced() -> None:
    assert announced(sent("2025-03-04", "2025-03-10")) == []
    assert announced(sent("2025-01-04")) == []
    assert announced(sent("2025-03-18")) == []


def test_who_was_in_the_show_before_is_not_announced_by_a_name() -> None:
    earlier = episode("earlier", "Earlier", "2025-02-01", INES)
    assert announced(shelf([COMING, earlier], [issue("a", "A", "2025-03-04", "Ines Caldeira was right.")])) == []


def test_the_title_says_more_than_the_name() -> None:
    letter = issue("a", "A", "2025-03-04", "Hear Ines Caldeira in “The Warm Numbers”.")
    (one,) = announced(shelf([COMING], [letter]))
    assert one.reason == "The letter announces this episode."
