"""The search dialog: groups, facets, marks, phrases, slips, keys, years, and what it says when something is missing."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from pipeline import search
from tests.browser.hearing import paused, seconds, wait_until_it_plays
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

DIALOG = "dialog#search"


def ask(page: Page, address: str, words: str) -> Locator:
    """Open the search, type, and return the hits."""
    page.goto(address)
    page.keyboard.press("/")
    page.locator(f"{DIALOG} input[type=text]").fill(words)
    return page.locator(f"{DIALOG} .pl-hit")


def test_what_is_typed_before_the_search_is_loaded_stays(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("flamingo")
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_be_visible()
    expect(page.locator(f"{DIALOG} input[type=text]")).to_have_value("flamingo")


def test_hits_are_grouped_counted_and_marked(page: Page, address: str) -> None:
    hits = ask(page, address, "trust")
    expect(hits.first).to_be_visible()
    heads = page.locator(f"{DIALOG} h3").all_text_contents()
    assert heads[0].startswith("Moments") and any(one.startswith("Letters") for one in heads)
    for mark in page.locator(f"{DIALOG} .pl-hit mark").all()[:10]:
        assert (mark.text_content() or "").lower().startswith("trust")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text(re.compile(r"^\d+ results for trust$"))


@pytest.mark.parametrize("facet", ["kind:issue", "theme:measurement", "speaker:Ines Caldeira", "year:2025"])
def test_a_facet_keeps_as_many_hits_as_it_says(page: Page, address: str, facet: str) -> None:
    hits = ask(page, address, "trust")
    expect(hits.first).to_be_visible()
    box = page.locator(f'{DIALOG} [data-facet="{facet}"]')
    count = int(box.locator("xpath=..").locator("span").last.text_content() or "0")
    assert count > 0
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text(re.compile(rf"^{count} results? for trust$"))
    expect(page.locator(f'{DIALOG} [data-facet="{facet}"]')).to_be_checked()


def test_enter_plays_at_the_moment_and_arrows_choose_it(page: Page, address: str) -> None:
    hits = ask(page, address, "trust")
    expect(hits.first).to_have_class(re.compile("is-sel"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_have_class(re.compile("is-sel"))
    wanted = re.search(r"#t=([\d.]+)", hits.nth(1).get_attribute("data-url") or "")
    assert wanted
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"episodes/.*#t="))
    wait_until_it_plays(page)
    assert abs(seconds(page) - float(wanted[1])) < 3
    expect(page.locator(".pl-line.is-now")).to_contain_text(re.compile("trust", re.IGNORECASE))


def test_shift_and_enter_open_the_passage_to_be_read(page: Page, address: str) -> None:
    hits = ask(page, address, '"lift is broken"')
    expect(hits.first).to_be_visible()
    page.keyboard.press("Shift+Enter")
    page.wait_for_url(re.compile(r"episodes/the-warm-numbers/#t=[\d.]+&still"))
    expect(page.locator(".pl-line.is-now")).to_contain_text("lift is broken")
    assert paused(page)


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ('"depth of dialogue"', "depth of dialogue"),
        ("“depth of dialogue”", "depth of dialogue"),
        ('trust "weather report"', "weather report"),
    ],
)
def test_every_hit_of_a_phrase_has_it_word_for_word(page: Page, address: str, typed: str, holds: str) -> None:
    hits = ask(page, address, typed)
    expect(hits.first).to_be_visible()
    for one in page.locator(f"{DIALOG} .pl-hit[data-kind=moment] p").all():
        assert holds in re.sub(r"[^a-z ]", "", (one.text_content() or "").lower())


def test_a_phrase_that_nobody_said_is_not_found_by_its_words(page: Page, address: str) -> None:
    ask(page, address, '"dialogue of depth"')
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("Nobody has said “dialogue of depth” yet.")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("flamigno", "flamingo"), ("mesurement", "measurement"), ("allaince", "alliance"), ("Caldiera", "caldeira")],
)
def test_a_slip_is_mended_with_enter_and_its_list_is_loaded_only_then(page: Page, address: str, typed: str, meant: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hits = ask(page, address, "trust")
    expect(hits.first).to_be_visible()
    assert not [url for url in asked if "vocabulary" in url]
    page.locator(f"{DIALOG} input[type=text]").fill(typed)
    expect(page.locator(f"{DIALOG} .pl-mean button")).to_have_text(meant)
    page.keyboard.press("Enter")
    expect(page.locator(f"{DIALOG} input[type=text]")).to_have_value(meant)
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_be_visible()


def test_words_that_nobody_said_lead_to_themes_and_people(page: Page, address: str) -> None:
    ask(page, address, "xylophonist")
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("Nobody has said “xylophonist” yet.")
    page.locator(f"{DIALOG} a", has_text="Browse the themes").click()
    page.wait_for_url(f"{address}themes/")


def test_an_index_that_does_not_load_says_so_and_is_tried_again(page: Page, address: str) -> None:
    page.route("**/search/**", lambda route: route.abort())
    ask(page, address, "trust")
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("The search index could not be loaded.")
    page.wait_for_timeout(300)  # what was typed asks once more
    page.unroute("**/search/**")
    page.locator(f"{DIALOG} button", has_text="Try again").click()
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_be_visible()


def test_without_a_net_the_search_says_that(page: Page, address: str) -> None:
    hits = ask(page, address, "trust")
    expect(hits.first).to_be_visible()  # so that the script of the search is here
    page.reload()
    page.route("**/search/shards.json", lambda route: route.abort())
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.keyboard.press("/")
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("You are offline, and the search index is not here.")


def told(url: str, year: str, content: str, title: str = "An evening talk", who: str = "Old Hand") -> search.Record:
    """Return a record of an episode in which one says all of it."""
    beside = {"kind": "moment", "date": f"{year}-05-01", "seconds": "[[0,12.5]]", "passages": f'[[0,"t-12","{who}",[]]]'}
    facets = {"kind": ["moment"], "year": [year], "theme": [], "speaker": [who]}
    return search.Record(url, content, "en", {"title": title, "speakers": who}, facets, beside)


@contextmanager
def with_years(demo: Path, root: Path, years: dict[str, list[search.Record]]) -> Iterator[str]:
    """Serve the demo's site with older years beside the real one; yield its address."""
    shutil.copytree(demo / "build/site", root / "build/site")
    (root / "content").mkdir()
    shutil.copy(demo / "content/show.toml", root / "content/show.toml")
    for year, rows in years.items():
        for name, data in {**search.index(rows), search.VOCABULARY: search.vocabulary(rows)}.items():
            path = root / f"build/site/search/{year}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    shards = root / "build/site/search/shards.json"
    folders = ["2025/", *(f"{year}/" for year in sorted(years, reverse=True))]
    shards.write_bytes(msgspec.json.encode({**json.loads(shards.read_text()), "shards": folders}))
    with served(root, "--no-watch") as url:
        yield url


