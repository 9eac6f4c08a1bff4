from collections import Counter

from pipeline import link
from pipeline.link import Found
from pipeline.model import Evidence, Issue, Library, Link, Mention, Place, Theme
from tests.link.shelf import by_chance, episode, issue, shelf, spoken

JAR = "I left a jar of sourdough in the fridge, and it smelled of nail varnish and vinegar."
SAME = "What I found in the fridge was a jar of sourdough that smelled of varnish."
OTHERS = (
    "The harbour has seven cranes, and the gulls sit on every one of them.",
    "A violin needs a bow, rosin and somebody with patience in the next flat.",
    "Our lift stopped between two floors with a priest and a crate of oranges.",
    "In winter the ferry sails twice, unless ice closes the channel.",
    "My uncle repaired typewriters until nobody brought him any.",
    "The museum lends its meteorite to schools that own a strong trolley.",
    "Bees swarm in May, and the beekeeper wears no gloves.",
    "Nobody had told the marathon runners about the drawbridge.",
)


def filler(count: int = 8) -> list[Issue]:
    return [issue(f"other-{at}", f"Other Thing {at}", f"2024-0{at + 1}-01", OTHERS[at]) for at in range(count)]


def library(first: str = JAR, second: str = SAME) -> Library:
    return shelf(
        [episode("talk", "A Talk")],
        [issue("jar", "The Jar", "2025-03-04", f"Hello.\n\n{first}"), *filler()],
        {"talk": spoken(second)},
    )


def found(whole: Library) -> Found:
    return link.find(whole, 0.8, by_chance(whole))


def related(links: tuple[Link, ...], one: str, two: str) -> list[Link]:
    return [each for each in links if each.type == "related" and {each.source.slug, each.target.slug} == {one, two}]


def test_two_passages_that_share_what_is_seldom_said_are_published_with_both_ends() -> None:
    (one,) = related(found(library()).published, "jar", "talk")
    assert (one.source.kind, one.source.passage, one.source.seconds) == ("episode", "t-36", 36.0)
    assert (one.target.kind, one.target.passage) == ("issue", "p-2")
    assert one.quote == SAME
    assert 0.5 < one.score < 1.0


def test_the_reason_names_words_that_stand_in_both_and_no_percentage() -> None:
    (one,) = related(found(library()).published, "jar", "talk")
    words = one.reason.removeprefix("Both speak of ").rstrip(".").replace(" and ", ", ").split(", ")
    assert len(words) == 3
    assert all(word.strip("“”") in SAME.lower() and word.strip("“”")[:5] in JAR.lower() for word in words)
    assert "%" not in one.reason
    assert one.echo.endswith("in the episode of 18 March 2025, at 0:36.")


def test_the_words_of_a_reason_stand_in_the_order_in_which_they_are_said() -> None:
    backwards = "Varnish and sourdough and the fridge and a jar are what smelled."
    whole = shelf(
        [episode("talk", "A Talk")], [issue("jar", "The Jar", "2025-05-01", backwards), *filler()], {"talk": spoken(SAME)}
    )
    (one,) = related(found(whole).published, "jar", "talk")
    words = one.reason.removeprefix("Both speak of ").rstrip(".").replace(" and ", ", ").split(", ")
    places = [backwards.lower().index(word.strip("“”")) for word in words]
    assert places == sorted(places)


def test_the_reason_names_the_themes_that_both_carry() -> None:
    theme = Theme("craft", "Craft and patience", short="Craft")
    mention = {
        "issue/jar": (Mention("p-2", "craft", 0.8, "strong", Evidence(JAR)),),
        "episode/talk": (Mention("t-36", "craft", 0.7, "strong", Evidence(SAME)),),
    }
    whole = library()
    both = shelf(whole.episodes, whole.issues, {"talk": whole.passages["episode/talk"]}, themes=[theme], mentions=mention)
    (one,) = related(found(both).published, "jar", "talk")
    assert one.reason.startswith("Both speak about Craft, of “")


def test_passages_that_share_a_word_or_two_are_not_sure() -> None:
    letter = issue("b", "B", "2025-05-01", "Read [[talk]]. The fridge hums.")
    whole = shelf([episode("talk", "A Talk")], [letter, *filler()], {"talk": spoken("Something in my fridge sings.")})
    assert related(found(whole).published, "b", "talk") == []


def often(*lines: str) -> Library:
    """Return letters about different things, and a talk that says something of each."""
    letters = [
        issue(f"other-{at}", f"Other Thing {at}", f"2024-0{at + 1}-01", f"{line}\n\nSee [[talk]].")
        for at, line in enumerate(OTHERS)
    ]
    return shelf([episode("talk", "A Talk")], letters, {"talk": spoken(*lines)})


def test_an_item_has_three_related_links_at_most_however_much_it_shares() -> None:
    whole = often(*(f"Indeed: {line}" for line in OTHERS[:6]))
    links = [one for one in found(whole).published if one.type == "related"]
    assert Counter(end.slug for one in links for end in (one.source, one.target))["talk"] == 3


