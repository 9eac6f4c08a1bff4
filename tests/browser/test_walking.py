"""The sound goes on while the listener walks through the site, and every way of going still does what it always did."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hearing import is_still_this_document, mark_this_document, paused, seconds, wait_until_it_plays

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EPISODE = "episodes/the-warm-numbers/"
MINI = ".pl-mini"


@pytest.fixture(params=["at the root", "below a path"])
def site(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("address" if request.param == "at the root" else "below"))


def listen(page: Page, site: str, at: int = 60) -> None:
    page.goto(f"{site}{EPISODE}#t={at}")
    wait_until_it_plays(page, at)
    mark_this_document(page)


def test_the_sound_goes_on_over_pages_and_back(page: Page, site: str) -> None:
    listen(page, site)
    expect(page.locator(MINI)).to_be_hidden()
    page.locator("nav.md-tabs a", has_text="Themes").click()
    expect(page.locator("h1")).to_contain_text("Themes")
    assert page.url == f"{site}themes/"
    expect(page.locator(MINI)).to_be_visible()
    expect(page.locator(f"{MINI} a")).to_have_text("The Warm Numbers")
    page.locator("#main a[href*='measurement']").first.click()
    page.wait_for_url(f"{site}themes/measurement/")
    before = seconds(page)
    wait_until_it_plays(page, before)
    assert before >= 60
    page.go_back()
    page.go_back()
    page.wait_for_url(re.compile(re.escape(EPISODE)))
    expect(page.locator(MINI)).to_be_hidden()
    now = seconds(page)
    assert now >= before
    wait_until_it_plays(page, now)
    expect(page.locator(".pl-player [data-pl=toggle]")).to_have_attribute("aria-label", "Pause")
    assert is_still_this_document(page)


def test_the_small_player_pauses_leads_back_to_the_second_and_closes(page: Page, site: str) -> None:
    listen(page, site)
    page.locator("footer a", has_text="People").click()
    expect(page.locator("h1")).to_be_visible()
    page.locator(f"{MINI} [data-mini=toggle]").click()
    assert paused(page)
    at = seconds(page)
    expect(page.locator(f"{MINI} [data-mini=time]")).to_have_text(re.compile(r"^1:0\d of 4:35$"))
    page.locator(f"{MINI} a").click()
    page.wait_for_url(re.compile(rf"{re.escape(site + EPISODE)}#t=6\d"))
    assert paused(page)
    assert abs(seconds(page) - at) < 0.5
    page.locator("footer a", has_text="People").click()
    expect(page.locator(MINI)).to_be_visible()
    page.keyboard.press("Space")
    wait_until_it_plays(page)
    page.locator(f"{MINI} [data-mini=close]").click()
    expect(page.locator(MINI)).to_be_hidden()
    page.locator("nav.md-tabs a", has_text="Episodes").click()
    expect(page.locator("h1")).to_contain_text("pisodes")
    assert page.locator(f"{MINI} audio").count() == 0
    assert not is_still_this_document(page)


def test_a_walk_changes_everything_that_a_page_says_of_itself(page: Page, site: str) -> None:
    page.goto(f"{site}letters/counting-what-wont-sit-still/")
    told = """[document.title, document.documentElement.lang,
      ...[...document.querySelectorAll('link[rel=canonical],meta[name=description],meta[property]')]
        .map(one => one.href ?? one.content),
      ...[...document.querySelectorAll('nav [aria-current]')].map(one => one.href)]"""
    plainly = page.evaluate(told)
    links = page.evaluate(
        "[...document.querySelectorAll('a[href]')].filter(one => !one.closest('.pl-mini')).map(one => one.href).sort()"
    )
    listen(page, site)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator(".pl-cross a[href*='counting-what-wont-sit-still'], .pl-rel a[href*='counting-what-wont-sit-still']").first.click()
    expect(page.locator("h1")).to_have_text("Counting What Won't Sit Still")
    page.wait_for_function("() => document.activeElement.id === 'main'")
    assert page.evaluate(told) == plainly
    assert (
        page.evaluate(
            "[...document.querySelectorAll('a[href]')].filter(one => !one.closest('.pl-mini')).map(one => one.href).sort()"
        )
        == links
    )
    expect(page.locator(".pl-told")).to_have_text(page.title())
    assert is_still_this_document(page)


def test_where_the_reader_was_is_found_again_by_going_back(page: Page, address: str) -> None:
    listen(page, address)
    page.locator("nav.md-tabs a", has_text="Episodes").click()
    page.locator("nav.md-tabs a", has_text="Letters").click()
    expect(page.locator("nav.md-tabs a[aria-current]")).to_have_text("Letters")
    page.locator("#main a[href*='counting-what']").first.click()
    expect(page.locator("h1")).to_contain_text("Counting")
    page.evaluate("scrollTo(0, 600)")
    page.wait_for_function("() => history.state.height === 600")
    page.evaluate("document.querySelector('nav.md-tabs a').click()")  # a pointer would scroll to it first
    expect(page.locator("h1")).to_contain_text("pisodes")
    assert page.evaluate("scrollY") == 0
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Counting")
    page.wait_for_function("() => scrollY === 600")
    assert is_still_this_document(page)


def test_a_moment_of_another_episode_takes_over_and_only_one_sound_plays(page: Page, address: str) -> None:
    listen(page, address)
    page.locator("nav.md-tabs a", has_text="Themes").click()
    page.locator("#main a[href*='measurement']").first.click()
    page.locator(".pl-moment a.pl-play[href*='two-different-clocks']").first.click()
    page.wait_for_url(re.compile("two-different-clocks/#t"))
    wait_until_it_plays(page)
    assert page.evaluate("[...document.querySelectorAll('audio')].filter(one => !one.paused).length") == 1
    expect(page.locator(MINI)).to_be_hidden()
    expect(page.locator(".pl-line.is-now")).to_be_visible()
    assert is_still_this_document(page)


def test_what_is_not_a_page_of_ours_is_left_to_the_browser(page: Page, address: str) -> None:
    listen(page, address)
    with page.context.expect_page() as opened:
        page.locator("footer a", has_text="People").click(modifiers=["Control"])
    opened.value.close()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.suggested_filename.startswith("the-warm-numbers")
    assert is_still_this_document(page)
    page.evaluate("document.querySelector('footer a').setAttribute('href', 'nowhere/')")
    page.locator("footer a").first.click()
    page.wait_for_function("() => !window.stillTheSame")
    expect(page.locator("h1")).to_be_visible()


def test_a_page_that_does_not_come_is_loaded_as_usual(page: Page, address: str) -> None:
    listen(page, address)
    page.route("**/people/", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    page.locator("footer a", has_text="People").click()
    page.wait_for_function("() => !window.stillTheSame")
    assert page.url == f"{address}people/"


def test_without_a_sound_links_load_pages_as_ever(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    mark_this_document(page)
    page.locator("footer a", has_text="People").click()
    page.wait_for_url(f"{address}people/")
    assert not is_still_this_document(page)


def test_a_page_is_fetched_beforehand_when_its_link_is_pointed_at_and_not_when_it_is_passed_over(page: Page, site: str) -> None:
    page.goto(site)
    hinted = "[...document.querySelectorAll('link[rel=prefetch]')].map(one => one.href)"
    people, themes = (page.locator("nav.md-tabs a", has_text=name) for name in ("People", "Themes"))
    page.evaluate(
        """for (const one of [...document.querySelectorAll('nav.md-tabs a'), document.body])
          one.dispatchEvent(new Event('pointerover', { bubbles: true }))"""
    )
    people.hover()
    page.wait_for_function(f"() => {hinted}.length")
    themes.focus()
    page.wait_for_function(f"() => {hinted}.length === 2")
    assert page.evaluate(hinted) == [f"{site}people/", f"{site}themes/"]


def test_an_anchor_on_a_page_that_was_walked_to_goes_there_and_back(page: Page, site: str) -> None:
    listen(page, site)
    page.locator(".pl-cross a[href*='letters/counting-what-wont-sit-still/#']").first.click()
    page.wait_for_url(re.compile(r"letters/.*#p-"))
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    page.evaluate("location.hash = 'main'")
    page.go_back()
    page.wait_for_url(re.compile(r"letters/.*#p-"))
    page.evaluate("history.back()")  # and at once forward again
    page.wait_for_url(re.compile(re.escape(EPISODE)))
    page.go_forward()
    page.wait_for_url(re.compile(r"letters/.*#p-"))
    expect(page.locator("h1")).to_contain_text("Counting")
    assert is_still_this_document(page)


def test_of_two_links_pressed_at_once_the_last_one_wins(page: Page, address: str) -> None:
    listen(page, address)
    page.evaluate("for (const one of [...document.querySelectorAll('nav.md-tabs a')].slice(1, 4)) one.click()")
    expect(page.locator("nav.md-tabs a[aria-current]")).to_have_text("People")
    page.wait_for_timeout(500)
    expect(page.locator("nav.md-tabs a[aria-current]")).to_have_text("People")
    assert page.url == f"{address}people/"
    assert is_still_this_document(page)


def test_filters_and_search_work_on_a_page_that_was_walked_to(page: Page, site: str) -> None:
    listen(page, site)
    page.locator("nav.md-tabs a", has_text="Letters").click()
    chip = page.locator("[data-lf=measurement][aria-pressed]")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("/")
    page.locator("dialog#search input[type=text]").fill("flamingo")
    page.locator("dialog#search .pl-hit p a").first.click()
    page.wait_for_url(re.compile("feeding-the-starter/#t"))
    expect(page.locator("dialog#search")).to_be_hidden()
    expect(page.locator(".pl-line.is-now")).to_contain_text("flamingo")
    assert is_still_this_document(page)
