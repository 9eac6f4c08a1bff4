"""What pages show, as data: which view changes when, and what is in it."""

import re
import shutil
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import english, load
from pipeline.model import Block, Episode, Library, Mention, Place, Show, Theme
from pipeline.pages import Told, View, alone, audio, render, views
from tests import make
from tests.show import REPO

replace = msgspec.structs.replace


def by_path(library: Library) -> dict[str, View]:
    """Return the views as the renderer reads them: encoded and decoded again."""
    return {view.path: msgspec.json.decode(encoded(view), type=View) for view in views(library, english())}


def encoded(view: View) -> bytes:
    return msgspec.json.encode(view)


def test_every_item_theme_and_person_has_a_page() -> None:
    assert list(by_path(make.table())) == [
        "",
        "episodes/",
        "episodes/two-clocks/",
        "episodes/warm-numbers/",
        "letters/",
        "letters/phone/",
        "letters/counting/",
        "themes/",
        "themes/relationships/",
        "themes/measurement/",
        "themes/tea/",
        "themes/relationships/archive/",
        "themes/measurement/archive/",
        "themes/tea/archive/",
        "people/",
        "people/ines-caldeira/",
        "people/mira-halden/",
        "404.html",
    ]


def test_a_page_is_the_same_from_records_and_from_what_json_holds_of_them() -> None:
    templates = [Path(__file__).parents[2] / "templates"]
    told = alone(make.table(), english()).told
    for view, stored in zip(views(make.table(), english()), by_path(make.table()).values(), strict=True):
        kept = msgspec.json.decode(msgspec.json.encode(told.get(view.path)), type=Told | None)
        assert render(view, templates, english(), told.get(view.path)) == render(stored, templates, english(), kept)


@given(st.permutations(range(2)), st.permutations(range(2)), st.permutations(range(4)), st.permutations(range(2)))
def test_shuffling_what_the_library_holds_changes_no_page(
    episodes: list[int], issues: list[int], keys: list[int], links: list[int]
) -> None:
    table = make.table()
    order = [list(table.passages)[at] for at in keys]
    shuffled = replace(
        table,
        episodes=tuple(table.episodes[at] for at in episodes),
        issues=tuple(table.issues[at] for at in issues),
        passages={key: table.passages[key] for key in order},
        mentions={key: table.mentions[key] for key in order},
        links=tuple(table.links[at] for at in links),
        people=table.people[::-1],
    )
    assert [encoded(view) for view in views(shuffled, english())] == [encoded(view) for view in views(table, english())]


def test_an_edit_in_one_letter_changes_only_the_pages_that_show_it() -> None:
    table = make.table()
    swifts, doubt = table.passages["issue/counting"]
    new = make.written(2, "Trust is no quantity at all. I said so to Ines.")
    letter = replace(table.issues[1], blocks=make.blocks(swifts, new))
    edited = replace(
        table,
        issues=(table.issues[0], letter),
        passages={**table.passages, "issue/counting": (swifts, new)},
    )
    before, after = by_path(table), by_path(edited)
    assert {path for path in before if before[path] != after[path]} == {"letters/counting/", "people/ines-caldeira/"}
    assert doubt.text != new.text


def test_a_new_mention_in_a_letter_changes_its_page_its_theme_and_the_counts() -> None:
    table = make.table()
    doubt = table.passages["issue/counting"][1]
    more = (*table.mentions["issue/counting"], make.mention(doubt, "tea"))
    before, after = by_path(table), by_path(replace(table, mentions={**table.mentions, "issue/counting": more}))
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"", "letters/", "letters/counting/", "themes/", "themes/tea/", "themes/tea/archive/"}