def test_what_is_not_sure_is_suggested_the_best_first_and_three_for_an_item() -> None:
    hints = (
        "Cranes sit in the harbour with the gulls.",
        "Rosin for a violin bow, and patience.",
        "A priest in the lift with oranges.",
        "The ferry and the channel in ice.",
        "My uncle and his typewriters, repaired.",
    )
    asked = [one for one in found(often(*(f"I thought of this once. {hint}" for hint in hints))).suggested if one.type == "related"]
    assert len(asked) == 3
    assert [one.score for one in asked] == sorted((one.score for one in asked), reverse=True)
    assert len({one.score for one in asked}) > 1


def test_what_the_host_refused_is_neither_shown_nor_asked_about_again() -> None:
    class Once:
        def __call__(self, kind: str, source: Place, target: Place) -> bool:
            return kind == "related" and {source.slug, target.slug} == {"jar", "talk"}

        def pairs(self, kind: str) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
            return ((("issue/jar", "p-2"), ("episode/talk", "t-36")),) if kind == "related" else ()

    whole = library(f"{JAR} {OTHERS[0]}", SAME)
    again = link.find(whole, 0.8, by_chance(whole), Once())
    assert related(found(whole).published, "jar", "talk")
    assert not related((*again.published, *again.suggested), "jar", "talk")
    assert "jar" in {end.slug for one in again.published for end in (one.source, one.target)}  # another leads on from there


def test_greetings_and_credits_relate_nothing() -> None:
    credit = "This programme was engineered by Lumetra with microphones from the Portway foundry."
    talks = {f"e{at}": spoken(credit, OTHERS[at]) for at in range(5)}
    whole = shelf([episode(f"e{at}", f"Talk Number {at}", f"2025-01-0{at + 1}") for at in range(5)], [], talks)
    assert not [one for one in found(whole).published if "Portway" in one.quote]


def test_a_greeting_in_other_words_each_time_relates_nothing_either() -> None:
    talks = {f"e{at}": spoken(f"I record number {at} in Lisbon harbour gallery studio, {OTHERS[at]}") for at in range(6)}
    whole = shelf([episode(f"e{at}", f"Talk Number {at}", f"2025-01-0{at + 1}") for at in range(6)], [], talks)
    assert not [one for one in (*found(whole).published, *found(whole).suggested) if "Lisbon" in one.reason]


def test_naming_the_same_person_or_episode_is_no_relation() -> None:
    whole = library("Ines Caldeira came. The Warm Numbers was read.", "We met Ines Caldeira. She likes The Warm Numbers.")
    warm = episode("warm", "The Warm Numbers", guests=("Ines Caldeira",))
    several = shelf([*whole.episodes, warm], whole.issues, {"talk": whole.passages["episode/talk"]})
    every = found(several)
    assert related((*every.published, *every.suggested), "jar", "talk") == []


def test_every_item_that_shares_anything_has_a_way_on_with_an_honest_reason() -> None:
    whole = shelf(
        [],
        [
            issue("a", "A", "2025-01-01", "The ferry sails twice a day."),
            issue("b", "B", "2025-02-01", "No ferry, no oranges."),
            *filler(0),
        ],
    )
    (one,) = found(whole).published
    assert one.reason == "The nearest to this letter: both speak of “ferry”."
    assert one.score < 0.5


def test_an_item_that_shares_only_a_theme_is_led_on_by_it() -> None:
    theme = Theme("craft", "Craft")
    letters = [issue("a", "A", "2025-01-01", OTHERS[0]), issue("b", "B", "2025-02-01", OTHERS[1])]
    mentions = {f"issue/{slug}": (Mention("p-1", "craft", 0.6, "likely", Evidence("")),) for slug in "ab"}
    whole = shelf([], letters, themes=[theme], mentions=mentions)
    (one,) = found(whole).published
    assert one.reason == "The nearest to this letter: both speak about Craft."


def test_an_item_that_shares_nothing_stays_alone() -> None:
    letters = [issue("a", "A", "2025-01-01", OTHERS[0]), issue("b", "B", "2025-02-01", OTHERS[1])]
    assert found(shelf([], letters)).published == ()


def test_ways_on_do_not_all_lead_to_one_page() -> None:
    hub = " ".join(f"There is a {word} here." for word in ("lantern", "pelican", "gearbox", "cellar", "violet", "rudder"))
    lonely = [
        issue(f"i{at}", f"Letter Number {at}", f"2025-05-0{at + 1}", f"One {word}, and a {near} too.")
        for at, (word, near) in enumerate(
            zip(
                ("lantern", "pelican", "gearbox", "cellar", "violet", "rudder"),
                ("copper", "copper", "marble", "marble", "saffron", "saffron"),
                strict=True,
            )
        )
    ]
    whole = shelf([], [issue("hub", "The Hub", "2025-04-01", hub), *lonely])
    into = Counter(one.target.slug for one in found(whole).published)
    assert into["hub"] <= 3
    ends = {end.slug for one in found(whole).published for end in (one.source, one.target)}
    assert {f"i{at}" for at in range(6)} <= ends


def test_items_that_are_linked_in_writing_need_no_way_on() -> None:
    letters = [issue("a", "A", "2025-01-01", "The ferry sails."), issue("b", "B", "2025-02-01", "No ferry, see [[a]].")]
    assert [one.type for one in found(shelf([], letters)).published] == ["mentions"]