@pytest.fixture(scope="session")
def two_years(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's site with a second, older year of one episode beside the real one."""
    row = told("episodes/the-warm-numbers/", "2019", "Trust was a heliograph between two hills.")
    with with_years(demo, tmp_path_factory.mktemp("years") / "show", {"2019": [row]}) as url:
        yield url


@pytest.fixture(scope="session")
def many_years(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's site with nine older years: in each an old hand trusts a lantern, in 2016 a heliograph, too."""
    years = {str(year): [told(f"episodes/old-{year}/", str(year), "I trusted a lantern.")] for year in range(2016, 2025)}
    years["2016"].append(told("episodes/hills/", "2016", f"Trust was a heliograph{', and trust' * 9}."))
    years["2024"] += [told(f"episodes/measure-{n}/", "2024", "Measure to measure what they measure.", "Measure") for n in range(25)]
    years["2024"].append(told("episodes/measures/", "2024", f"She measures {'one thing and another ' * 40}."))
    twice = told("episodes/twice/", "2023", "She said it twice over. And he, too, twice over.")
    said = {"seconds": "[[0,12.5],[5,80]]", "passages": '[[0,"t-12","Old Hand",[]],[5,"t-80","Old Hand",[]]]'}
    years["2023"].append(msgspec.structs.replace(twice, beside={**twice.beside, **said}))
    ember = [(f"episodes/ember-{n}/#t-{at}", f"The Ember Quarry {n}") for n in range(3) for at in range(8)]
    years["2023"] += [told(url, "2023", "Somebody coughs.", title) for url, title in ember]
    stones = [f"episodes/stones-{n}/#t-{at}" for n in range(2) for at in range(8)]
    years["2022"] += [told(url, "2022", "Somebody laughs.", "Stones of the sea", "Martin Stone") for url in stones]
    with with_years(demo, tmp_path_factory.mktemp("years") / "show", years) as url:
        yield url


def test_the_years_are_searched_together_and_told_apart(page: Page, two_years: str) -> None:
    hits = ask(page, two_years, "trust")
    expect(hits.first).to_be_visible()
    expect(page.locator(f'{DIALOG} [data-facet="year:2019"]')).to_be_visible()
    page.locator(f'{DIALOG} [data-facet="year:2019"]').check()
    expect(page.locator(f"{DIALOG} .pl-hit")).to_have_count(1)
    expect(page.locator(f"{DIALOG} .pl-hit")).to_contain_text("heliograph")


def test_a_slip_of_a_word_of_an_older_year_is_mended_too(page: Page, two_years: str) -> None:
    ask(page, two_years, "heliogarph")
    expect(page.locator(f"{DIALOG} .pl-mean button")).to_have_text("heliograph")


def test_a_year_that_does_not_load_is_told_and_the_others_are_searched(page: Page, two_years: str) -> None:
    page.route("**/search/2019/*", lambda route: route.abort())
    hits = ask(page, two_years, "trust")
    expect(hits.first).to_be_visible()
    expect(page.locator(f"{DIALOG} [data-pl=results]")).to_contain_text("The year 2019 could not be loaded")


@contextmanager
def held_back(page: Page, pattern: str) -> Iterator[None]:
    """Let nothing of an address through within the block."""
    waiting: list[Route] | None = []
    page.route(pattern, lambda route: route.continue_() if waiting is None else waiting.append(route))
    yield
    held, waiting = waiting, None
    for route in held:
        route.continue_()


def test_the_newest_years_answer_first_and_the_older_ones_join_them(page: Page, many_years: str) -> None:
    with held_back(page, "**/search/2016/*"):
        hits = ask(page, many_years, "trust")
        expect(hits.first).to_be_visible()
        expect(page.locator(f"{DIALOG} .pl-further")).to_have_text("Looking in the older years…")
        assert "heliograph" not in (page.locator(DIALOG).text_content() or "")
    expect(page.locator(f"{DIALOG} .pl-further")).to_have_count(0)
    expect(hits.first).to_contain_text("heliograph")
    expect(page.locator(f'{DIALOG} [data-facet="year:2016"]')).to_be_visible()


def test_whoever_types_on_does_not_wait_for_the_older_years(page: Page, many_years: str) -> None:
    page.goto(many_years)
    page.keyboard.press("/")
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("Every word that was said or written is here.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    typing = """field => new Promise(done => ['meas', 'measu', 'measur', 'measure'].forEach((typed, at) => setTimeout(() => {
      field.value = typed;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      if (typed === 'measure') done();
    }, 150 * at)))"""
    page.locator(f"{DIALOG} input[type=text]").evaluate(typing)
    assert [url for url in asked if "/2024/" in url]
    assert not [url for url in asked if "/2016/" in url]
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_contain_text("measure")


def test_what_was_said_in_an_older_year_only_is_found_at_once(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, '"a heliograph"')
    expect(hits).to_have_count(1)
    expect(hits).to_contain_text("heliograph")


def test_nothing_moves_under_the_hand_when_older_years_join(page: Page, many_years: str) -> None:
    with held_back(page, "**/search/2016/*"):
        hits = ask(page, many_years, "trust")
        expect(page.locator(f"{DIALOG} .pl-further")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(hits.nth(1)).to_have_class(re.compile("is-sel"))
        before = hits.evaluate_all("all => all.map(one => one.dataset.url)")
    more = page.locator(f"{DIALOG} .pl-further button")
    expect(more).to_have_text(re.compile(r"^\d+ more with the older years$"))
    assert hits.evaluate_all("all => all.map(one => one.dataset.url)") == before
    expect(hits.nth(1).locator("p a")).to_be_focused()
    more.click()
    expect(hits.first).to_contain_text("heliograph")
    expect(hits.first.locator("p a")).to_be_focused()


def test_an_older_year_that_breaks_takes_nothing_away(page: Page, many_years: str) -> None:
    page.route("**/search/2016/*.pf_meta", lambda route: route.abort())
    hits = ask(page, many_years, "trust")
    expect(page.locator(f"{DIALOG} [data-pl=results]")).to_contain_text("The year 2023, 2022")
    expect(hits.first).to_be_visible()
    expect(page.locator(f"{DIALOG} .pl-further")).to_have_count(0)


def test_choices_are_answered_by_the_newest_years_where_an_older_one_breaks(page: Page, many_years: str) -> None:
    page.route("**/search/2016/*.pf_meta", lambda route: route.abort())
    hits = ask(page, many_years, "trust")
    expect(page.locator(f"{DIALOG} .pl-lacking")).to_contain_text("The year 2023, 2022")
    page.locator(f'{DIALOG} [data-facet="year:2025"]').check()
    expect(page.locator(f"{DIALOG} .pl-lacking")).to_contain_text("The year 2023, 2022")
    expect(hits.first).to_be_visible()
    page.unroute("**/search/2016/*.pf_meta")
    page.locator(f"{DIALOG} input[type=text]").fill("heliograph")
    expect(hits.first).to_contain_text("heliograph")
    expect(page.locator(f"{DIALOG} .pl-lacking")).to_have_count(0)


def test_an_index_that_failed_once_is_tried_again(browser: Browser, address: str) -> None:
    page = browser.new_page()  # Pagefind says in the console what it lacked
    page.route("**/*.pf_meta", lambda route: route.abort())
    ask(page, address, "trust")
    again = page.locator(f"{DIALOG} button", has_text="Try again")
    expect(again).to_be_visible()
    page.unroute("**/*.pf_meta")
    again.click()
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_be_visible()
    page.close()


def test_enter_asks_at_once_what_was_typed_last(page: Page, address: str) -> None:
    hits = ask(page, address, "trust or")
    expect(hits.first).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text(re.compile("for trust or$"))
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_count(0)


def test_a_phrase_is_found_in_every_passage_of_a_record(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, '"twice over"')
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text('2 results for "twice over"')
    assert [one.get_attribute("data-url") for one in hits.all()] == ["episodes/twice/#t=12.5", "episodes/twice/#t=80"]


def test_more_of_a_group_goes_on_where_it_ended(page: Page, many_years: str) -> None:
    ask(page, many_years, "trust")
    expect(page.locator(f"{DIALOG} .pl-further")).to_have_count(0)
    page.locator(f"{DIALOG} .pl-more button").first.click()
    expect(page.locator(f"{DIALOG} .pl-hit[data-kind=moment]").nth(6).locator("p a")).to_be_focused()


def test_the_word_in_the_very_form_comes_before_its_other_forms(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, "measures")
    expect(hits.first.locator("mark").first).to_have_text("measures")


def test_a_single_letter_is_not_looked_for_while_more_may_come(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    expect(page.locator(f"{DIALOG} .pl-say")).to_have_text("Every word that was said or written is here.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for letter in "trust":
        page.keyboard.type(letter)
        page.wait_for_timeout(100)
    expect(page.locator(f"{DIALOG} .pl-hit").first).to_be_visible()
    assert len([url for url in asked if "/index/" in url]) <= 3
    page.locator(f"{DIALOG} input[type=text]").fill("or")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text(re.compile("for or$"))


def test_words_of_a_title_lead_to_its_beginning_once(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, "ember quarry")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text("3 results for ember quarry")
    assert {one.get_attribute("data-url") for one in hits.all()} == {f"episodes/ember-{n}/#t=0" for n in range(3)}
    expect(hits.first.locator("p")).to_have_text(re.compile(r"The Ember Quarry \d"))
    assert hits.first.locator("mark").all_text_contents() == ["Ember", "Quarry"]


def test_no_hit_marks_a_word_that_was_not_asked_for(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, "measure")
    expect(hits.first).to_be_visible()
    assert {mark.lower()[:6] for mark in page.locator(f"{DIALOG} mark").all_text_contents()} == {"measur"}


def test_a_name_leads_to_where_that_person_speaks(page: Page, many_years: str) -> None:
    hits = ask(page, many_years, "Martin Stone")
    expect(page.locator(f"{DIALOG} [role=status]")).to_have_text("2 results for Martin Stone")
    assert {one.get_attribute("data-url") for one in hits.all()} == {f"episodes/stones-{n}/#t=12.5" for n in range(2)}
    expect(hits.first.locator("b").first).to_have_text("Martin Stone")