def test_a_moment_plays_from_its_own_second_and_carries_its_evidence() -> None:
    moment = by_path(make.table())["themes/measurement/"].data["moments"]
    assert isinstance(moment, list)
    spoken = next(one for one in moment if one["kind"] == "show")
    assert spoken["play"] == "episodes/warm-numbers/#t-12"
    assert spoken["why"]["sentence"] == "Days until a senior meeting."
    assert list(spoken["why"]["words"]) == ["days"]
    assert [other["slug"] for other in spoken["others"]] == ["relationships"]


def test_a_long_passage_is_quoted_by_its_evidence_and_plays_from_there() -> None:
    table = make.table()
    filler = " ".join(f"This is sentence number {at} of a very long talk." for at in range(20))
    long = make.spoken(100.0, f"{filler} Here we count the days at last.", seconds=105.0)
    library = replace(
        table,
        passages={**table.passages, "episode/two-clocks": (long,)},
        mentions={**table.mentions, "episode/two-clocks": (make.mention(long, "tea"),)},
    )
    moments = by_path(library)["themes/tea/"].data["moments"]
    assert isinstance(moments, list)
    assert moments[0]["quote"] == "Here we count the days at last."
    assert moments[0]["play"] == "episodes/two-clocks/#t=200"
    assert moments[0]["href"] == "episodes/two-clocks/#t-100"


def test_a_letter_that_started_an_episode_and_that_episode_name_each_other() -> None:
    pages = by_path(make.table())
    cards = pages["episodes/warm-numbers/"].data["cards"]
    assert isinstance(cards, list)
    assert [(card["label"], card["title"], card["quote"], card["why"]) for card in cards] == [
        ("The letter that started this", "Counting", "Trust is not a quantity.", "Sent two weeks earlier.")
    ]
    pieces = pages["letters/counting/"].data["pieces"]
    assert isinstance(pieces, list)
    (card,) = pieces[1]["cards"]
    assert (card["label"], card["play"], card["why"]) == (
        "This passage was answered",
        "episodes/warm-numbers/#t-12",
        "Two weeks later Ines replies.",
    )


def test_a_link_to_something_that_is_gone_is_left_out() -> None:
    table = make.table()
    stale = replace(table.links[0], target=Place("episode", "gone"))
    pages = by_path(replace(table, links=(stale,)))
    assert pages["episodes/warm-numbers/"].data["cards"] == []


def test_a_mention_of_a_theme_that_is_not_defined_is_left_out() -> None:
    table = make.table()
    odd = Mention("t-3", "nowhere", 1.0, "strong", table.mentions["episode/two-clocks"][0].evidence)
    library = replace(table, mentions={**table.mentions, "episode/two-clocks": (odd,)})
    assert by_path(library)["themes/tea/"].data["moments"] == []


def test_wiki_marks_in_notes_become_links_and_unknown_ones_become_text() -> None:
    notes = by_path(make.table())["episodes/warm-numbers/"].data["notes"]
    assert notes == (
        '<p>With <a href="../../people/ines-caldeira/">Ines Caldeira</a> on '
        '<a href="../../letters/counting/">a letter</a> and no one.</p>'
    )


def test_wiki_marks_in_links_code_and_attributes_stay_as_they_are() -> None:
    table = make.table()
    html = '<p title="[[counting]]"><a href="/x">[[counting]]</a> <code>[[counting]]</code></p>'
    letter = replace(table.issues[0], blocks=(Block(html, "", "p-1"),))
    pieces = by_path(replace(table, issues=(letter, table.issues[1])))["letters/phone/"].data["pieces"]
    assert isinstance(pieces, list)
    assert pieces[0]["html"] == html


def test_spans_of_a_lane_lie_inside_the_episode_and_join_where_they_touch() -> None:
    table = make.table()
    one, two, far = (make.spoken(start, "Bond.", seconds=5.0) for start in (0.0, 5.5, 40.0))
    library = replace(
        table,
        passages={**table.passages, "episode/two-clocks": (one, two, far)},
        mentions={**table.mentions, "episode/two-clocks": tuple(make.mention(p, "tea") for p in (one, two, far))},
    )
    (lane,) = alone(library, english()).told["episodes/two-clocks/"].weave.lanes
    spans = re.findall(r'<a href="#([^"]*)" style="left:([^%]*)%;--wd:([^"]*)" title="([^"]*)">', lane.html)
    assert spans == [("t-0", "0.0", "17.5", "0:00 to 0:10"), ("t-40", "66.67", "8.33", "0:40 to 0:45")]
    assert lane.talk == "0:15"


