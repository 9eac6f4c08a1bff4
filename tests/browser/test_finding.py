"""The search dialog: groups, facets, marks, phrases, slips, keys, years, and what it says when something is missing."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

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


@pytest.fixture(scope="session")
def two_years(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The demo's site with a second, older year of one episode beside the real one."""
    root = tmp_path_factory.mktemp("years") / "show"
    shutil.copytree(demo / "build/site", root / "build/site")
    (root / "content").mkdir()
    shutil.copy(demo / "content/show.toml", root / "content/show.toml")
    beside = {
        "kind": "moment",
        "date": "2019-05-01",
        "seconds": "[[0,12.5]]",
        "passages": '[[0,"t-12","Old Hand",[]]]',
    }
    row = search.Record(
        "episodes/the-warm-numbers/",
        "Trust was a heliograph between two hills.",
        "en",
        {"title": "An older talk"},
        {"kind": ["moment"], "year": ["2019"], "theme": [], "speaker": ["Old Hand"]},
        {"date": "2019-05-01"},
        beside,
    )
    for name, data in {**search.index([row]), search.VOCABULARY: search.vocabulary([row])}.items():
        path = root / "build/site/search/2019" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    told = root / "build/site/search/shards.json"
    told.write_bytes(msgspec.json.encode({**json.loads(told.read_text()), "shards": ["2025/", "2019/"]}))
    with served(root, "--no-watch") as url:
        yield root, url


def test_the_years_are_searched_together_and_told_apart(page: Page, two_years: tuple[Path, str]) -> None:
    hits = ask(page, two_years[1], "trust")
    expect(hits.first).to_be_visible()
    expect(page.locator(f'{DIALOG} [data-facet="year:2019"]')).to_be_visible()
    page.locator(f'{DIALOG} [data-facet="year:2019"]').check()
    expect(page.locator(f"{DIALOG} .pl-hit")).to_have_count(1)
    expect(page.locator(f"{DIALOG} .pl-hit")).to_contain_text("heliograph")


def test_a_slip_of_a_word_of_an_older_year_is_mended_too(page: Page, two_years: tuple[Path, str]) -> None:
    ask(page, two_years[1], "heliogarph")
    expect(page.locator(f"{DIALOG} .pl-mean button")).to_have_text("heliograph")


def test_a_year_that_does_not_load_is_told_and_the_others_are_searched(page: Page, two_years: tuple[Path, str]) -> None:
    page.route("**/search/2019/*", lambda route: route.abort())
    hits = ask(page, two_years[1], "trust")
    expect(hits.first).to_be_visible()
    expect(page.locator(f"{DIALOG} [data-pl=results]")).to_contain_text("The year 2019 could not be loaded")
