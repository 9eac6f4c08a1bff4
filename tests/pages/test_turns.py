"""What pages show of passages of several turns and speakers, of what is related, and of who and what is named."""

import re
from typing import Any

import msgspec

from pipeline.language import english
from pipeline.model import Block, Chapter, Evidence, Library, Link, Mention, Place, Thing
from pipeline.pages import alone, views
from tests import make

replace = msgspec.structs.replace
ASKS = "How do you know that they trust you. Is there any number that says so."
COUNTS = "We count the days until a senior meeting. It goes down when trust goes up, and we write it on a board."
TALK = make.conversation(12.0, ("Mira Halden", ASKS), ("Ines Caldeira", COUNTS), ("Ines Caldeira", "And that is all."))
SIGHS = make.conversation(42.0, ("Mira Halden", "Tea, then."), ("", "Somebody laughs."))


def talked() -> Library:
    """Return the table with an episode whose passages hold several turns."""
    table = make.table()
    counted = Mention(TALK.id, "measurement", 0.9, "strong", Evidence("We count the days until a senior meeting.", ("days",)))
    found = (counted, make.mention(TALK, "relationships", 0.5), make.mention(SIGHS, "tea", 0.4))
    return replace(
        table,
        passages={**table.passages, "episode/warm-numbers": (TALK, SIGHS)},
        mentions={**table.mentions, "episode/warm-numbers": found},
    )


def data_of(library: Library, path: str) -> dict[str, Any]:
    return dict(msgspec.to_builtins(next(view for view in views(library, english()) if view.path == path).data))


def chapters_of(library: Library) -> list[dict[str, Any]]:
    return list(msgspec.json.decode(msgspec.json.encode(alone(library, english()).told["episodes/warm-numbers/"].parts)))


def lines_of(library: Library) -> list[str]:
    return [line["html"] for chapter in chapters_of(library) for line in chapter["lines"]]


def all_of(lines: list[str], pattern: str) -> list[list[str]]:
    return [re.findall(pattern, line) for line in lines]


def test_every_turn_is_a_line_with_its_own_anchor_and_time() -> None:
    lines = lines_of(talked())
    assert all_of(lines, r'<div class="pl-line[^>]* id="(.+?)" data-s="(.+?)" data-e="(.+?)"') == [
        [("t-12", "12.0", "22.0")],
        [("t-22", "22.0", "32.0")],
        [("t-32", "32.0", "42.0")],
        [("t-42", "42.0", "52.0")],
        [("t-52", "52.0", "62.0")],
    ]
    assert all_of(lines, r'"pl-line__s">(.+?)<') == [["Mira Halden"], ["Ines Caldeira"], [], ["Mira Halden"], []]
    assert all_of(lines, r'data-who="(.*?)"') == [["Mira Halden"], ["Ines Caldeira"], ["Ines Caldeira"], ["Mira Halden"], [""]]
    assert all_of(lines, r'href="#(.+?)" aria-label="(.+?)">(.+?)<')[1] == [("t-22", "Play from 0:22", "0:22")]


def test_the_themes_of_a_passage_run_through_its_lines_and_are_told_at_the_first() -> None:
    lines = lines_of(talked())
    assert all_of(lines, r'data-th="(.*?)"') == [*[["measurement relationships"]] * 3, *[["tea"]] * 2]
    assert all_of(lines, r'"pl-line__m( first|)" data-theme="(.+?)"') == [
        [(" first", "measurement")], [("", "measurement")], [("", "measurement")], [(" first", "tea")], [("", "tea")],
    ]  # fmt: skip
    assert all_of(lines, r'<span data-theme="(.+?)" title="') == [
        ["measurement", "relationships"], [], [], ["tea"], [],
    ]  # fmt: skip