def test_a_theme_beyond_the_seven_is_a_ring_with_its_first_letter() -> None:
    pages = by_path(make.table())
    assert pages["themes/tea/"].data["theme"] == {
        "slug": "tea",
        "name": "Tea and biscuits",
        "short": "Tea",
        "letter": "T",
    }
    measurement = pages["themes/measurement/"].data["theme"]
    assert isinstance(measurement, dict)
    assert measurement["letter"] == ""


def test_the_home_of_an_empty_show_is_complete() -> None:
    pages = by_path(Library(Show("Nothing Yet")))
    assert list(pages) == ["", "episodes/", "letters/", "themes/", "people/", "404.html"]
    assert pages[""].data["newest"] is None


def test_a_free_chair_stands_at_the_table_of_the_show_that_names_one_and_at_no_other(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    shutil.copy(REPO / "content/words.toml", tmp_path / "content/words.toml")
    for words, stands in ((load(tmp_path, "en"), True), *((load(REPO / "tests", one), False) for one in ("en", "nl", "de"))):
        (home,) = (view for view in views(make.table(), words) if view.path == "")
        page = render(home, [REPO / "templates"], words)
        assert ("pl-tile--free" in page) == stands
        assert ('stroke-dasharray="5 5"' in page) == stands
        assert bool(re.search(r"chair|stoel|Stuhl|tafel|Tisch|the table\b", page)) == stands


def test_the_archive_of_letters_leads_to_its_feed_where_it_has_one() -> None:
    table = make.table()
    show = msgspec.structs.replace(table.show, url="https://show.example/")

    def page(**changes: object) -> str:
        library = msgspec.structs.replace(table, **changes)
        return next(render(view, [REPO / "templates"], english()) for view in views(library, english()) if view.path == "letters/")

    link = '<a href="../letters/feed.xml" type="application/rss+xml">Follow the letters in a reader</a>'
    assert link in page(show=show)
    assert "feed.xml" not in page(show=msgspec.structs.replace(show, url=""))
    assert "feed.xml" not in page(show=show, issues=())


def test_an_old_episode_does_not_change_when_a_new_one_appears_beyond_its_neighbour() -> None:
    table = make.table()
    fresh = Episode("newest", "Newest", "2025-09-01", "audio.mp3", 60.0, 3)
    before, after = by_path(table), by_path(replace(table, episodes=(fresh, *table.episodes)))
    assert before["episodes/warm-numbers/"] == after["episodes/warm-numbers/"]
    assert before["episodes/two-clocks/"] != after["episodes/two-clocks/"]  # it gained a "next"


def test_sound_keeps_the_suffix_of_its_file() -> None:
    assert audio(make.table().episodes[0]) == "audio/two-clocks.m4a"
    assert audio(Episode("text-only", "Text", "2025-01-01", "", 0.0)) == ""


def test_an_item_without_a_date_still_has_its_pages() -> None:
    table = make.table()
    undated = replace(table.episodes[0], date="")
    pages = by_path(replace(table, episodes=(undated, table.episodes[1])))
    assert pages["episodes/two-clocks/"].data["eyebrow"] == "Episode 2, 1:00"


def test_a_theme_nobody_has_met_says_so_and_draws_nothing() -> None:
    table = make.table()
    pages = by_path(replace(table, themes=(*table.themes, Theme("empty", "Empty"))))
    data = pages["themes/empty/"].data
    assert (data["timeline"], data["moments"], data["heading"]) == (None, [], "")
