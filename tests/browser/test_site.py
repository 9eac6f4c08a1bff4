"""What a listener does, in a real browser on the real demo: search a phrase, hear it, follow the links."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.show import podloom
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


# Where the sentence that holds the phrase starts, from the exact truth that came with the demo audio.
SPOKEN = [
    ("feeding-the-starter", "inflatable flamingo", 235.510),
    ("feeding-the-starter", "goes backwards all by itself", 131.680),
    ("the-warm-numbers", "lift is broken", 28.854),
    ("the-warm-numbers", "depth of dialogue", 145.790),
    ("two-different-clocks", "light from a star", 100.877),
    ("the-piano-lesson", "reading a room", 128.009),
]


def search(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    field = page.locator("dialog#search input[type=text]")
    expect(field).to_be_focused()
    field.fill(words)


@pytest.mark.parametrize(("slug", "phrase", "second"), SPOKEN)
def test_a_spoken_phrase_opens_the_episode_and_plays_within_two_seconds_of_it(
    page: Page, address: str, slug: str, phrase: str, second: float
) -> None:
    search(page, address, f'"{phrase}"')
    hit = page.locator(f"dialog#search a[href*='episodes/{slug}/']").first
    expect(hit).to_be_visible(timeout=10_000)
    hit.click()
    page.wait_for_url(re.compile(f"episodes/{slug}/"))
    page.wait_for_function("() => { const a = document.querySelector('audio'); return a && !a.paused && a.currentTime > 0 }")
    now = page.evaluate("document.querySelector('audio').currentTime")
    assert abs(now - second) <= 2.0
    marked = page.locator(".pl-line.is-now")
    expect(marked).to_contain_text(re.compile(phrase.split()[-1], re.IGNORECASE))


def test_nothing_of_the_index_is_loaded_before_search_is_opened(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_timeout(500)
    assert not [url for url in asked if "/search/" in url]


def test_a_moment_on_a_theme_page_plays_from_its_second(page: Page, address: str) -> None:
    page.goto(f"{address}themes/measurement/")
    play = page.locator(".pl-moment a.pl-play").first
    wanted = re.search(r"#t[-=](\d+(?:\.\d+)?)", play.get_attribute("href") or "")
    assert wanted
    play.click()
    page.wait_for_function("() => { const a = document.querySelector('audio'); return a && a.currentTime > 0 }")
    now = page.evaluate("document.querySelector('audio').currentTime")
    assert abs(now - float(wanted[1])) <= 2.0


def test_a_line_of_a_passage_plays_links_and_quotes_its_own_words_and_speaker(page: Page, address: str) -> None:
    page.goto(f"{address}episodes/the-warm-numbers/")
    # The second speaker of a passage: a line whose margin bar goes on, without a shape of its own.
    line = page.locator(".pl-line--sp:has(.pl-line__m[data-theme]:not(.first))").first
    start, who = float(line.get_attribute("data-s") or ""), line.get_attribute("data-who")
    line.hover()
    line.locator("[data-a=card]").click()
    expect(page.locator("#qcard blockquote")).to_have_text(f"“{(line.locator('p').text_content() or '').strip()}”")
    expect(page.locator("#qcard [data-q=source]")).to_contain_text(who or "nobody")
    page.keyboard.press("Escape")
    line.hover()
    line.locator("[data-a=play]").click()
    page.wait_for_function("() => { const a = document.querySelector('audio'); return a && !a.paused && a.currentTime > 0 }")
    assert abs(page.evaluate("document.querySelector('audio').currentTime") - start) <= 2.0


def test_a_persons_own_words_play_from_their_second(page: Page, address: str) -> None:
    page.goto(f"{address}people/ines-caldeira/")
    moment = page.locator(".pl-said .pl-moment").first
    expect(moment.locator("figcaption b")).to_have_text("Ines Caldeira")
    wanted = re.search(r"#t[-=](\d+(?:\.\d+)?)", moment.locator("a.pl-play").get_attribute("href") or "")
    assert wanted
    moment.locator("a.pl-play").click()
    page.wait_for_function("() => { const a = document.querySelector('audio'); return a && a.currentTime > 0 }")
    assert abs(page.evaluate("document.querySelector('audio').currentTime") - float(wanted[1])) <= 2.0
    expect(page.locator(".pl-line.is-now")).to_have_attribute("data-who", "Ines Caldeira")


def test_a_time_in_the_address_sets_the_player(page: Page, address: str) -> None:
    page.goto(f"{address}episodes/the-warm-numbers/#t=90")
    page.wait_for_function("() => document.querySelector('audio').currentTime >= 89")
    assert page.evaluate("document.querySelector('audio').currentTime") < 93


def test_a_letter_leads_to_the_moment_and_the_episode_back(page: Page, address: str) -> None:
    page.goto(f"{address}episodes/feeding-the-starter/")
    page.locator(".pl-cross a[href*='the-sourdough-contract']").first.click()
    expect(page.locator("h1")).to_have_text("The Sourdough Contract")
    page.locator(".pl-cross a[href*='feeding-the-starter']").first.click()
    expect(page.locator("h1")).to_have_text("Feeding the Starter")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "episodes/the-warm-numbers/",
        "letters/counting-what-wont-sit-still/",
        "themes/measurement/",
        "people/",
        "people/ines-caldeira/",
    ],
)
def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("width", [1000, 1100, 1180])
@pytest.mark.parametrize("path", ["letters/counting-what-wont-sit-still/", "episodes/the-warm-numbers/", "themes/measurement/"])
def test_no_page_scrolls_sideways_on_a_small_screen_or_a_tablet(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = "box => box.getBoundingClientRect().right > document.documentElement.clientWidth"
    assert not [card for card in page.locator(".pl-pass__x").all() if card.evaluate(beyond)]


def test_lists_within_lists_keep_their_bullets_and_numbers_in_a_letter(browser: Browser, built: Path) -> None:
    letter = built / "content/newsletters/2025-01-07-slow-bread.md"
    letter.write_text(f"{letter.read_text()}\n- flour\n  - rye\n    1. dark\n\n> - salt\n")
    podloom(built, "build", check=True)
    context = browser.new_context()
    page = context.new_page()
    with served(built, "--no-watch") as url:
        page.goto(f"{url}letters/slow-bread/")
        for words, style in (("flour", "disc"), ("rye", "disc"), ("dark", "decimal"), ("salt", "disc")):
            item = page.locator(".pl-pass li", has_text=words).last
            assert item.evaluate("item => getComputedStyle(item).listStyleType") == style, words
    context.close()


def test_without_script_everything_is_readable_and_the_sound_has_controls(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}episodes/the-warm-numbers/#t-36")
    assert page.locator("audio[controls]").is_visible()
    assert page.locator(".pl-line").count() > 20
    context.close()