def test_what_is_said_cannot_break_out_of_its_line() -> None:
    nasty = """<script>alert("x")</script>'&"""
    talk = make.conversation(12.0, (nasty, f"{nasty} is said."))
    table = replace(make.table(), passages={"episode/warm-numbers": (talk,)})
    (line,) = lines_of(replace(table, mentions={"episode/warm-numbers": (make.mention(talk, "tea", 0.4),)}))
    assert "<script" not in line
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#x27;&amp; is said." in line


def test_a_chapter_may_begin_inside_a_passage() -> None:
    table = talked()
    late = replace(table.episodes[1], chapters=(Chapter(0.0, "Welcome"), Chapter(32.0, "The end")))
    table = replace(table, episodes=(table.episodes[0], late))
    assert [[line["id"] for line in chapter["lines"]] for chapter in chapters_of(table)] == [
        ["t-12", "t-22"],
        ["t-32", "t-42", "t-52"],
    ]
    weave = alone(table, english()).told["episodes/warm-numbers/"].weave
    assert [tick.anchor for tick in weave.ticks] == ["t-12", "t-32"]


def test_a_moment_names_who_says_the_quoted_words_and_starts_with_them() -> None:
    spoken = next(one for one in data_of(talked(), "themes/measurement/")["moments"] if one["kind"] == "show")
    assert spoken["quote"] == f"{COUNTS} And that is all."
    assert (spoken["speaker"], spoken["play"], spoken["href"]) == (
        "Ines Caldeira",
        "episodes/warm-numbers/#t-22",
        "episodes/warm-numbers/#t-22",
    )


def test_talk_time_counts_the_own_turns_only() -> None:
    talkers = data_of(talked(), "themes/measurement/")["talkers"]
    assert [(one["face"]["name"], one["words"]) for one in talkers] == [
        ("Ines Caldeira", "0:20 of talk"),
        ("Mira Halden", "0:10 of talk"),
    ]
    shares = data_of(talked(), "people/ines-caldeira/")["shares"]
    assert [(one["theme"]["slug"], one["talk"]) for one in shares] == [("relationships", "0:20"), ("measurement", "0:20")]


def test_a_person_is_quoted_on_each_theme_in_their_own_words_and_nowhere_twice() -> None:
    shares = data_of(talked(), "people/mira-halden/")["shares"]
    quoted = [(one["theme"]["slug"], moment["quote"]) for one in shares for moment in one["moments"]]
    assert ("relationships", ASKS) in quoted
    assert ("tea", "Two clocks under one roof. The quarter must close.") in quoted
    assert len({quote for _, quote in quoted}) == len(quoted)
    assert not any("board" in quote for _, quote in quoted)


def test_everybody_who_speaks_is_a_face_of_the_episode() -> None:
    table = talked()
    guestless = replace(table.episodes[1], guests=(), hosts=())
    people = data_of(replace(table, episodes=(table.episodes[0], guestless)), "episodes/warm-numbers/")["people"]
    assert [one["name"] for one in people] == ["Mira Halden", "Ines Caldeira"]


def test_a_theme_on_less_than_a_fifth_of_the_tagged_words_is_not_the_episodes_own_unless_it_is_pinned() -> None:
    def themes(library: Library) -> list[str]:
        rows = data_of(library, "episodes/")["years"][0]["rows"]
        return [one["slug"] for one in next(row for row in rows if row["title"] == "Warm Numbers")["themes"]]

    table = talked()
    assert themes(table) == ["measurement", "relationships"]
    pinned = replace(table, episodes=(table.episodes[0], replace(table.episodes[1], themes=("tea",))))
    assert themes(pinned) == ["tea"]


def test_the_home_page_quotes_whole_speeches_of_one_person_only() -> None:
    moments = data_of(talked(), "")["moments"]
    assert [(one["speaker"], one["quote"], one["play"]) for one in moments] == [
        ("Ines Caldeira", f"{COUNTS} And that is all.", "episodes/warm-numbers/#t-22")
    ]


# ---- links


