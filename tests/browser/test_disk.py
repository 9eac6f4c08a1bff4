"""The site opened from a disk, without any server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hearing import seconds, wait_until_it_plays

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_pages_read_links_lead_on_sound_plays_and_what_cannot_work_says_so(browser: Browser, demo: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((demo / "build/site/index.html").as_uri())
    expect(page.locator(".pl-disk")).to_contain_text("Search and the full player need a server")
    page.locator("nav.md-tabs a", has_text="Episodes").click()
    page.locator("#main a[href*='the-warm-numbers']").first.click()
    expect(page.locator("h1")).to_have_text("The Warm Numbers")
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator(".pl-seek")).to_be_hidden()
    page.locator(".pl-lane--ch a").nth(1).click()
    wait_until_it_plays(page, 35)
    assert seconds(page) < 40
    page.locator("#main a[href*='themes/measurement']").first.click()
    page.locator(".pl-moment a.pl-play[href*='two-different-clocks']").first.click()
    expect(page.locator("h1")).to_have_text("Two Different Clocks")
    wait_until_it_plays(page, 10)
    page.locator("a.pl-ask").click()
    expect(page.locator("h1")).to_contain_text("pisodes")
    assert faults == []
    context.close()