def related(here: Place, there: Place, score: float = 0.9) -> Link:
    return Link("related", here, there, "Both count days.", "Both count days, too.", score=score)


def test_related_episodes_come_first_in_what_else_there_is_and_are_quoted_by_one_speaker() -> None:
    link = related(Place("episode", "two-clocks", "t-3", 3.0), Place("episode", "warm-numbers", TALK.id, TALK.start))
    data = data_of(replace(talked(), links=(link,)), "episodes/two-clocks/")
    assert data["more_title"] == "More of this in the show"
    assert [(one["title"], one["speaker"], one["play"]) for one in data["more"]] == [
        ("Warm Numbers", "Ines Caldeira", "episodes/warm-numbers/#t-22")
    ]
    assert data["cards"] == []
    back = data_of(replace(talked(), links=(link,)), "episodes/warm-numbers/")
    assert [one["title"] for one in back["more"]] == ["Two Clocks"]


def test_a_related_link_has_words_of_its_own_at_all_four_kinds_of_ends() -> None:
    ends = [Place("issue", "counting", "p-1"), Place("issue", "phone", "p-1"), Place("episode", "warm-numbers", TALK.id, 12.0)]
    links = tuple(related(ends[at], ends[at - 1]) for at in range(3))
    library = replace(talked(), links=links)
    letter = data_of(library, "letters/phone/")["pieces"][0]["cards"]
    assert [(one["label"], one["icon"]) for one in letter] == [
        ("More of this in the show", "ear"),
        ("A letter on the same thing", "letter"),
    ]
    assert {one["label"] for one in data_of(library, "episodes/warm-numbers/")["cards"]} == {"A letter on the same thing"}
    assert letter[0]["speaker"] == "Ines Caldeira"
    assert letter[0]["clock"] == "0:22"


def test_the_three_surest_related_links_are_shown_and_a_written_one_stands_for_its_related_one() -> None:
    table = talked()
    issues = tuple(replace(table.issues[0], slug=f"letter-{at}", title=f"Letter {at}") for at in range(6))
    passages = {**table.passages, **{f"issue/letter-{at}": table.passages["issue/phone"] for at in range(6)}}
    here = Place("episode", "two-clocks", "t-3", 3.0)
    links = [related(Place("issue", f"letter-{at}", "p-1"), here, 0.9 - at / 100) for at in range(6)]
    written = Link("mentions", Place("issue", "letter-0", "p-1"), here, "Names it.", "Named here.", "Eleven numbers.")
    library = replace(table, issues=issues, passages=passages, links=(*links, written))
    cards = data_of(library, "episodes/two-clocks/")["cards"]
    assert [(one["title"], one["label"]) for one in cards] == [
        ("Letter 0", "Named in this letter"),
        *((f"Letter {at}", "A letter on the same thing") for at in (1, 2)),
    ]


def test_a_card_from_inside_a_passage_leads_to_the_very_line_and_names_its_speaker() -> None:
    link = Link(
        *("mentions", Place("episode", "warm-numbers", TALK.id, 22.0), Place("issue", "phone")),
        *("Names the letter.", "Named in the show.", "We count the days until a senior meeting."),
    )
    library = replace(talked(), links=(link,))
    (card,) = data_of(library, "letters/phone/")["rest"]
    assert (card["speaker"], card["clock"], card["play"]) == ("Ines Caldeira", "0:22", "episodes/warm-numbers/#t-22")
    assert card["quote"] == "We count the days until a senior meeting."
    (aside,) = data_of(library, "episodes/warm-numbers/")["cards"]
    assert (aside["here"], aside["here_clock"]) == ("t-22", "0:22")
    assert list(data_of(library, "episodes/warm-numbers/")["beside"]) == ["t-22"]


# ---- people and things


def naming(kind: str, slug: str) -> tuple[Link, ...]:
    spoken = Place("episode", "warm-numbers", TALK.id, 12.0)
    return (
        Link("mentions", spoken, Place(kind, slug), "Names it.", "Named.", "Is there any number that says so."),
        Link("mentions", Place("issue", "phone", "p-1"), Place(kind, slug), "Names it.", "Named.", "Three people picked up."),
    )


def test_a_person_is_shown_where_others_name_them_with_a_moment_and_a_quoted_letter() -> None:
    named = data_of(replace(talked(), links=naming("person", "ines-caldeira")), "people/ines-caldeira/")["named"]
    assert [(one["speaker"], one["quote"], one["play"]) for one in named["episodes"]] == [
        ("Mira Halden", ASKS, "episodes/warm-numbers/#t-12")
    ]
    assert [(one["title"], one["quote"], one["href"]) for one in named["letters"]] == [
        ("Who Picks Up", "Eleven numbers. Three people picked up.", "letters/phone/#p-1")
    ]
    assert not named["more_episodes"] and not named["more_letters"]


def test_who_names_herself_is_not_quoted_as_named_by_others() -> None:
    named = data_of(replace(talked(), links=naming("person", "mira-halden")), "people/mira-halden/")["named"]
    assert not named["episodes"]
    assert [one["title"] for one in named["more_episodes"]] == ["Warm Numbers"]


def test_an_organisation_and_a_person_may_share_a_slug_and_each_has_a_page() -> None:
    firm = Thing("ines-caldeira", "Caldeira and Daughters", about="A family of counters.", url="https://caldeira.example/")
    library = replace(talked(), things=(firm,), links=naming("organisation", "ines-caldeira"))
    assert data_of(library, "people/ines-caldeira/")["name"] == "Ines Caldeira"
    data = data_of(library, "named/ines-caldeira/")
    assert data["eyebrow"] == "Organisation, named in 1 episode and in 1 letter"
    assert data["address"] == "https://caldeira.example/"
    assert [one["play"] for one in data["named"]["episodes"]] == ["episodes/warm-numbers/#t-12"]
    assert data_of(library, "people/ines-caldeira/")["named"]["episodes"] == ()


def test_things_stand_on_the_page_of_people_and_what_nobody_named_says_so() -> None:
    things = (Thing("slow-trains", "Slow Trains", "book"), Thing("portway", "Portway", url="javascript:alert(1)"))
    library = replace(talked(), things=things)
    groups = data_of(library, "people/")["things"]
    assert [(group["title"], [row["name"] for row in group["rows"]]) for group in groups] == [
        ("Organisations", ["Portway"]),
        ("Books", ["Slow Trains"]),
    ]
    assert data_of(library, "named/portway/")["address"] == ""
    assert data_of(library, "named/slow-trains/")["eyebrow"] == "Book"


def test_a_mark_with_a_time_leads_to_that_second_of_the_episode() -> None:
    table = make.table()
    letter = replace(table.issues[0], blocks=(Block("<p>[[warm-numbers@0:12]] and [[warm-numbers@0:40|here]]</p>", "", "p-1"),))
    pieces = data_of(replace(table, issues=(letter, table.issues[1])), "letters/phone/")["pieces"]
    assert pieces[0]["html"] == (
        '<p><a href="../../episodes/warm-numbers/#t=12">Warm Numbers at 0:12</a> and '
        '<a href="../../episodes/warm-numbers/#t=40">here</a></p>'
    )


def test_a_quote_shows_marks_as_their_reader_sees_them() -> None:
    table = make.table()
    marked = make.written(1, "Read [[warm-numbers|that talk]] and [[two-clocks]]. Nobody knows [[gone]].")
    library = replace(
        table,
        passages={**table.passages, "issue/phone": (marked,)},
        mentions={**table.mentions, "issue/phone": (make.mention(marked, "tea"),)},
    )
    letter = next(one for one in data_of(library, "themes/tea/")["moments"] if one["kind"] == "letter")
    assert letter["quote"] == "Read that talk and Two Clocks. Nobody knows gone."
